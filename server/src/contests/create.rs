//! Creating a contest, from the console's form or from a TOML file.

use crate::auth::session::{Claims, Organiser};
use crate::body::{self, Json};
use crate::clock::Clock;
use crate::contests::counts::Counts;
use crate::contests::draft::CheckedDraft;
use crate::contests::{access, contact, draft, rounds, staff_show};
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::contest;
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use contest_core::ids::ContestId;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ContestDraft, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, SqlErr, TransactionTrait};
use serde::Deserialize;
use uuid::Uuid;

/// The most bytes of a TOML file; one with sixty rounds and prizes has about a hundred thousand.
const TOML_LIMIT: usize = 512 * 1024;

#[derive(Deserialize)]
pub(crate) struct Create {
    /// Whether to only check the draft.
    #[serde(default)]
    check: bool,
}

/// Creates a contest as a draft; with `check=true`, returns the draft as it would be stored.
#[utoipa::path(post, path = paths::STAFF_CONTESTS, tag = "contests, for staff",
    params(("check" = Option<bool>, Query)),
    request_body = ContestDraft,
    responses((status = 201, body = StaffContest), (status = 200, body = ContestDraft)))]
pub(crate) async fn create(
    counts: Data<Counts>,
    clock: Data<Clock>,
    Organiser(claims): Organiser,
    Query(create): Query<Create>,
    Json(draft): Json<ContestDraft>,
) -> AppResult<HttpResponse> {
    if create.check {
        let checked = draft::check(&counts.db.read, claims.sub, draft).await?;
        return Ok(HttpResponse::Ok().json(checked.draft));
    }
    created(&counts, &claims, draft, clock.now()).await
}

/// Creates a contest as a draft from a TOML file of the same shape.
#[utoipa::path(post, path = paths::STAFF_CONTESTS_TOML, tag = "contests, for staff",
    request_body(content = String, content_type = "application/toml"),
    responses((status = 201, body = StaffContest)))]
pub(crate) async fn create_from_toml(
    counts: Data<Counts>,
    clock: Data<Clock>,
    Organiser(claims): Organiser,
    request: HttpRequest,
    payload: Payload,
) -> AppResult<HttpResponse> {
    if !matches!(
        request.content_type().to_ascii_lowercase().as_str(),
        // Browsers send the last two for a file whose extension they do not know.
        "application/toml" | "text/plain" | "application/octet-stream"
    ) {
        return Err(ErrorCode::UnsupportedMedia.into());
    }
    let file = body::read(payload, TOML_LIMIT).await?;
    created(&counts, &claims, parse(&file)?, clock.now()).await
}

async fn created(
    counts: &Counts,
    claims: &Claims,
    draft: ContestDraft,
    now: Millis,
) -> AppResult<HttpResponse> {
    let id = insert(&counts.db, claims, draft, now).await?;
    let contest = access::contest_by_id(&counts.db.read, id).await?;
    Ok(HttpResponse::Created().json(staff_show::view(counts, contest, now).await?))
}

/// Checks the draft and stores it as a new contest of this organiser.
pub async fn insert(db: &Db, claims: &Claims, draft: ContestDraft, now: Millis) -> AppResult<ContestId> {
    let checked = draft::check(&db.read, claims.sub, draft).await?;
    let transaction = db.write.begin().await?;
    let id = write(&transaction, claims, (&checked, None), now).await?;
    transaction.commit().await?;
    Ok(id)
}

/// Stores a checked draft as a new contest of this organiser; `from` is the slug of the contest it was made from, if any.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    claims: &Claims,
    (checked, from): (&CheckedDraft, Option<String>),
    now: Millis,
) -> AppResult<ContestId> {
    let id = ContestId(Uuid::now_v7());
    let row = contest::ActiveModel {
        id: Set(id),
        owner_id: Set(claims.sub),
        published_at: Set(None),
        created_at: Set(now),
        ..columns(checked)
    };
    row.insert(db).await.map_err(slug_taken)?;
    rounds::replace(db, id, checked).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(id),
        subject: id.to_string(),
        what: Audited::ContestCreated {
            slug: checked.draft.slug.clone(),
            from,
        },
    };
    audit::record(db, now, event).await?;
    Ok(id)
}

/// Returns the columns of a contest that its draft decides.
pub(super) fn columns(checked: &CheckedDraft) -> contest::ActiveModel {
    let draft = checked.draft.clone();
    contest::ActiveModel {
        slug: Set(draft.slug),
        title: Set(draft.title),
        organiser: Set(draft.organiser),
        summary: Set(draft.summary),
        min_age: Set(draft.min_age.map(i32::from)),
        guardian_below: Set(draft.guardian_below.map(i32::from)),
        consent_controller: Set(draft.consent.controller),
        consent_text: Set(draft.consent.text),
        consent_version: Set(checked.consent_version.clone()),
        ..contact::columns(draft.contact)
    }
}

/// Maps a unique violation to `SlugTaken`: the slug is the only unique text of a contest.
pub(super) fn slug_taken(error: sea_orm::DbErr) -> Refusal {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::new(ErrorCode::SlugTaken).field("slug"),
        _ => error.into(),
    }
}

/// Parses a draft from TOML. The refusal says line and column, both from 1, and what the parser expected.
fn parse(file: &[u8]) -> AppResult<ContestDraft> {
    let at = |text: &str, offset: usize, reason: &str| {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let reason = reason.trim().replace('\n', "; ");
        let message = say!(contests.toml, line = line, column = column, reason = reason);
        Refusal::new(ErrorCode::InvalidToml).message(message)
    };
    let text = std::str::from_utf8(file).map_err(|error| {
        let valid = std::str::from_utf8(&file[..error.valid_up_to()]).unwrap_or_default();
        at(valid, valid.len(), "UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        at(text, offset, error.message())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_errors_tell_the_line() {
        let said = |file: &[u8]| format!("{:?}", parse(file).unwrap_err());
        assert!(said(b"slug = \"abc\"\ntitle = Thi").contains("2"));
        let unknown = said(
            "slug = \"abc\"\ntitle = \"Thi\"\norganiser = \"A\"\nrounds = []\nsummry = \"x\"\n".as_bytes(),
        );
        assert!(
            unknown.contains("Dòng 5, cột 1") && unknown.contains("summry"),
            "{unknown}"
        );
        assert!(said(b"slug = \"\xff\"").contains("Dòng 1, cột 9"));
    }
}
