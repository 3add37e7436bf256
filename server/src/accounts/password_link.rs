//! An administrator helps a member of staff who has forgotten the password: with the link, they choose a new one.

use crate::accounts::change::of_staff;
use crate::accounts::links::{self, Wanted};
use crate::auth::session::Administrator;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::AccountId;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::MadeLink;
use sea_orm::TransactionTrait;

/// Makes a link with which the holder of an account sets a new password.
#[utoipa::path(post, path = paths::STAFF_PASSWORD_LINK, tag = "accounts of staff",
    params(("account" = AccountId, Path)),
    responses((status = 201, body = MadeLink)))]
pub(crate) async fn make(
    db: Data<Db>,
    clock: Data<Clock>,
    Administrator(claims): Administrator,
    id: Path<AccountId>,
) -> AppResult<HttpResponse> {
    // Whoever finds the screen unattended must not get by without the password.
    if *id == claims.sub {
        return Err(ErrorCode::OwnAccount.into());
    }
    let now = clock.now();
    let transaction = db.write.begin().await?;
    let account = of_staff(&transaction, *id).await?;
    if account.disabled_at.is_some() {
        return Err(ErrorCode::AccountDisabled.into());
    }
    let wanted = Wanted {
        role: account.role,
        name: account.name,
        contest: None,
        account: Some(account.id),
    };
    let made = links::make(&transaction, claims.sub, wanted, now).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: None,
        subject: account.id.to_string(),
        what: Audited::StaffPasswordLinkMade {},
    };
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    Ok(HttpResponse::Created().json(made))
}
