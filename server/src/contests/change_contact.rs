//! Changing how contestants reach the organisers, also once the contest is published: people move and numbers change.

use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::parts::Organising;
use crate::contests::{
    access, consent, contact, draft_changes, draft_rows, earlier_consents, rounds, staff_show,
};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::contest;
use crate::errors::{AppResult, Problems};
use actix_web::web::{self, Data};
use contest_core::ids::ContestId;
use contest_core::wire::paths;
use contest_core::wire::staff::{ChangeContact, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ActiveValue::Unchanged, TransactionTrait};

/// Changes the contact of a contest, published or not, if the contest is the one that was seen. Consents given to the text
/// with the former contact hold; whoever enters from now on consents to the text with the new one.
#[utoipa::path(patch, path = paths::STAFF_CONTEST, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = ChangeContact,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn change_contact(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<ChangeContact>,
) -> AppResult<web::Json<StaffContest>> {
    let id = contest.id;
    let wanted = contact::trimmed(body.contact);
    let mut problems = Problems::default();
    contact::check(&wanted, &mut problems);
    problems.settle(Some(()))?;

    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, id).await?;
    let is_published = contest.published_at.is_some();
    if is_published {
        contact::require(&wanted)?;
    }
    let stored = draft_rows::read(&transaction, &contest).await?;
    if stored.draft.contact == wanted {
        // The same once more: the first reply may have been lost.
        return staff_show::view(&parts.counts, contest, parts.clock.now())
            .await
            .map(web::Json);
    }
    stored.require(&body.version)?;
    let mut changed = stored.draft.clone();
    changed.contact = wanted;
    let (before, after) = consent::with_contact(&stored.draft, &contest.consent_version, &changed.contact);
    if let Some(before) = before.filter(|_| is_published) {
        earlier_consents::keep(&transaction, id, before).await?;
    }
    let row = contest::ActiveModel {
        id: Unchanged(id),
        consent_version: Set(after.version),
        ..contact::columns(changed.contact.clone())
    };
    let contest = row.update(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(id),
        subject: id.to_string(),
        what: draft_changes::edited(&stored.draft, &changed),
    };
    audit::record(&transaction, parts.clock.now(), event).await?;
    transaction.commit().await?;
    if is_published {
        rounds::announce(&parts.changes).await;
    }
    staff_show::view(&parts.counts, contest, parts.clock.now())
        .await
        .map(web::Json)
}
