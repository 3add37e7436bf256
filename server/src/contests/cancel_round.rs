//! Cancelling a round, for good: it closes now, what was answered is kept, and it has no result.

use crate::body::Json;
use crate::contests::access::OwnedRound;
use crate::contests::parts::Organising;
use crate::contests::{access, rounds, staff_show};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::round;
use crate::errors::{AppResult, Refusal};
use crate::results::reason;
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::ids::RoundId;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{CancelRound, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QuerySelect, TransactionTrait};

/// Cancels a round that is not final. To the servers it is a round whose close was moved to this moment: open attempts are
/// closed with what they have, and keys become public by the same rule. It has no board and is never settled.
#[utoipa::path(post, path = paths::CANCELLATION, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    request_body = CancelRound,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn cancel(
    parts: Data<Organising>,
    OwnedRound { claims, access }: OwnedRound,
    Json(body): Json<CancelRound>,
) -> AppResult<web::Json<StaffContest>> {
    let reason = reason::parse(&body.reason)?;
    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, access.contest.id).await?;
    // As settling does: of the two, one is first.
    let found = round::Entity::find_by_id(access.round.id).lock_exclusive();
    let round = found.one(&transaction).await?;
    let round = round.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    let now = parts.clock.now();
    if contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    if round.finalised_at.is_some() {
        return Err(ErrorCode::AlreadyFinal.into());
    }
    if let Some(before) = &round.cancelled_for {
        // The same once more: the first reply may have been lost.
        return match *before == reason {
            true => staff_show::view(&parts.counts, contest, now).await.map(web::Json),
            false => Err(ErrorCode::RoundCancelled.into()),
        };
    }
    if body.title.trim() != round.title {
        return Err(Refusal::new(ErrorCode::InvalidField)
            .field("title")
            .message(say!(contests.cancel_title)));
    }
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(contest.id),
        subject: round.id.to_string(),
        what: Audited::RoundCancelled {
            round: round.title.clone(),
            reason: reason.clone(),
        },
    };
    let (opens_at, closes_at) = (round.opens_at.min(now), round.closes_at.min(now));
    let mut row: round::ActiveModel = round.into();
    row.opens_at = Set(opens_at);
    row.closes_at = Set(closes_at);
    row.cancelled_at = Set(Some(now));
    row.cancelled_for = Set(Some(reason));
    row.update(&transaction).await?;
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    rounds::announce(&parts.changes).await;
    staff_show::view(&parts.counts, contest, now).await.map(web::Json)
}
