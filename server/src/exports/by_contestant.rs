//! Reads the recorded attempts of a round contestant by contestant, in pages: memory holds one page, however many
//! attempts there are. Must not know what is made of them.

use crate::db::Db;
use crate::db::entities::attempt;
use crate::errors::AppResult;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId, RoundId, Uuid};
use contest_core::ranking::Counted;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const PAGE: u64 = 4_000;

/// Walks through a round in the order of contestants (that is, of registration), with each one's attempts in the order
/// of starting.
pub(crate) struct ByContestant {
    db: Db,
    round: RoundId,
    /// Contestant and attempt of the last row read.
    after: (AccountId, AttemptId),
    /// Attempts of the last contestant read so far: the next page may have more of them.
    carried: Vec<AttemptRecord>,
    ended: bool,
}

impl ByContestant {
    pub(crate) fn new(db: &Db, round: RoundId) -> ByContestant {
        ByContestant {
            db: db.clone(),
            round,
            after: (AccountId(Uuid::nil()), AttemptId(Uuid::nil())),
            carried: Vec::new(),
            ended: false,
        }
    }

    /// Returns the next contestants, each with all attempts; `None` at the end. A page may be empty before the end.
    pub(crate) async fn next(&mut self) -> AppResult<Option<Vec<Vec<AttemptRecord>>>> {
        if self.ended {
            return Ok(None);
        }
        let rows = page(&self.db, self.round, self.after).await?;
        self.ended = (rows.len() as u64) < PAGE;
        if let Some(last) = rows.last() {
            self.after = (last.account_id, last.id);
        }
        let mut complete = Vec::new();
        for record in rows {
            let record = AttemptRecord::try_from(record)?;
            if self
                .carried
                .first()
                .is_some_and(|first| first.account != record.account)
            {
                complete.push(std::mem::take(&mut self.carried));
            }
            self.carried.push(record);
        }
        if self.ended && !self.carried.is_empty() {
            complete.push(std::mem::take(&mut self.carried));
        }
        Ok(Some(complete))
    }
}

async fn page(
    db: &Db,
    round: RoundId,
    (account, id): (AccountId, AttemptId),
) -> AppResult<Vec<attempt::Model>> {
    // A range with an exception instead of two alternatives, so that the index on round and contestant is used.
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round))
        .filter(attempt::Column::AccountId.gte(account))
        .filter(
            Condition::any()
                .add(attempt::Column::AccountId.gt(account))
                .add(attempt::Column::Id.gt(id)),
        )
        .order_by_asc(attempt::Column::AccountId)
        .order_by_asc(attempt::Column::Id)
        .limit(PAGE)
        .all(&db.read)
        .await?;
    Ok(rows)
}

/// Returns which of a contestant's attempts counts. With [`Counted::Best`] that is the best by the live key, which
/// leaves out the prediction; the counted attempt's own prediction then decides the rank.
pub(crate) fn counted(attempts: &[AttemptRecord], rule: Counted) -> Option<&AttemptRecord> {
    attempts.iter().min_by_key(|attempt| attempt.choice(rule))
}
