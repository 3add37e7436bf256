//! Withdrawing a link that was passed on to the wrong person, or lost.

use crate::auth::session::{Claims, Staff};
use crate::clock::Clock;
use crate::contests::access::contest_by_id;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::staff_link;
use crate::db::{Db, Transaction};
use crate::errors::{AppResult, Refusal};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::StaffLinkId;
use contest_core::wire::accounts::Role;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, TransactionTrait};

/// Withdraws a link, for administrators and the owner of its contest. One that has been used stays as it is.
#[utoipa::path(delete, path = paths::STAFF_LINK, tag = "accounts of staff",
    params(("link" = StaffLinkId, Path)),
    responses((status = 204)))]
pub(crate) async fn withdraw(
    db: Data<Db>,
    clock: Data<Clock>,
    Staff(claims): Staff,
    id: Path<StaffLinkId>,
) -> AppResult<HttpResponse> {
    let transaction = db.write.begin().await?;
    let link = staff_link::Entity::find_by_id(*id)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let link = link.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    require_access(&transaction, &claims, &link).await?;
    if link.used_by.is_some() {
        return Err(ErrorCode::LinkUsed.into());
    }
    if link.withdrawn_at.is_none() {
        let now = clock.now();
        let row = staff_link::ActiveModel {
            id: Unchanged(link.id),
            withdrawn_at: Set(Some(now)),
            ..Default::default()
        };
        row.update(&transaction).await?;
        let event = AuditEvent {
            actor: claims.sub,
            contest: link.contest_id,
            subject: link.id.to_string(),
            what: Audited::StaffLinkWithdrawn {},
        };
        audit::record(&transaction, now, event).await?;
        transaction.commit().await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

async fn require_access(
    transaction: &Transaction,
    claims: &Claims,
    link: &staff_link::Model,
) -> AppResult<()> {
    let may = match link.contest_id {
        _ if claims.role == Role::Administrator => true,
        Some(contest) => contest_by_id(transaction, contest).await?.owner_id == claims.sub,
        None => false,
    };
    if may {
        Ok(())
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}
