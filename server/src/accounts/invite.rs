//! An administrator invites a member of staff: a link is made, with which that person makes an account of their own.

use crate::accounts::links::{self, Wanted};
use crate::auth::name;
use crate::auth::session::Administrator;
use crate::body::Json;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::errors::{AppResult, Refusal};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{Invite, MadeLink};
use sea_orm::TransactionTrait;

/// Makes a link for a new member of staff.
#[utoipa::path(post, path = paths::STAFF_ACCOUNTS, tag = "accounts of staff", request_body = Invite,
    responses((status = 201, body = MadeLink)))]
pub(crate) async fn invite(
    db: Data<Db>,
    clock: Data<Clock>,
    Administrator(claims): Administrator,
    Json(body): Json<Invite>,
) -> AppResult<HttpResponse> {
    let role = body
        .role
        .filter(|role| *role != Role::Contestant)
        .ok_or_else(|| Refusal::new(ErrorCode::MissingField).field("role"))?;
    let wanted = Wanted {
        role: role.into(),
        name: name::read(&body.name, "name")?,
        contest: None,
        account: None,
    };
    let made = of(&db, claims.sub, wanted, clock.now()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Makes the link, and notes in the log that it was made.
pub(crate) async fn of(db: &Db, actor: AccountId, wanted: Wanted, now: Millis) -> AppResult<MadeLink> {
    let (contest, role) = (wanted.contest, wanted.role.into());
    let transaction = db.write.begin().await?;
    let made = links::make(&transaction, actor, wanted, now).await?;
    let event = AuditEvent {
        actor,
        contest,
        subject: made.link.id.to_string(),
        what: Audited::StaffInvited { role },
    };
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    Ok(made)
}
