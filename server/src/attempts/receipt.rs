//! Receipts: signed proof that an attempt is in the database. Asking again returns the same receipt.

use super::find::{Found, code_of, find_live, why_unseen};
use super::parts::Attempts;
use crate::admission::class::SUBMIT;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::catalog::LiveRound;
use crate::errors::{AppResult, Refusal};
use crate::recording::new_row::Outcome;
use crate::recording::rows::recorded_attempt;
use crate::recovery::COMMIT_PATIENCE;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::attempts::{AttemptRecord, Frozen};
use contest_core::ids::AttemptId;
use contest_core::receipts::ReceiptCode;
use contest_core::rounds::{GRACE_MS, ScoreShown};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::{Receipt, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use ed25519_dalek::{Signer, SigningKey};
use live::calls::CloseOutcome;

/// Returns the receipt of an attempt, or `202` while the attempt is being recorded.
#[utoipa::path(get, path = paths::RECEIPT, tag = "attempts",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = Submitted), (status = 202, body = Submitted)))]
pub(crate) async fn receipt(
    _turn: Turn<SUBMIT>,
    parts: Data<Attempts>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let at = parts.clock.now();
    if let Some(record) = recorded_attempt(&parts.db, *attempt).await? {
        if record.account != claims.sub {
            return Err(Refusal::attempt_of_another());
        }
        return Ok(HttpResponse::Ok().json(receipt_of(&parts, &record)));
    }
    match find_live(&parts, &claims, *attempt).await? {
        Some(Found::Frozen(round, frozen)) => of_frozen(&parts, &round, &frozen, true).await,
        Some(Found::Open(round, facts, _)) => {
            let round = match at > round.bounded(facts.clone()).deadline + GRACE_MS {
                // Another server may have given it more time.
                true => parts
                    .contests
                    .ask(&parts.db, &parts.clock)
                    .await
                    .and_then(|()| parts.contests.round(round.id))?,
                false => round,
            };
            let told = round.bounded(facts.clone()).deadline;
            let facts = parts.contests.certainly_bounded(&round, facts);
            parts.require_right_clock().await?;
            let closed = parts.recovery.close_at_deadline(&round, &facts, at, None).await?;
            match closed {
                CloseOutcome::Closed(frozen) => of_frozen(&parts, &round, &frozen, true).await,
                // No more answers are taken, and the server is about to close it.
                CloseOutcome::StillOpen if at > told + GRACE_MS => Ok(accepted(told)),
                CloseOutcome::StillOpen => Err(ErrorCode::AttemptStillOpen.into()),
                // Recorded since we looked.
                _ => of_recorded(&parts, *attempt).await,
            }
        }
        // It went from one to the other since we looked, or it is in neither.
        None => match recorded_attempt(&parts.db, *attempt).await? {
            Some(record) if record.account == claims.sub => {
                Ok(HttpResponse::Ok().json(receipt_of(&parts, &record)))
            }
            _ => Err(why_unseen(&parts, &claims, *attempt).await?),
        },
    }
}

/// Records a frozen attempt and returns the response with its receipt. While the database is away, returns `202` if
/// Redis keeps the attempt until it is back (`is_kept`).
pub(crate) async fn of_frozen(
    parts: &Attempts,
    round: &LiveRound,
    frozen: &Frozen,
    is_kept: bool,
) -> AppResult<HttpResponse> {
    let outcome = parts.recovery.record(round, frozen, COMMIT_PATIENCE).await?;
    of_outcome(parts, outcome, frozen.closed_at, is_kept)
}

/// Returns the response to what became of a frozen attempt that was handed to the recorder.
pub(crate) fn of_outcome(
    parts: &Attempts,
    outcome: Option<Outcome>,
    closed_at: Millis,
    is_kept: bool,
) -> AppResult<HttpResponse> {
    match outcome {
        Some(Outcome::Recorded(record)) => Ok(HttpResponse::Ok().json(receipt_of(parts, &record))),
        Some(Outcome::SetAside(reason)) => Err(code_of(reason).into()),
        _ if is_kept => Ok(accepted(closed_at)),
        _ => Err(ErrorCode::Unavailable.into()),
    }
}

/// Returns `202`: the attempt was closed at this time, and its receipt can be asked for later.
fn accepted(closed_at: Millis) -> HttpResponse {
    HttpResponse::Accepted().json(Submitted {
        closed_at,
        receipt: None,
    })
}

/// Returns the response with the receipt of an attempt that is in the database.
pub(crate) async fn of_recorded(parts: &Attempts, attempt: AttemptId) -> AppResult<HttpResponse> {
    let record = recorded_attempt(&parts.db, attempt).await?;
    let record = record.ok_or_else(|| Refusal::new(ErrorCode::Unavailable))?;
    Ok(HttpResponse::Ok().json(receipt_of(parts, &record)))
}

/// Returns the public half of the key that signs receipts, so that anybody can verify one.
#[utoipa::path(get, path = paths::RECEIPT_KEY, tag = "attempts",
    responses((status = 200, body = String, content_type = "application/json", description = "Ed25519 public key, base64url")))]
pub(crate) async fn public_key(parts: Data<Attempts>) -> HttpResponse {
    let key = parts.secrets.receipt.verifying_key();
    HttpResponse::Ok().json(URL_SAFE_NO_PAD.encode(key.as_bytes()))
}

/// Returns the body of the response to a submission that is recorded.
pub(crate) fn receipt_of(parts: &Attempts, record: &AttemptRecord) -> Submitted {
    let receipt = match withheld(parts, record) {
        None => sign(&parts.secrets.receipt, record),
        Some(until) => sign_without_score(&parts.secrets.receipt, record, until),
    };
    Submitted {
        closed_at: record.closed_at,
        receipt: Some(receipt),
    }
}

/// Returns until when the contestant may not know the score, if so.
pub(crate) fn withheld(parts: &Attempts, record: &AttemptRecord) -> Option<ScoreShown> {
    match parts.contests.round(record.round) {
        Ok(round) => parts.contests.withholds_scores(&round, parts.clock.now()),
        // It is not in memory yet, or no longer: nothing is known of its rules.
        Err(_unknown) => Some(ScoreShown::AfterFinal),
    }
}

/// Returns what the signature of a receipt covers.
pub(crate) fn signed_text(record: &AttemptRecord, sheet_hash: &str) -> String {
    text_with(record, sheet_hash, &record.score.points.to_string())
}

fn text_with(record: &AttemptRecord, sheet_hash: &str, points: &str) -> String {
    let code = ReceiptCode::of(record.attempt);
    format!(
        "thiluat-receipt/1\n{code}\n{}\n{}\n{}\n{points}\n{sheet_hash}",
        record.attempt, record.round, record.closed_at.0
    )
}

/// Signs a receipt. Ed25519 is deterministic, so equal records have equal receipts.
pub(crate) fn sign(key: &SigningKey, record: &AttemptRecord) -> Receipt {
    let sheet_hash = record.sheet.hash(record.attempt);
    let signed = signed_text(record, &sheet_hash);
    Receipt {
        signature: URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes()),
        code: ReceiptCode::of(record.attempt).to_string(),
        attempt: record.attempt,
        round: record.round,
        number: record.number,
        started_at: record.started_at,
        closed_at: record.closed_at,
        closed_by: record.closed_by,
        duration_ms: record.duration_ms(),
        score: record.score,
        withheld: None,
        sheet_hash,
    }
}

/// Signs a receipt that does not tell the score, not even by its signature.
fn sign_without_score(key: &SigningKey, record: &AttemptRecord, until: ScoreShown) -> Receipt {
    let receipt = sign(key, record);
    let signed = text_with(record, &receipt.sheet_hash, "-");
    Receipt {
        signature: URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes()),
        score: Score::default(),
        withheld: Some(until),
        ..receipt
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::answers::AnswerSheet;
    use contest_core::ids::AccountId;
    use contest_core::ids::{RoundId, Uuid};
    use contest_core::wire::attempts::ClosedBy;

    /// Computed by another program from the documentation of [`Receipt`]. Never adapt it: the receipts that people hold
    /// would no longer match what the server returns.
    #[test]
    fn receipts_are_pinned() {
        let id = |last: u128| Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + last);
        let (started_at, closed_at) = (Millis(1_764_547_000_000), Millis(1_764_547_200_042));
        let record = AttemptRecord {
            attempt: AttemptId(id(1)),
            round: RoundId(id(0xaa)),
            account: AccountId(id(0xbb)),
            unit: None,
            number: 2,
            started_at,
            deadline: closed_at,
            last_change_at: closed_at,
            closed_at,
            closed_by: ClosedBy::Contestant,
            sheet: AnswerSheet {
                revision: 9,
                answers: "1248".into(),
                prediction: Some(2026),
            },
            score: Score {
                points: 300,
                max_points: 400,
                correct: 3,
                answered: 4,
                total: 4,
            },
            sort_key: vec![0],
        };
        let receipt = sign(&SigningKey::from_bytes(&[7; 32]), &record);
        assert_eq!(receipt.code, "BD4T-T3RG-6X21");
        assert_eq!(
            receipt.sheet_hash,
            "cdb9a657630ca3f234fc22ac5d062b769b44e01c1e0ab31c0a15de0ac565ad39"
        );
        assert_eq!(
            receipt.signature,
            "XIPpH61PbICIkxpwpkGI05lVe8vIRSG6lXbxZRuAuywjROczTpQXdQ1JalHxgwskOzZVflM2kpxP3AN0xG1BCg"
        );
    }
}
