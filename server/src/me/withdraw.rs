//! Contestants withdraw their consent to a contest. From then on they start nothing there and win nothing; what was
//! recorded before stays for the result, with the name masked as on every board.
//!
//! Tokens carry entries, so a withdrawal revokes them all: no start on any device or server has to ask the database.

use super::locked::hold_results_of;
use super::parts::OwnData;
use super::running::{require_no_open_start, require_none_running};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::locked::{end_sessions, locked};
use crate::auth::session::Contestant;
use crate::auth::sign_in::{claims_of, client_address};
use crate::contests::entry;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities;
use crate::errors::{AppResult, Refusal};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::ContestId;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, TransactionTrait};

/// Withdraws the consent to a contest. Entering again gives it anew.
#[utoipa::path(post, path = paths::WITHDRAWAL, tag = "me",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = Session)))]
pub(crate) async fn withdraw(
    _turn: Turn<READ>,
    own: Data<OwnData>,
    contest: Path<ContestId>,
    Contestant(claims): Contestant,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let OwnData {
        signing_in: parts,
        attempts,
        changes,
    } = &**own;
    let contest = attempts.contests.contest(*contest)?;
    let now = parts.clock.now();
    // Each withdrawal makes every server read revocations again: nobody needs many.
    let (who, address) = (claims.sub.to_string(), client_address(parts, &request));
    parts.throttle.begin(&who, &address, now)?;
    require_none_running(attempts, claims.sub).await?;

    let transaction = parts.db.write.begin().await?;
    hold_results_of(&transaction, contest.id).await?;
    let mut account = locked(&transaction, &claims).await?;
    let stored = entry::stored(&transaction, account.id, contest.id).await?;
    let stored = stored.ok_or_else(|| Refusal::new(ErrorCode::NotEntered))?;
    // Withdrawn before, for instance because it was sent twice: the browser only needs the session.
    if stored.withdrawn_at.is_none() {
        require_no_open_start(&transaction, account.id).await?;
        let row = entities::entry::ActiveModel {
            contest_id: Unchanged(contest.id),
            account_id: Unchanged(account.id),
            withdrawn_at: Set(Some(now)),
            ..Default::default()
        };
        row.update(&transaction).await?;
        end_sessions(&transaction, account.id).await?;
        let event = AuditEvent {
            actor: account.id,
            contest: Some(contest.id),
            subject: account.id.to_string(),
            what: Audited::ConsentWithdrawn {
                version: stored.consent_version,
                given_at: stored.entered_at,
            },
        };
        record(&transaction, now, event).await?;
        transaction.commit().await?;
        account.session_version += 1;
        changes.announce_revocation(&account).await;
    }
    let claims = claims_of(parts, &account).await?;
    Ok(HttpResponse::Ok()
        .cookie(parts.sessions.cookie(&claims)?)
        .json(claims.to_wire()))
}
