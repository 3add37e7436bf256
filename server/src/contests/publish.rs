//! Publishing a contest: from now on everybody sees it, and its rounds, rules and banks are fixed.

use crate::auth::session::Claims;
use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::edit::already_published;
use crate::contests::parts::Organising;
use crate::contests::publishable::publishable;
use crate::contests::{access, draft_rows, rounds, staff_show};
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::contest;
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::ids::ContestId;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{PublishContest, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, TransactionTrait};

/// Publishes a contest: everybody sees it, and its rounds, rules and banks are fixed.
#[utoipa::path(post, path = paths::PUBLISH, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = PublishContest,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn publish(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(seen): Json<PublishContest>,
) -> AppResult<web::Json<StaffContest>> {
    let contest = make_public(&parts, &claims, contest.id, &seen).await?;
    staff_show::view(&parts.counts, contest, parts.clock.now())
        .await
        .map(web::Json)
}

/// Publishes a contest of this organiser and tells every server.
pub async fn make_public(
    parts: &Organising,
    claims: &Claims,
    id: ContestId,
    seen: &PublishContest,
) -> AppResult<contest::Model> {
    let contest = write_public(&parts.db, claims, id, seen, parts.clock.now()).await?;
    rounds::announce(&parts.changes).await;
    Ok(contest)
}

/// Publishes a contest in the database. Servers that are not told learn it from the count of changes.
pub async fn write_public(
    db: &Db,
    claims: &Claims,
    id: ContestId,
    seen: &PublishContest,
    now: Millis,
) -> AppResult<contest::Model> {
    let transaction = db.write.begin().await?;
    let contest = access::locked_contest(&transaction, id).await?;
    if contest.published_at.is_some() {
        return Err(already_published());
    }
    let stored = draft_rows::read(&transaction, &contest).await?;
    stored.require(&seen.version)?;
    let checked = publishable(&transaction, contest.owner_id, stored.draft, now).await?;
    let drawn = checked.rounds.iter().map(|round| Some(round.bank_version));
    let shown = seen
        .banks
        .iter()
        .copied()
        .map(Some)
        .chain(std::iter::repeat(None));
    if let Some(changed) = drawn.zip(shown).position(|(drawn, shown)| drawn != shown) {
        // Somebody has loaded a version that nobody has looked at for this contest.
        let bank = &checked.draft.rounds[changed].bank;
        return Err(Refusal::new(ErrorCode::DraftChanged)
            .field(format!("banks.{changed}"))
            .message(say!(contests.bank_changed, bank = bank)));
    }
    if let Some(practice) = &checked.practice
        && seen.practice != Some(practice.bank_version)
    {
        let bank = checked.draft.practice.as_ref().map(|practice| &practice.bank);
        return Err(Refusal::new(ErrorCode::DraftChanged)
            .field("practice")
            .message(say!(contests.bank_changed, bank = bank.unwrap_or(&String::new()))));
    }
    rounds::commit(&transaction, id, &checked).await?;
    let mut row: contest::ActiveModel = contest.into();
    row.published_at = Set(Some(now));
    // The standard text may have changed with a release since the draft was saved.
    row.consent_version = Set(checked.consent_version);
    let contest = row.update(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(id),
        subject: id.to_string(),
        what: Audited::ContestPublished {
            slug: contest.slug.clone(),
            rounds: u32::try_from(checked.rounds.len()).unwrap_or(u32::MAX),
        },
    };
    audit::record(&transaction, now, event).await?;
    transaction.commit().await?;
    Ok(contest)
}
