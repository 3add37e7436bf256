//! The account of the person who asks, locked for a change: of several devices that change it at once, one is first, and
//! the others' sessions have ended.

use crate::auth::session::Claims;
use crate::db::Transaction;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::AccountId;
use contest_core::wire::errors::ErrorCode;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Loads the account and locks it until the transaction ends. Refuses with `sign_in_required` if the session has been
/// revoked, whether this server knows that already or not.
pub(crate) async fn locked(transaction: &Transaction, claims: &Claims) -> AppResult<account::Model> {
    let row = account::Entity::find_by_id(claims.sub)
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.filter(|row| row.session_version == claims.ver && row.erased_at.is_none())
        .ok_or_else(|| Refusal::new(ErrorCode::SignInRequired))
}

/// Ends all sessions of the account, with the transaction.
pub(crate) async fn end_sessions(transaction: &Transaction, account: AccountId) -> AppResult<()> {
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
