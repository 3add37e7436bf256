//! What follows from a change of an account: other sessions end, and boards show the new name.

use crate::attempts::parts::Attempts;
use crate::db::Transaction;
use crate::db::entities::{account, attempt};
use crate::errors::AppResult;
use contest_core::ids::{AccountId, RoundId};
use contest_core::rounds::Phase;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Ends all sessions of the account, with the transaction.
pub(super) async fn end_sessions(transaction: &Transaction, account: AccountId) -> AppResult<()> {
    account::Entity::update_many()
        .col_expr(
            account::Column::SessionVersion,
            Expr::col(account::Column::SessionVersion).add(1),
        )
        .filter(account::Column::Id.eq(account))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Returns the rounds in which the person has recorded attempts.
pub(super) async fn rounds_of(transaction: &Transaction, account: AccountId) -> AppResult<Vec<RoundId>> {
    let rounds = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::RoundId)
        .distinct()
        .filter(attempt::Column::AccountId.eq(account))
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(rounds)
}

/// Shows the person under the name that the database now has on the live boards of these rounds. Final boards are made
/// from the database.
pub(super) async fn show_new_name(parts: &Attempts, account: AccountId, rounds: Vec<RoundId>) {
    let (catalog, now) = (parts.contests.catalog(), parts.clock.now());
    for round in rounds.into_iter().filter_map(|round| catalog.round(round)) {
        if round.phase(now) != Phase::Final {
            parts.recovery.show_new_name(&round, account).await;
        }
    }
}
