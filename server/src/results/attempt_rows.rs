//! What ranking needs of a round's recorded attempts: no answers, and each contestant's attempts together. Rows are
//! read one by one, so that memory holds one contestant, however many there are.

use super::ranking::Contestant;
use crate::contests::catalog::LiveRound;
use crate::db::entities::attempt::{Column, Entity};
use crate::db::stored::Stored;
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::{BTreeSet, HashMap};

#[derive(FromQueryResult)]
pub(crate) struct AttemptRow {
    id: AttemptId,
    account_id: AccountId,
    unit_id: Option<UnitId>,
    started_at: Millis,
    last_change_at: Millis,
    closed_at: Millis,
    prediction: Option<i64>,
    points: i32,
    max_points: i32,
    correct: i32,
    answered: i32,
    total: i32,
    sort_key: Vec<u8>,
}

/// Returns the query for a round's attempts, contestant by contestant.
pub(crate) fn attempts_of(round: &LiveRound) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::AccountId,
            Column::UnitId,
            Column::StartedAt,
            Column::LastChangeAt,
            Column::ClosedAt,
            Column::Prediction,
            Column::Points,
            Column::MaxPoints,
            Column::Correct,
            Column::Answered,
            Column::Total,
            Column::SortKey,
        ])
        .filter(Column::RoundId.eq(round.id))
        .order_by_asc(Column::AccountId)
}

impl AttemptRow {
    /// Returns its contestant, as far as this attempt shows.
    fn contestant(self) -> Result<Contestant, DbErr> {
        let stored = Stored::new("attempts", self.id);
        Ok(Contestant {
            account: self.account_id,
            attempt: self.id,
            unit: self.unit_id,
            score: Score {
                points: stored.number("points", self.points)?,
                max_points: stored.number("max_points", self.max_points)?,
                correct: stored.number("correct", self.correct)?,
                answered: stored.number("answered", self.answered)?,
                total: stored.number("total", self.total)?,
            },
            started_at: self.started_at,
            last_change_at: self.last_change_at,
            closed_at: self.closed_at,
            prediction: self.prediction,
            attempts: 1,
        })
    }
}

/// The contestant whose attempts are being read.
pub(crate) struct Current {
    /// The contestant with the attempt that counts among those read so far.
    contestant: Contestant,
    /// Decides that it counts: the smallest choice does.
    choice: Vec<u8>,
    /// The units they played for.
    units: BTreeSet<UnitId>,
}

impl Current {
    /// Takes the next attempt. If it belongs to another contestant, returns the one before.
    pub(crate) fn take(
        before: &mut Option<Current>,
        round: &LiveRound,
        row: AttemptRow,
    ) -> Result<Option<Current>, DbErr> {
        let choice = round.choice(&row.sort_key, row.id, row.closed_at);
        let unit = row.unit_id;
        let next = row.contestant()?;
        if let Some(current) = before
            && current.contestant.account == next.account
        {
            let attempts = current.contestant.attempts.saturating_add(1);
            if choice < current.choice {
                (current.contestant, current.choice) = (next, choice);
            }
            current.contestant.attempts = attempts;
            current.units.extend(unit);
            return Ok(None);
        }
        Ok(before.replace(Current {
            contestant: next,
            choice,
            units: unit.into_iter().collect(),
        }))
    }

    /// Returns the contestant, after counting them once in each unit they played for.
    pub(crate) fn counted_in(self, units: &mut HashMap<UnitId, u64>) -> Contestant {
        for unit in self.units {
            *units.entry(unit).or_default() += 1;
        }
        self.contestant
    }
}
