//! Moves the recorded attempts of a person to another unit, after their profile was corrected. What a settlement was made
//! from is kept as it was, so a settled round has to be settled again before it is published.

use super::superseded::supersede;
use crate::db::Transaction;
use crate::db::entities::attempt;
use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::time::Millis;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

/// The caller must hold the rounds, none of which may be final with the person in it, and show the person anew on the live
/// boards once this is committed.
pub(crate) async fn change_unit(
    transaction: &Transaction,
    account: AccountId,
    rounds: &[RoundId],
    unit: UnitId,
    now: Millis,
) -> Result<(), DbErr> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(account))
        .filter(attempt::Column::RoundId.is_in(rounds.iter().copied()))
        .lock_exclusive()
        .all(transaction)
        .await?;
    for row in rows.iter().filter(|row| row.unit_id != Some(unit)) {
        supersede(transaction, row, now).await?;
        let moved = attempt::ActiveModel {
            id: Unchanged(row.id),
            unit_id: Set(Some(unit)),
            ..Default::default()
        };
        moved.update(transaction).await?;
    }
    Ok(())
}
