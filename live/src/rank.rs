//! Asking the board about one contestant: the rank among all, and the place among the people of one unit.

use crate::Live;
use contest_core::ids::{RoundId, UnitId};
use redis::RedisResult;

/// A contestant's rank on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// From 1.
    pub rank: u64,
    /// How many people are on the board.
    pub people: u64,
    pub in_unit: Option<InUnit>,
}

/// A contestant's place among those whose standings are for the same unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InUnit {
    /// From 1.
    pub rank: u64,
    pub people: u64,
}

/// What shards have counted of a unit.
#[derive(Clone, Copy, Default)]
struct Count {
    before: u64,
    people: u64,
    /// Whether the standing that is asked about is among them.
    has_own: bool,
}

impl Count {
    fn plus(self, other: Count) -> Count {
        Count {
            before: self.before + other.before,
            people: self.people + other.people,
            has_own: self.has_own || other.has_own,
        }
    }
}

/// A member of `unit_board`, and the limits of ranges as `ZLEXCOUNT` takes them.
struct Limits {
    first: Vec<u8>,
    before_own: Vec<u8>,
    end: Vec<u8>,
    own: Vec<u8>,
}

impl Limits {
    fn new(unit: UnitId, sort_key: &[u8]) -> Limits {
        let id = unit.0.as_bytes();
        let excluding = |bytes: &[&[u8]]| [b"(", bytes.concat().as_slice()].concat();
        let next = unit.0.as_u128().checked_add(1);
        Limits {
            first: [b"[".as_slice(), id].concat(),
            before_own: excluding(&[id, sort_key]),
            own: [id, sort_key].concat(),
            end: next.map_or_else(|| b"+".to_vec(), |next| excluding(&[&next.to_be_bytes()])),
        }
    }
}

impl Live {
    /// Returns the rank of a standing, and the place in this unit; `None` while a shard is being built.
    ///
    /// There is no place in the unit if the standing is not for this unit, and while a shard does not know the units of
    /// all its standings, because a server of an earlier release has written to it.
    pub async fn rank(
        &self,
        round: RoundId,
        sort_key: &[u8],
        unit: Option<UnitId>,
    ) -> RedisResult<Option<Rank>> {
        let below = [b"(".as_slice(), sort_key].concat();
        let limits = unit.map(|unit| Limits::new(unit, sort_key));
        let replies: Vec<Vec<Option<u64>>> = self
            .ask_shards(round, |shard, pipe| {
                pipe.exists(shard.key("built"));
                pipe.cmd("ZLEXCOUNT").arg(shard.key("board")).arg("-").arg(&below);
                pipe.zcard(shard.key("board"));
                let Some(limits) = &limits else { return };
                pipe.get(shard.key("version")).get(shard.key("unit_version"));
                for end in [&limits.before_own, &limits.end] {
                    pipe.cmd("ZLEXCOUNT")
                        .arg(shard.key("unit_board"))
                        .arg(&limits.first)
                        .arg(end);
                }
                pipe.zscore(shard.key("unit_board"), &limits.own);
            })
            .await?;
        let (mut rank, mut people, mut in_unit) = (1, 0, Some(Count::default()));
        for reply in replies {
            let mut counts = reply.into_iter();
            let mut next = || counts.next().flatten();
            if next() != Some(1) {
                return Ok(None);
            }
            rank += next().unwrap_or(0);
            people += next().unwrap_or(0);
            let (version, whole_at) = (next().unwrap_or(0), next());
            let of_shard = Count {
                before: next().unwrap_or(0),
                people: next().unwrap_or(0),
                has_own: next().is_some(),
            };
            in_unit = in_unit
                .filter(|_| whole_at == Some(version))
                .map(|sum| sum.plus(of_shard));
        }
        let in_unit = in_unit.filter(|sum| sum.has_own).map(|sum| InUnit {
            rank: sum.before + 1,
            people: sum.people,
        });
        Ok(Some(Rank {
            rank,
            people,
            in_unit,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Decided, Recorded};
    use crate::keys::Shard;
    use crate::lock::Locks;
    use crate::redis_child::RedisChild;
    use crate::upkeep::{BUILDING, Build};
    use contest_core::ids::{AccountId, AttemptId};
    use contest_core::time::Millis;
    use rand::rngs::SmallRng;
    use rand::{RngExt, SeedableRng};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    #[test]
    fn the_range_of_a_unit_ends_where_the_next_begins() {
        let limits = |id: u128| Limits::new(UnitId(Uuid::from_u128(id)), b"key");
        let id = |id: u128| id.to_be_bytes().to_vec();
        let some = limits(0xff);
        assert_eq!(some.first, [b"[".to_vec(), id(0xff)].concat());
        assert_eq!(
            some.before_own,
            [b"(".to_vec(), id(0xff), b"key".to_vec()].concat()
        );
        assert_eq!(some.end, [b"(".to_vec(), id(0x100)].concat());
        assert_eq!(limits(u128::MAX).end, b"+");
    }

    /// A recorded attempt: what decides whether it counts, its sort key, its unit.
    type Row = (Vec<u8>, Vec<u8>, Option<UnitId>);

    /// A round in Redis, and the rows from which it can be built.
    struct Table {
        live: Live,
        round: RoundId,
        best_counts: bool,
        rows: BTreeMap<AccountId, Vec<Row>>,
    }

    impl Table {
        fn attempt(row: &Row) -> AttemptId {
            let tail = row.1[row.1.len() - 16..].try_into().expect("an id");
            AttemptId(Uuid::from_bytes(tail))
        }

        fn counting(&self, account: AccountId) -> &Row {
            self.rows[&account].iter().min().expect("an attempt")
        }

        fn recorded(&self, account: AccountId, row: &Row, attempts: &[Row]) -> Recorded {
            let unit = row.2.map(|unit| format!(r#","u":"{}""#, unit.0));
            let decided = |row: &Row| Decided {
                attempt: Table::attempt(row),
                revision: 1,
                closed_at: Millis(1),
            };
            Recorded {
                account,
                number: attempts.len() as u16,
                unit: row.2,
                sort_key: row.1.clone(),
                choice: row.0.clone(),
                // As in `server/src/boards/shown.rs`; the name tries to pass for a unit.
                shown: format!(r#"{{"n":"A\",\"u\":\"0a\""{},"p":1}}"#, unit.unwrap_or_default()),
                attempts: attempts.iter().map(decided).collect(),
            }
        }

        async fn note(&self, account: AccountId, row: &Row, attempts: &[Row]) {
            let recorded = self.recorded(account, row, attempts);
            let shard = self.live.shard_of(self.round, account);
            let noted = self.live.recorded(shard, self.best_counts, &[recorded]).await;
            noted.expect("Redis");
        }

        async fn build(&self) {
            let locks = Locks::take(&self.live, BUILDING, self.live.shards_of(self.round)).await;
            for shard in locks.shards() {
                let begun = self.live.begin_build(*shard, &locks).await.expect("Redis");
                let Build::Begun { run } = begun else {
                    panic!("the shard is built already")
                };
                for (account, rows) in &self.rows {
                    if self.live.shard_of(self.round, *account) == *shard {
                        self.note(*account, self.counting(*account), rows).await;
                    }
                }
                let built = self.live.set_built(*shard, &locks, &run, Millis(1));
                assert!(built.await.expect("Redis"));
            }
            locks.release().await;
        }

        async fn wipe(&self) {
            let flush = redis::cmd("FLUSHALL");
            let flushed = flush.query_async::<()>(&mut self.live.connection()).await;
            flushed.expect("FLUSHALL");
        }

        /// Checks what everybody is told against the rows.
        async fn check(&self, has_places: bool) {
            let mut all: Vec<&Row> = self.rows.keys().map(|account| self.counting(*account)).collect();
            all.sort_by(|one, other| one.1.cmp(&other.1));
            for (index, row) in all.iter().enumerate() {
                let same: Vec<&&Row> = all.iter().filter(|other| other.2 == row.2).collect();
                let before = same.iter().take_while(|other| other.1 < row.1).count();
                let in_unit = InUnit {
                    rank: before as u64 + 1,
                    people: same.len() as u64,
                };
                let expected = Rank {
                    rank: index as u64 + 1,
                    people: all.len() as u64,
                    in_unit: row.2.filter(|_| has_places).map(|_unit| in_unit),
                };
                let told = self.live.rank(self.round, &row.1, row.2).await;
                assert_eq!(told.expect("Redis"), Some(expected));
                // Nobody is told a place in a unit that is not theirs.
                let other = UnitId(Uuid::from_u128(77));
                let told = self
                    .live
                    .rank(self.round, &row.1, Some(other))
                    .await
                    .expect("Redis");
                assert_eq!(told.expect("built").in_unit, None);
            }
        }

        fn row(&self, random: &mut SmallRng, unit: Option<UnitId>) -> Row {
            let attempt = Uuid::from_u128(random.random());
            let points: u64 = random.random_range(0..6);
            let key = [&points.to_be_bytes(), attempt.as_bytes().as_slice()].concat();
            let choice = match self.best_counts {
                true => key.clone(),
                false => random.random::<[u8; 8]>().to_vec(),
            };
            (choice, key, unit)
        }

        /// Records an attempt, or corrects one that is recorded.
        async fn step(&mut self, random: &mut SmallRng, units: &[Option<UnitId>]) {
            let account = AccountId(Uuid::from_u128(random.random_range(0..30_u128)));
            let unit = units[random.random_range(0..units.len())];
            let mut row = self.row(random, unit);
            let mut rows = self.rows.remove(&account).unwrap_or_default();
            if rows.is_empty() || random.random_bool(0.7) {
                rows.push(row.clone());
                self.rows.insert(account, rows);
                return self.note(account, &row, std::slice::from_ref(&row)).await;
            }
            let corrected = random.random_range(0..rows.len());
            let tail = row.1.len() - 16;
            row.1[tail..].copy_from_slice(&rows[corrected].1[tail..]);
            row.0 = if self.best_counts {
                row.1.clone()
            } else {
                rows[corrected].0.clone()
            };
            rows[corrected] = row;
            let rows = self.rows.entry(account).or_insert(rows);
            let counting = rows.iter().min().expect("an attempt").clone();
            let attempts = rows.clone();
            let recorded = self.recorded(account, &counting, &attempts);
            let shard = self.live.shard_of(self.round, account);
            let made = self.live.correct(shard, self.best_counts, &recorded);
            made.await.expect("Redis");
        }
    }

    /// Calls the function as servers of earlier releases do: without the keys that are new.
    async fn noted_by_an_earlier_release(table: &mut Table, random: &mut SmallRng) {
        let choice = if table.best_counts { "best" } else { "choice" };
        let keys = [
            "done", "used", "open", "pending", "due", "starting", "board", "best", choice, "shown", "units",
            "version", "stuck", "a:",
        ];
        let account = AccountId(Uuid::from_u128(random.random()));
        let row = table.row(random, Some(UnitId(Uuid::from_u128(1))));
        let shard: Shard = table.live.shard_of(table.round, account);
        let mut call = shard.call("tl_note_recorded", &keys);
        let attempt = Table::attempt(&row);
        call.arg(account.0.simple().to_string())
            .arg(1)
            .arg(Uuid::from_u128(1).simple().to_string())
            .arg(&row.1)
            .arg(&row.0)
            .arg(table.recorded(account, &row, &[]).shown)
            .arg(attempt.0.simple().to_string())
            .arg("1 1 ");
        table.live.function(&call).await.expect("Redis");
        table.rows.insert(account, vec![row]);
    }

    #[tokio::test]
    async fn places_in_units_are_as_recomputed_or_not_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let child = RedisChild::start(folder.path()).await.expect("redis-server");
        let address = child.address.clone();
        let live = Live::open(&address, 3, Some(child)).await.expect("Redis");
        let mut random = SmallRng::seed_from_u64(7);
        let ids = [1, 2, 3, u128::MAX].map(|id| Some(UnitId(Uuid::from_u128(id))));
        let units = [ids.as_slice(), &[None]].concat();
        for best_counts in [true, false] {
            let mut table = Table {
                live: live.clone(),
                round: RoundId(Uuid::from_u128(random.random())),
                best_counts,
                rows: BTreeMap::new(),
            };
            table.build().await;
            for n in 0..400 {
                table.step(&mut random, &units).await;
                if n % 40 == 0 {
                    table.check(true).await;
                }
            }
            table.check(true).await;
            table.wipe().await;
            table.build().await;
            table.check(true).await;
            noted_by_an_earlier_release(&mut table, &mut random).await;
            table.check(false).await;
            table.step(&mut random, &units).await;
            table.check(false).await;
            table.wipe().await;
            table.build().await;
            table.check(true).await;
        }
    }
}
