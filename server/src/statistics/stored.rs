//! The sums of a round as they were stored, and whether they are still those of its attempts.

use crate::db::Db;
use crate::db::entities::round_statistics;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use crate::recording::superseded::last_superseded;
use crate::results::settled::attempts_of_round;
use contest_core::ids::RoundId;
use contest_core::statistics::sums::RoundSums;
use contest_core::time::Millis;
use sea_orm::EntityTrait;

pub(crate) struct Made {
    pub(crate) at: Millis,
    pub(crate) sums: RoundSums,
    attempts: u64,
}

impl Made {
    /// Returns what was made of a round, if anything.
    pub(crate) async fn find(db: &Db, round: RoundId) -> AppResult<Option<Made>> {
        let row = round_statistics::Entity::find_by_id(round).one(&db.read).await?;
        let Some(row) = row else { return Ok(None) };
        let stored = Stored::new("round_statistics", round);
        Ok(Some(Made {
            at: row.made_at,
            sums: stored.document("sums", &row.sums)?,
            attempts: stored.number("attempts", row.attempts)?,
        }))
    }

    /// Returns whether attempts were recorded or corrected since.
    pub(crate) async fn is_outdated(&self, db: &Db, round: RoundId) -> AppResult<bool> {
        let corrected = last_superseded(&db.read, round).await?;
        let is_corrected = corrected.is_some_and(|corrected| corrected >= self.at);
        Ok(is_corrected || attempts_of_round(&db.read, round).await? != self.attempts)
    }
}
