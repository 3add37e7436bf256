//! Puts the contestants of a round in order, however many there are: memory holds some of them, the disk the rest.

use super::ranking::{Contestant, Counting, Ranked, RankingHash};
use super::spool::{Items, Spool, read, write};
use crate::contests::catalog::LiveRound;
use crate::db::entities::standing;
use crate::long_work::Wanted;
use contest_core::ids::{AccountId, RankingId, UnitId};
use extsort::{ExternalSorter, Sortable};
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::iter::Peekable;
use std::path::Path;
use tokio::sync::mpsc;

/// How many contestants are sorted in memory at once: some 25 MB.
const SORTED_AT_ONCE: usize = 150_000;

/// Sorts, with `at_once` contestants in memory.
fn sorted(
    all: impl Iterator<Item = io::Result<Ranked>>,
    at_once: usize,
    folder: &Path,
) -> io::Result<impl Iterator<Item = io::Result<Ranked>>> {
    let mut sorter = ExternalSorter::new()
        .with_segment_size(at_once)
        .with_sort_dir(folder.to_owned())
        .pushed();
    for one in all {
        sorter.push(one?)?;
    }
    sorter.done()
}

/// A ranking on disk.
pub(crate) struct Order {
    pub(crate) people: u64,
    pub(crate) attempts: u64,
    pub(crate) prediction_value: Option<i64>,
    /// As computed by [`RankingHash`].
    pub(crate) hash: String,
    /// How many have a unit as theirs.
    pub(crate) ranked_by_unit: HashMap<UnitId, u64>,
    ranked: Spool<Ranked>,
}

impl Sortable for Ranked {
    fn encode<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        write(self, writer)
    }

    fn decode<R: io::Read>(reader: &mut R) -> io::Result<Ranked> {
        read(reader)
    }
}

/// Orders the contestants that arrive, as if exactly `disqualified` were disqualified. Blocks; temporary files go to
/// `folder`. Stops when nobody wants the order any more.
pub(crate) fn order(
    round: &LiveRound,
    disqualified: &BTreeSet<AccountId>,
    folder: &Path,
    mut arrivals: mpsc::Receiver<Vec<Contestant>>,
    wanted: &Wanted,
) -> io::Result<Order> {
    // The keys need the value of the prediction, which needs all contestants.
    let mut counting = Counting::new(&round.rules, disqualified);
    let mut contestants = Spool::new(folder)?;
    let (mut people, mut attempts) = (0, 0);
    while let Some(page) = arrivals.blocking_recv() {
        for contestant in &page {
            counting.add(contestant);
            people += 1;
            attempts += u64::from(contestant.attempts);
            contestants.push(contestant)?;
        }
    }
    let prediction_value = counting.value();
    let require_wanted = || match wanted.is_wanted() {
        false => Err(io::Error::from(io::ErrorKind::Interrupted)),
        true => Ok(()),
    };
    let keyed = contestants.into_items()?.map(|contestant| {
        require_wanted()?;
        let contestant = contestant?;
        let lot = round.lot(contestant.attempt);
        Ok(contestant.ranked(&round.rules, prediction_value, lot))
    });
    let mut hash = RankingHash::new(round.id, people);
    let mut ranked = Spool::new(folder)?;
    let mut ranked_by_unit = HashMap::new();
    let mut positions = 0;
    for one in sorted(keyed, SORTED_AT_ONCE, folder)? {
        let one = one?;
        require_wanted()?;
        positions += 1;
        hash.add(&one);
        if let Some(unit) = one.unit {
            *ranked_by_unit.entry(unit).or_default() += 1;
        }
        ranked.push(&one)?;
    }
    // The sorter takes the end of a file for the end of its list, even if the file was cut short.
    if positions != people {
        return Err(io::Error::other(format!(
            "{positions} of {people} came out of sorting"
        )));
    }
    Ok(Order {
        people,
        attempts,
        prediction_value,
        hash: hash.finish(),
        ranked_by_unit,
        ranked,
    })
}

impl Order {
    /// Returns the rows of the ranking, in order.
    pub(crate) fn into_standings(self, ranking: RankingId) -> io::Result<Standings> {
        Ok(Standings {
            ranking,
            position: 0,
            in_unit: HashMap::new(),
            ranked: self.ranked.into_items()?.peekable(),
        })
    }
}

pub(crate) struct Standings {
    ranking: RankingId,
    position: i32,
    /// The last position in each unit.
    in_unit: HashMap<UnitId, i32>,
    ranked: Peekable<Items<Ranked>>,
}

impl Iterator for Standings {
    type Item = io::Result<standing::Model>;

    fn next(&mut self) -> Option<io::Result<standing::Model>> {
        let ranked = match self.ranked.next()? {
            Ok(ranked) => ranked,
            Err(error) => return Some(Err(error)),
        };
        self.position += 1;
        let tied_with_next = match self.ranked.peek() {
            Some(Ok(next)) => next.key.ties_with(&ranked.key),
            _ => false,
        };
        let unit_position = ranked.unit.map(|unit| {
            let position = self.in_unit.entry(unit).or_default();
            *position += 1;
            *position
        });
        Some(Ok(standing::Model {
            ranking_id: self.ranking,
            position: self.position,
            account_id: ranked.account,
            attempt_id: ranked.attempt,
            sort_key: ranked.key.0,
            tied_with_next,
            has_points: ranked.has_points,
            unit_id: ranked.unit,
            unit_position,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::{AttemptId, Uuid};
    use contest_core::ranking::SortKey;
    use rand::RngExt;

    #[test]
    fn what_does_not_fit_into_memory_is_sorted_as_if_it_did() {
        let mut random = rand::rng();
        let one = || Ranked {
            key: SortKey(random.random::<[u8; 40]>().to_vec()),
            account: AccountId(Uuid::new_v4()),
            attempt: AttemptId(Uuid::new_v4()),
            has_points: true,
            unit: None,
        };
        let all: Vec<Ranked> = std::iter::repeat_with(one).take(2_000).collect();
        let folder = tempfile::tempdir().unwrap();
        // In memory, in a few files, in more than the sorter looks at one by one.
        for at_once in [5_000, 700, 37] {
            let sorted = sorted(all.iter().cloned().map(Ok), at_once, folder.path()).unwrap();
            let sorted: Vec<Ranked> = sorted.collect::<io::Result<_>>().unwrap();
            let mut expected = all.clone();
            expected.sort();
            assert!(sorted == expected, "{at_once} at once");
        }
    }
}
