//! After a commit, tells Redis what is in the database, in one call per batch and shard, and then those who wait. The
//! board therefore shows what has a row, and nothing else.

use super::names::changed_since;
use super::repairs::Repairs;
use super::rows::as_recorded;
use super::scored;
use crate::clock::Clock;
use crate::contests::catalog::LiveRound;
use crate::contests::current::Contests;
use crate::db::{Db, within};
use crate::errors::{AppResult, Refusal};
use crate::pace::{Happened, Pace};
use crate::recording::correct::{Corrected, correct};
use crate::recording::new_row::{NewAttempt, NewRow, Outcome};
use crate::recording::recorder::{Committed, Handler};
use crate::recording::rows::recorded_attempt;
use contest_core::attempts::{AttemptRecord, reconcile};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use futures_util::future::{join, join_all};
use live::Live;
use live::board::Recorded;
use live::keys::Shard;
use redis::RedisResult;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

/// How long those who wait for a commit also wait for Redis, so that their next look at the board shows them. A slow
/// Redis does not hold back a receipt.
const PATIENCE: Duration = Duration::from_millis(250);
/// The limit of a correction, which is a few statements.
const CORRECTION_LIMIT: Duration = Duration::from_secs(5);

/// What the recorder's handler works with.
#[derive(Clone)]
pub(crate) struct Noting {
    pub(crate) db: Db,
    pub(crate) live: Live,
    pub(crate) clock: Clock,
    pub(crate) contests: Contests,
    pub(crate) repairs: Arc<Repairs>,
    pub(crate) pace: Pace,
}

impl Noting {
    /// Returns the recorder's handler. Must be called on the recorder's thread.
    pub(crate) fn handler(self) -> Handler {
        let noting = Noting {
            live: self.live.for_worker(),
            ..self
        };
        Box::new(move |batch| {
            tokio::spawn(noting.clone().note(batch));
        })
    }

    async fn note(self, batch: Vec<Committed>) {
        let mut notes: HashMap<Shard, Notes> = HashMap::new();
        let mut told = Vec::with_capacity(batch.len());
        let mut named: HashMap<RoundId, HashMap<AccountId, String>> = HashMap::new();
        let mut happened = Vec::with_capacity(batch.len());
        for committed in batch {
            happened.extend(happening(&committed));
            let round = self.contests.round(committed.row.round()).ok();
            if let (Some(round), NewRow::Attempt(attempt), Outcome::Recorded(stored)) =
                (&round, &committed.row, &committed.outcome)
                && **stored != attempt.record
                && let Some(better) = reconcile(stored, &attempt.frozen)
            {
                let (round, better) = (round.clone(), scored(round, &better));
                tokio::spawn(self.clone().replace(round, better, committed));
                continue;
            }
            let shard = self.live.shard_of(committed.row.round(), committed.row.account());
            notes.entry(shard).or_default().add(round.as_deref(), &committed);
            if let (NewRow::Attempt(attempt), Outcome::Recorded(_)) = (&committed.row, &committed.outcome) {
                let facts = &attempt.frozen.facts;
                let of_round = named.entry(attempt.record.round).or_default();
                of_round.insert(facts.account, facts.masked_name.clone());
            }
            told.push(committed);
        }
        let noted = notes
            .into_iter()
            .map(|(shard, notes)| self.tell_redis(shard, notes));
        let noting = async { drop(join_all(noted).await) };
        tokio::pin!(noting);
        // Whichever comes first: Redis knows, or they have waited long enough.
        let in_time = tokio::time::timeout(PATIENCE, &mut noting).await.is_ok();
        told.into_iter().for_each(Committed::tell);
        if !in_time {
            noting.await;
        }
        // Nobody waits for this.
        self.pace.note(&happened, self.clock.now());
        for (round, shown) in named {
            Box::pin(self.correct_names(round, shown)).await;
        }
    }

    /// Shows whoever had their name erased or corrected while their attempt was under way under the name that they have
    /// now. Nobody waits for this.
    async fn correct_names(&self, id: RoundId, shown: HashMap<AccountId, String>) {
        let Ok(round) = self.contests.round(id) else {
            return;
        };
        let changed = within(CORRECTION_LIMIT, changed_since(&self.db, &shown)).await;
        let changed = changed.unwrap_or_else(|error| {
            tracing::warn!(%error, "names are compared later");
            shown.into_keys().collect()
        });
        for account in changed {
            if let Err(refusal) = self.correct_standing(&round, account).await {
                tracing::warn!(%refusal, %account, "a new name waits to be shown");
                self.repairs.note_wrong(id, account);
            }
        }
    }

    async fn tell_redis(&self, shard: Shard, notes: Notes) {
        // Read before Redis is asked. The rows were recorded shortly before: `catch_up` searches from some seconds
        // earlier.
        let now = self.clock.now();
        if let Err(error) = notes.write(&self.live, shard).await {
            tracing::debug!(%error, "Redis was not told what is recorded");
            self.repairs.note_behind(shard, now);
        }
    }

    /// The database has another close of the attempt, and this one counts: see [`reconcile`].
    async fn replace(
        self,
        round: Arc<LiveRound>,
        better: AppResult<AttemptRecord>,
        mut committed: Committed,
    ) {
        let NewRow::Attempt(row) = &committed.row else {
            return;
        };
        let attempt = row.record.attempt;
        match Box::pin(self.replaced(&round, better, row)).await {
            Ok(outcome) => committed.outcome = outcome,
            // It stays in `pending` and is tried again.
            Err(refusal) => {
                tracing::warn!(%refusal, %attempt, "a record was not corrected");
                self.repairs.note_wrong(round.id, row.record.account);
                return committed.tell_later();
            }
        }
        let shard = self.live.shard_of(round.id, row.record.account);
        let mut notes = Notes::default();
        notes.add(Some(&round), &committed);
        let account = committed.row.account();
        let (_, corrected) = join(
            self.tell_redis(shard, notes),
            self.correct_standing(&round, account),
        )
        .await;
        if let Err(refusal) = corrected {
            tracing::warn!(%refusal, %attempt, "the standing of a corrected attempt waits");
            self.repairs.note_wrong(round.id, account);
        }
        committed.tell();
    }

    async fn replaced(
        &self,
        round: &LiveRound,
        better: AppResult<AttemptRecord>,
        attempt: &NewAttempt,
    ) -> AppResult<Outcome> {
        let mut better = better?;
        loop {
            let stored = recorded_attempt(&self.db, better.attempt).await?;
            let stored = stored.ok_or_else(|| Refusal::internal("a recorded attempt is missing"))?;
            // Another server may have corrected it meanwhile.
            let Some(frozen) = reconcile(&stored, &attempt.frozen) else {
                return Ok(Outcome::Recorded(Box::new(stored)));
            };
            better = scored(round, &frozen)?;
            better.number = stored.number;
            better.unit = stored.unit;
            let correction = correct(&self.db, &stored, &better, self.clock.now());
            match within(CORRECTION_LIMIT, correction).await? {
                Corrected::Done => {
                    tracing::warn!(attempt = %better.attempt, from = stored.sheet.revision,
                        to = better.sheet.revision, "a record was corrected");
                    return Ok(Outcome::Recorded(Box::new(better)));
                }
                Corrected::SetAside(reason) => return Ok(Outcome::SetAside(reason)),
                Corrected::Changed => {}
            }
        }
    }

    async fn correct_standing(&self, round: &LiveRound, account: AccountId) -> AppResult<()> {
        super::restore::correct_standing(&self.db, &self.live, round, account).await
    }
}

/// Returns what those who watch the round count.
fn happening(committed: &Committed) -> Option<(RoundId, Happened)> {
    let round = committed.row.round();
    match (&committed.row, &committed.outcome) {
        (NewRow::Start(start), Outcome::Started { .. }) => {
            Some((round, Happened::Started(start.facts.started_at)))
        }
        (NewRow::Attempt(attempt), Outcome::Recorded(_)) => {
            Some((round, Happened::Closed(attempt.record.closed_at)))
        }
        _ => None,
    }
}

/// What Redis is told about one shard.
#[derive(Default)]
struct Notes {
    best_counts: bool,
    started: Vec<AttemptId>,
    /// What is recorded of each contestant.
    recorded: HashMap<AccountId, Recorded>,
    /// Attempts that were set aside: Redis removes them.
    dropped: Vec<AttemptId>,
    stuck: Vec<(AttemptId, String)>,
}

impl Notes {
    fn add(&mut self, round: Option<&LiveRound>, committed: &Committed) {
        let attempt = committed.row.attempt();
        match (&committed.row, &committed.outcome) {
            (NewRow::Start(_), Outcome::Started { .. }) => self.started.push(attempt),
            (NewRow::Attempt(attempt), Outcome::Recorded(stored)) => {
                let Some(round) = round else { return };
                self.best_counts = round.best_counts();
                let mut recorded = as_recorded(round, stored, &attempt.frozen.facts.masked_name);
                // The two have been reconciled: neither is looked at again.
                for decided in &mut recorded.attempts {
                    decided.revision = decided.revision.max(attempt.record.sheet.revision);
                    decided.closed_at = decided.closed_at.min(attempt.record.closed_at);
                }
                match self.recorded.entry(recorded.account) {
                    Entry::Occupied(mut before) => before.get_mut().join(recorded),
                    Entry::Vacant(none) => drop(none.insert(recorded)),
                }
            }
            (_, Outcome::SetAside(_)) => self.dropped.push(attempt),
            (_, Outcome::Refused(why)) => self.stuck.push((attempt, why.clone())),
            _ => {}
        }
    }

    async fn write(self, live: &Live, shard: Shard) -> RedisResult<()> {
        let recorded: Vec<Recorded> = self.recorded.into_values().collect();
        // Both calls at once, because receipts wait for them.
        let started = live.started(shard, &self.started);
        let recorded = live.recorded(shard, self.best_counts, &recorded);
        let (started, recorded) = join(started, recorded).await;
        started.and(recorded)?;
        for attempt in &self.dropped {
            live.drop_attempt(shard, *attempt).await?;
        }
        for (attempt, why) in &self.stuck {
            live.set_stuck(shard, *attempt, why).await?;
        }
        Ok(())
    }
}
