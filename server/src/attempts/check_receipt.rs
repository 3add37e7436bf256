//! Anybody who holds the code of a receipt can look the attempt up. The code is as good as random, so nobody finds the
//! receipts of others by trying; and what is told names nobody.

use super::parts::Attempts;
use super::receipt::{sign, signed_text};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::db::entities::attempt;
use crate::errors::{AppResult, Refusal};
use crate::secrets::Secrets;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::attempts::AttemptRecord;
use contest_core::receipts::ReceiptCode;
use contest_core::rounds::Phase;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::receipts::{CheckedScore, ReceiptCheck};
use ed25519_dalek::Signature;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Returns what a receipt with this code confirms; the points only once the round has closed and its rules allow it.
#[utoipa::path(get, path = paths::RECEIPT_CHECK, tag = "attempts", params(("code" = String, Path)),
    responses((status = 200, body = ReceiptCheck)))]
pub(crate) async fn check_receipt(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    code: Path<String>,
) -> AppResult<HttpResponse> {
    let code: ReceiptCode = code
        .parse()
        .map_err(|_not_a_code| Refusal::new(ErrorCode::InvalidReceiptCode).field("code"))?;
    // Two attempts in a billion have the same code; then the earlier one is shown.
    let found = attempt::Entity::find()
        .filter(attempt::Column::ReceiptCode.eq(code.number()))
        .order_by_asc(attempt::Column::Id)
        .one(&parts.db.read)
        .await?
        // Rows of earlier releases that are still to be filled in share the number 0.
        .filter(|found| ReceiptCode::of(found.id) == code)
        .ok_or(ErrorCode::UnknownReceipt)?;
    let (stored_hash, recorded_at) = (found.sheet_hash.clone(), found.recorded_at);
    let record = AttemptRecord::try_from(found)?;
    let round = parts.contests.round(record.round)?;
    let contest = parts.contests.contest(round.contest)?;
    let now = parts.clock.now();
    let receipt = sign(&parts.secrets.receipt, &record);
    let signature_valid = fits(&parts.secrets, &record, &stored_hash, &receipt.signature);
    let is_over = matches!(round.phase(now), Phase::Closed | Phase::Final)
        && parts.contests.withholds_scores(&round, now).is_none();
    Ok(HttpResponse::Ok().json(ReceiptCheck {
        now,
        code: receipt.code,
        contest_slug: contest.slug.clone(),
        contest_title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        round_title: round.title.clone(),
        closed_at: record.closed_at,
        recorded_at,
        sheet_hash: stored_hash,
        signature_valid,
        score: is_over.then_some(CheckedScore {
            points: record.score.points,
            max_points: record.score.max_points,
            signature: receipt.signature,
        }),
    }))
}

/// Returns whether the receipt's signature fits the hash that was stored with the answers: if they have been changed
/// since, it does not.
pub(crate) fn fits(secrets: &Secrets, record: &AttemptRecord, stored_hash: &str, signature: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(signature);
    let signature = bytes.ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    let text = signed_text(record, stored_hash);
    let key = secrets.receipt.verifying_key();
    signature.is_some_and(|signature| key.verify_strict(text.as_bytes(), &signature).is_ok())
}
