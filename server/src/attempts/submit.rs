//! A contestant submits: score, close, record, receipt.

use super::close::{Closing, close, make_record};
use super::receipt;
use super::record::recorded_attempt;
use super::save::admit;
use crate::admission::turn::{SUBMIT, Turn};
use crate::auth::session::Contestant;
use crate::body::Json;
use crate::contests::catalog::LiveRound;
use crate::errors::{Answer, Refusal};
use crate::live::calls::AttemptFacts;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::wire::attempts::{ClosedBy, SendSheet, Submitted};
use contest_core::wire::errors::{ApiError, ErrorCode};

/// Submits an attempt. The receipt is sent only after the database has committed; repeating it answers the same.
#[utoipa::path(post, path = "/api/v1/attempts/{attempt}/submission", tag = "attempts",
    params(("attempt" = AttemptId, Path)), request_body = SendSheet,
    responses((status = 200, body = Submitted), (status = 202, body = Submitted), (status = "4XX", body = ApiError)))]
pub async fn submit(
    _turn: Turn<SUBMIT>,
    state: Data<State>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
    Json(sent): Json<SendSheet>,
) -> Answer<HttpResponse> {
    let (round, facts) = admit(&state, *attempt, claims.sub, &sent)?;
    check_complete(&round, &sent.sheet)?;
    let closing = match close(&state, &round, &facts, &sent.sheet, ClosedBy::Contestant).await {
        Err(away) if away.code == ErrorCode::Unavailable => {
            without_redis(&state, &round, &facts, &sent.sheet).await?
        }
        other => other?,
    };
    if let Closing::Late = closing {
        // What was saved in time is scored at once; the receipt can be asked for.
        super::close::close_overdue(&state, &round, &facts, &sent.sheet).await?;
    }
    receipt::answer(&state, closing).await
}

fn check_complete(round: &LiveRound, sheet: &AnswerSheet) -> Answer<()> {
    if round.rules.prediction.is_some() && sheet.prediction.is_none() {
        return Err(Refusal::new(ErrorCode::PredictionRequired).field("prediction"));
    }
    let answered = Answers::parse(&sheet.answers)
        .map(|answers| answers.answered())
        .unwrap_or(0);
    if round.rules.answer_all && answered < round.question_count() {
        return Err(Refusal::new(ErrorCode::BlanksNotAllowed).field("answers"));
    }
    Ok(())
}

/// Redis is away: the ticket and the sheet in the request suffice to score and record. The primary key keeps it to
/// one record; the board gets it when Redis is back.
async fn without_redis(
    state: &State,
    round: &LiveRound,
    facts: &AttemptFacts,
    sheet: &AnswerSheet,
) -> Answer<Closing> {
    if let Some(record) = recorded_attempt(&state.db, facts.attempt).await? {
        return Ok(Closing::Recorded(record));
    }
    let now = state.clock.now();
    if now > facts.deadline + GRACE_MS {
        return Err(ErrorCode::AttemptDeadlinePassed.into());
    }
    let record = make_record(round, facts, sheet, ClosedBy::Contestant, now, now)?;
    // Another submission of this attempt may have come first: what the database has is what counts.
    state.recorder.record(record, false).await.map(Closing::Recorded)
}
