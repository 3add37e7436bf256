//! What the database and Redis know of one attempt, and where they differ. For operators: it only looks, and changes
//! nothing.

use super::Recovery;
use crate::boards::mask::masked;
use crate::contests::catalog::LiveRound;
use crate::db::entities::{account, set_aside, start};
use crate::errors::AppResult;
use crate::recording::rows::{facts_of, recorded_attempt};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::wire::attempts::ClosedBy;
use live::inspect::Traces;
use live::keys::Shard;
use sea_orm::EntityTrait;

/// Everything that is known of an attempt.
pub struct Known {
    pub attempt: AttemptId,
    /// The shard it belongs to: by its rows, else by what was found in Redis.
    pub location: Option<(RoundId, Shard)>,
    /// What the database has of its start; the name is left empty.
    pub start: Option<AttemptFacts>,
    pub record: Option<AttemptRecord>,
    pub set_aside: Option<set_aside::Model>,
    /// A sheet that arrived too late and is kept for the judges. It changes nothing about the attempt.
    pub late_sheet: Option<set_aside::Model>,
    pub traces: Traces,
}

impl Recovery {
    /// Looks up an attempt in the database, and in Redis where its rows say; without rows, wherever it might be.
    pub async fn look_up(&self, attempt: AttemptId) -> AppResult<Known> {
        let start = start::Entity::find_by_id(attempt).one(&self.db.read).await?;
        let record = recorded_attempt(&self.db, attempt).await?;
        let set_aside = set_aside::Entity::find_attempt(attempt)
            .one(&self.db.read)
            .await?;
        let late_sheet = set_aside::Entity::find_late_sheet(attempt)
            .one(&self.db.read)
            .await?;
        let owner = start.as_ref().map(|row| (row.round_id, row.account_id));
        let start = start.map(|row| facts_of(&row, String::new())).transpose()?;
        let owner = owner.or(record.as_ref().map(|record| (record.round, record.account)));
        let owner = owner.or(set_aside.as_ref().map(|row| (row.round_id, row.account_id)));
        let (shard, traces) = match owner {
            Some((round, account)) => {
                let shard = self.live.shard_of(round, account);
                (Some(shard), self.live.traces(shard, attempt).await?)
            }
            None => self.find_traces(attempt).await?,
        };
        Ok(Known {
            attempt,
            location: shard.map(|shard| (shard.round, shard)),
            start,
            record,
            set_aside,
            late_sheet,
            traces,
        })
    }

    /// Searches all shards of all rounds.
    async fn find_traces(&self, attempt: AttemptId) -> AppResult<(Option<Shard>, Traces)> {
        let mut away = None;
        for round in self.contests.catalog().rounds() {
            for shard in self.live.shards_of(round.id) {
                match self.live.traces(shard, attempt).await {
                    Ok(traces) if traces.is_empty() => {}
                    Ok(traces) => return Ok((Some(shard), traces)),
                    Err(error) => away = Some(error),
                }
            }
        }
        // It may be in a shard that could not be reached.
        match away {
            Some(error) => Err(error.into()),
            None => Ok((None, Traces::default())),
        }
    }

    /// Returns a contestant's name as the board shows it.
    pub(super) async fn masked_name(&self, account: AccountId) -> AppResult<String> {
        let row = account::Entity::find_by_id(account).one(&self.db.read).await?;
        Ok(masked(&row.map(|row| row.name).unwrap_or_default()))
    }
}

impl Known {
    pub fn is_unknown(&self) -> bool {
        self.location.is_none()
    }

    /// Returns what is frozen, if it can be read.
    pub(crate) fn frozen(&self) -> Option<&Frozen> {
        let (_, pending) = self.traces.pending.as_ref()?;
        pending.as_ref().ok()
    }

    /// Returns the facts of its start: the database's, or else those in Redis.
    pub(crate) fn facts(&self) -> Option<AttemptFacts> {
        let in_redis = self.frozen().map(|frozen| frozen.facts.clone());
        let in_redis = in_redis.or(self.traces.open.as_ref().map(|(facts, _)| facts.clone()));
        let name = in_redis.as_ref().map(|facts| facts.masked_name.clone());
        let recorded = self.start.clone().map(|facts| AttemptFacts {
            masked_name: name.unwrap_or_default(),
            ..facts
        });
        recorded.or(in_redis)
    }

    /// Returns a close at the deadline with this sheet.
    pub(super) fn closed_with(round: &LiveRound, facts: AttemptFacts, sheet: AnswerSheet) -> Frozen {
        let facts = round.bounded(facts);
        Frozen {
            last_change_at: facts.started_at,
            closed_at: facts.deadline,
            closed_by: ClosedBy::Deadline,
            facts,
            sheet,
        }
    }

    /// Returns the best record that can still be made: of what is frozen, of what was saved, or a blank one.
    pub(super) fn best_record(&self, round: &LiveRound) -> Option<AttemptRecord> {
        let facts = self.facts();
        let saved = self.traces.open.as_ref().map(|(_, sheet)| sheet.sheet.clone());
        let closings = [
            self.frozen().cloned(),
            facts
                .clone()
                .zip(saved)
                .map(|(facts, sheet)| Known::closed_with(round, facts, sheet)),
            facts.map(|facts| Known::closed_with(round, facts, AnswerSheet::default())),
        ];
        let mut records = closings
            .iter()
            .flatten()
            .filter_map(|frozen| round.record(frozen).ok());
        let mut record = records.next()?;
        if let Some(start) = &self.start {
            record.number = start.number;
        }
        Some(record)
    }

    /// Describes where the two stores differ, and what that means.
    pub fn differences(&self) -> Vec<String> {
        let (traces, mut found) = (&self.traces, Vec::new());
        let mut say = |differs: bool, what: &str| {
            if differs {
                found.push(what.to_owned());
            }
        };
        let is_pending = traces.pending.is_some();
        if let Some(record) = &self.record {
            say(
                traces.is_open,
                "it is recorded, but still open in Redis, which has lost its close",
            );
            say(is_pending, "it is recorded, but not noted as recorded in Redis");
            let newer = self
                .frozen()
                .is_some_and(|frozen| frozen.sheet.revision > record.sheet.revision);
            say(
                newer,
                "the frozen sheet in Redis has a higher revision than the record",
            );
            say(
                traces.stuck.is_some(),
                "it is recorded, but still stuck in Redis; `retry` fixes this",
            );
        } else {
            say(
                traces.is_done,
                "Redis has noted it as recorded, but the database does not have it",
            );
            let is_lost = self.start.is_some() && self.set_aside.is_none() && traces.is_empty();
            say(is_lost, "it was started, but Redis knows nothing of it");
            let is_started = traces.is_open || is_pending || traces.is_starting;
            say(
                self.start.is_none() && is_started,
                "Redis has it, but its start is not in the database",
            );
            say(
                self.set_aside.is_some() && (traces.is_open || is_pending),
                "it is set aside, but Redis still has it",
            );
        }
        if let (Some(start), Some(facts)) = (&self.start, self.facts_in_redis()) {
            say(
                start.account != facts.account,
                "Redis and the database name different contestants",
            );
            say(
                start.number != facts.number,
                "Redis has another number for it; the database's counts",
            );
            say(
                start.started_at != facts.started_at,
                "Redis has another start time for it",
            );
        }
        found
    }

    fn facts_in_redis(&self) -> Option<&AttemptFacts> {
        let open = self.traces.open.as_ref().map(|(facts, _)| facts);
        self.frozen().map(|frozen| &frozen.facts).or(open)
    }
}
