//! An administrator disables an account of staff, or enables it again. Its sessions end on all servers.

use crate::accounts::list;
use crate::auth::locked::end_sessions;
use crate::auth::session::Administrator;
use crate::body::Json;
use crate::contests::parts::Organising;
use crate::db::Transaction;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use actix_web::web::{self, Data, Path};
use contest_core::ids::AccountId;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{ChangeStaffAccount, StaffAccounts};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, TransactionTrait};

/// Disables an account of staff, or enables it again. Nobody can disable their own: somebody must be left who can undo it.
#[utoipa::path(patch, path = paths::STAFF_ACCOUNT, tag = "accounts of staff",
    params(("account" = AccountId, Path)),
    request_body = ChangeStaffAccount,
    responses((status = 200, body = StaffAccounts)))]
pub(crate) async fn change(
    parts: Data<Organising>,
    Administrator(claims): Administrator,
    id: Path<AccountId>,
    Json(body): Json<ChangeStaffAccount>,
) -> AppResult<web::Json<StaffAccounts>> {
    if *id == claims.sub {
        return Err(ErrorCode::OwnAccount.into());
    }
    let now = parts.clock.now();
    let transaction = parts.db.write.begin().await?;
    // Two administrators who disable each other: both rows are locked, in one order, and the second finds its own session
    // ended.
    let mut both = [*id, claims.sub];
    both.sort_unstable();
    let mut rows = Vec::with_capacity(2);
    for one in both {
        rows.push(of_staff(&transaction, one).await?);
    }
    let actor = rows.iter().find(|row| row.id == claims.sub);
    if actor.is_none_or(|row| row.session_version != claims.ver || row.disabled_at.is_some()) {
        return Err(ErrorCode::SignInRequired.into());
    }
    let account = rows.into_iter().find(|row| row.id == *id);
    let mut account = account.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    if account.disabled_at.is_some() != body.disabled {
        let row = account::ActiveModel {
            id: Unchanged(account.id),
            disabled_at: Set(body.disabled.then_some(now)),
            ..Default::default()
        };
        row.update(&transaction).await?;
        end_sessions(&transaction, account.id).await?;
        let event = AuditEvent {
            actor: claims.sub,
            contest: None,
            subject: account.id.to_string(),
            what: match body.disabled {
                true => Audited::StaffDisabled {},
                false => Audited::StaffEnabled {},
            },
        };
        audit::record(&transaction, now, event).await?;
        transaction.commit().await?;
        account.session_version += 1;
        parts.changes.announce_revocation(&account).await;
    }
    list::all(&parts.db, now).await.map(web::Json)
}

/// Loads an account of staff and locks it until the transaction ends. Those of contestants are not there for
/// administrators.
pub(super) async fn of_staff(transaction: &Transaction, id: AccountId) -> AppResult<account::Model> {
    let row = account::Entity::find_by_id(id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.filter(|row| row.role != account::Role::Contestant)
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}
