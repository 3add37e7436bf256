//! The sums of a round as they were stored, and whether they are still those of its attempts.

use crate::db::Db;
use crate::db::entities::round_statistics;
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::recording::superseded::superseded_of_round;
use crate::results::settled::attempts_of_round;
use contest_core::ids::RoundId;
use contest_core::statistics::sums::RoundSums;
use contest_core::time::Millis;
use sea_orm::{DbErr, EntityTrait};

pub(crate) struct Made {
    pub(crate) at: Millis,
    pub(crate) sums: RoundSums,
    attempts: u64,
    corrections: u64,
}

impl Made {
    /// Returns what was made of a round, if anything.
    pub(crate) async fn find(db: &Db, round: RoundId) -> AppResult<Option<Made>> {
        let row = round_statistics::Entity::find_by_id(round).one(&db.read).await?;
        let Some(row) = row else { return Ok(None) };
        // The sums of a large bank take some milliseconds, which would hold up the requests of this thread.
        let parsing = tokio::task::spawn_blocking(move || Made::read(row));
        Ok(Some(parsing.await.map_err(Refusal::internal)??))
    }

    fn read(row: round_statistics::Model) -> Result<Made, DbErr> {
        let stored = Stored::new("round_statistics", row.round_id);
        Ok(Made {
            at: row.made_at,
            sums: stored.document("sums", &row.sums)?,
            attempts: stored.number("attempts", row.attempts)?,
            corrections: stored.number("corrections", row.corrections)?,
        })
    }

    /// Returns whether attempts were recorded or corrected since.
    pub(crate) async fn is_outdated(&self, db: &Db, round: RoundId) -> AppResult<bool> {
        Ok(superseded_of_round(&db.read, round).await? != self.corrections
            || attempts_of_round(&db.read, round).await? != self.attempts)
    }
}
