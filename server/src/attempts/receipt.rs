//! Receipts: proof that an attempt is in the database, signed, the same however often it is asked for.

use super::close::{Closing, close, commit};
use super::paper::find_live;
use super::record::{AttemptRecord, recorded_attempt};
use crate::admission::turn::{SUBMIT, Turn};
use crate::auth::session::Contestant;
use crate::errors::Answer;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::wire::attempts::{ClosedBy, Receipt, Submitted};
use contest_core::wire::errors::{ApiError, ErrorCode};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

/// The receipt of an attempt, or `202` while it is being recorded.
#[utoipa::path(get, path = "/api/v1/attempts/{attempt}/receipt", tag = "attempts",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = Submitted), (status = 202, body = Submitted), (status = "4XX", body = ApiError)))]
pub async fn receipt(
    _turn: Turn<SUBMIT>,
    state: Data<State>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> Answer<HttpResponse> {
    if let Some(record) = recorded_attempt(&state.db, *attempt).await? {
        if record.account != claims.sub {
            return Err(ErrorCode::Forbidden.into());
        }
        return Ok(HttpResponse::Ok().json(receipt_of(&state, &record)));
    }
    let Some((round, facts, stored)) = find_live(&state, &claims, *attempt).await? else {
        return Err(ErrorCode::NotFound.into());
    };
    let overdue = state.clock.now() > facts.deadline + GRACE_MS;
    if !stored.closed && !overdue {
        return Err(ErrorCode::AttemptStillOpen.into());
    }
    // Closing again answers the record of the first closing.
    let closing = close(&state, &round, &facts, &stored.sheet, ClosedBy::Deadline).await?;
    answer(&state, closing).await
}

/// Answers a closing: the receipt once the attempt is in the database, `202` while the database is away.
pub async fn answer(state: &State, closing: Closing) -> Answer<HttpResponse> {
    match closing {
        Closing::Recorded(record) => Ok(HttpResponse::Ok().json(receipt_of(state, &record))),
        Closing::Closed(record) => match commit(state, record.clone()).await {
            Ok(stored) => Ok(HttpResponse::Ok().json(receipt_of(state, &stored))),
            Err(away) if away.code == ErrorCode::Unavailable => {
                Ok(HttpResponse::Accepted().json(pending(&record)))
            }
            Err(other) => Err(other),
        },
        Closing::Late => Err(ErrorCode::AttemptDeadlinePassed.into()),
        Closing::StillOpen => Err(ErrorCode::AttemptStillOpen.into()),
    }
}

/// The public half of the key that signs receipts, so that anybody can check one.
#[utoipa::path(get, path = "/api/v1/receipt-key", tag = "attempts",
    responses((status = 200, body = String, description = "Ed25519 public key, base64url")))]
pub async fn public_key(state: Data<State>) -> HttpResponse {
    let key = state.secrets.receipt.verifying_key();
    HttpResponse::Ok().json(URL_SAFE_NO_PAD.encode(key.as_bytes()))
}

/// What a submission answers once it is recorded.
pub fn receipt_of(state: &State, record: &AttemptRecord) -> Submitted {
    let receipt = sign(&state.secrets.receipt, record);
    Submitted {
        closed_at: record.closed_at,
        receipt: Some(receipt),
    }
}

/// Accepted, not yet recorded.
fn pending(record: &AttemptRecord) -> Submitted {
    Submitted {
        closed_at: record.closed_at,
        receipt: None,
    }
}

/// Ed25519 is deterministic: equal records have equal receipts.
fn sign(key: &SigningKey, record: &AttemptRecord) -> Receipt {
    let code = receipt_code(record.attempt);
    let sheet_hash = record.sheet.hash(record.attempt);
    let signed = format!(
        "thiluat-receipt/1\n{code}\n{}\n{}\n{}\n{}\n{sheet_hash}",
        record.attempt, record.round, record.closed_at.0, record.score.points
    );
    Receipt {
        signature: URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes()),
        code,
        attempt: record.attempt,
        round: record.round,
        number: record.number,
        started_at: record.started_at,
        closed_at: record.closed_at,
        closed_by: record.closed_by,
        duration_ms: record.duration_ms(),
        score: record.score,
        sheet_hash,
    }
}

/// A short code to read out: 60 bits of the attempt's hash in Crockford's base 32, e.g. `7F3K-9QAB-2MXR`.
pub fn receipt_code(attempt: AttemptId) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = Sha256::digest(attempt.0.as_bytes());
    let bits = u64::from_be_bytes(digest[..8].try_into().unwrap_or_default());
    let symbol = |n: u32| char::from(ALPHABET[(bits >> (59 - 5 * n) & 31) as usize]);
    (0..12)
        .flat_map(|n| {
            (n > 0 && n % 4 == 0)
                .then_some('-')
                .into_iter()
                .chain([symbol(n)])
        })
        .collect()
}
