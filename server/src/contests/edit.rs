//! Editing a contest while it is a draft: the whole draft is sent, and its rounds are replaced.

use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::create::{columns, slug_taken};
use crate::contests::parts::Organising;
use crate::contests::{access, draft, draft_changes, draft_rows, rounds, staff_show};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::contest;
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::ids::ContestId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{EditContest, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Unchanged, TransactionTrait};

/// Replaces the draft of a contest that is not published, if it is the one that was seen.
#[utoipa::path(put, path = paths::STAFF_CONTEST, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = EditContest,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn edit(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<EditContest>,
) -> AppResult<web::Json<StaffContest>> {
    let id = contest.id;
    if contest.published_at.is_some() {
        return Err(already_published());
    }
    let checked = draft::check(&parts.db.read, claims.sub, body.draft).await?;
    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, id).await?;
    if contest.published_at.is_some() {
        return Err(already_published());
    }
    let stored = draft_rows::read(&transaction, &contest).await?;
    if stored.draft == checked.draft {
        // The same once more: the first reply may have been lost.
        return staff_show::view(&parts.counts, contest, parts.clock.now())
            .await
            .map(web::Json);
    }
    stored.require(&body.version)?;
    let row = contest::ActiveModel {
        id: Unchanged(id),
        ..columns(&checked)
    };
    let contest = row.update(&transaction).await.map_err(slug_taken)?;
    rounds::replace(&transaction, id, &checked).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(id),
        subject: id.to_string(),
        what: draft_changes::edited(&stored.draft, &checked.draft),
    };
    audit::record(&transaction, parts.clock.now(), event).await?;
    transaction.commit().await?;
    staff_show::view(&parts.counts, contest, parts.clock.now())
        .await
        .map(web::Json)
}

pub(super) fn already_published() -> Refusal {
    Refusal::new(ErrorCode::AlreadyPublished).message(say!(contests.already_public))
}
