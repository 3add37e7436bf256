//! Reads and writes the practice of a contest in the database.

use crate::contests::draft_practice::CheckedPractice;
use crate::db::entities::practice;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::ContestId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

/// Returns the practice of a contest, if it has any.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    contest: ContestId,
) -> Result<Option<practice::Model>, DbErr> {
    practice::Entity::find_by_id(contest).one(db).await
}

/// Replaces the practice of a contest that is not published.
pub(super) async fn replace(
    db: &impl ConnectionTrait,
    contest: ContestId,
    checked: Option<&CheckedPractice>,
) -> AppResult<()> {
    practice::Entity::delete_by_id(contest).exec(db).await?;
    let Some(checked) = checked else {
        return Ok(());
    };
    let row = practice::ActiveModel {
        contest_id: Set(contest),
        bank_version_id: Set(checked.bank_version),
        newest_bank: Set(checked.newest_bank),
        rules: Set(serde_json::to_string(&checked.rules)?),
    };
    row.insert(db).await?;
    Ok(())
}

/// Fixes the practice at publication: the newest bank version where the draft names none.
pub(super) async fn commit(
    db: &impl ConnectionTrait,
    contest: ContestId,
    checked: Option<&CheckedPractice>,
) -> AppResult<()> {
    match (of(db, contest).await?, checked) {
        (None, None) => Ok(()),
        (Some(row), Some(checked)) => {
            let mut row: practice::ActiveModel = row.into();
            row.bank_version_id = Set(checked.bank_version);
            row.newest_bank = Set(false);
            row.update(db).await?;
            Ok(())
        }
        _ => Err(Refusal::internal(format!(
            "the practice of contest {contest} does not match its draft"
        ))),
    }
}
