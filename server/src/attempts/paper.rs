//! The paper of an open attempt, with the stored answers.

use super::find::{Found, find_live, why_unseen};
use super::parts::Attempts;
use super::ticket;
use crate::admission::class::SAVE;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::catalog::LiveRound;
use crate::errors::{AppResult, Refusal};
use crate::recording::rows::recorded_attempt;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::rounds::Prediction;
use contest_core::scoring::Shape;
use contest_core::time::Millis;
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use serde::Serialize;

/// Returns the paper of an open attempt, so that a contestant can continue on another device.
#[utoipa::path(get, path = paths::PAPER, tag = "attempts",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = OpenAttempt)))]
pub(crate) async fn paper(
    _turn: Turn<SAVE>,
    parts: Data<Attempts>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    match find_live(&parts, &claims, *attempt).await? {
        Some(Found::Open(round, facts, sheet)) => {
            return open_attempt(&parts, &round, &facts, sheet);
        }
        Some(Found::Frozen(..)) => return Err(ErrorCode::AttemptClosed.into()),
        None => {}
    }
    match recorded_attempt(&parts.db, *attempt).await? {
        Some(record) if record.account == claims.sub => Err(ErrorCode::AttemptClosed.into()),
        Some(_) => Err(Refusal::attempt_of_another()),
        None => Err(why_unseen(&parts, &claims, *attempt).await?),
    }
}

/// `OpenAttempt` without the questions, which were serialised when the round was loaded.
#[derive(Serialize)]
struct Outgoing<'a> {
    now: Millis,
    attempt: AttemptId,
    round: RoundId,
    ticket: String,
    number: u16,
    started_at: Millis,
    deadline: Millis,
    sheet: AnswerSheet,
    #[serde(skip_serializing_if = "String::is_empty")]
    times: String,
    answer_all: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    prediction: Option<&'a Prediction>,
}

/// Returns the response with an open attempt.
pub(crate) fn open_attempt(
    parts: &Attempts,
    round: &LiveRound,
    facts: &AttemptFacts,
    held: TimedSheet,
) -> AppResult<HttpResponse> {
    let json = open_attempt_json(parts, round, facts, held)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(json))
}

/// Returns the JSON of an open attempt. Every server believes a ticket, so it carries the deadline that the
/// attempt began with: if the close of the round was moved earlier since, each request checks whether that still holds.
pub(super) fn open_attempt_json(
    parts: &Attempts,
    round: &LiveRound,
    facts: &AttemptFacts,
    held: TimedSheet,
) -> AppResult<String> {
    let now = parts.clock.now();
    let paper = round.paper(facts.attempt);
    let TimedSheet { mut sheet, times } = held;
    if sheet.answers.is_empty() {
        sheet.answers = "0".repeat(paper.items.len());
    }
    let shape = Shape::of(&round.bank.bank, paper.questions());
    let outgoing = Outgoing {
        now,
        attempt: facts.attempt,
        round: round.id,
        ticket: ticket::issue(&parts.secrets.ticket, round.id, facts, &shape),
        number: facts.number,
        started_at: facts.started_at,
        deadline: parts.contests.deadline_to_tell(round, facts, now),
        sheet,
        times,
        answer_all: round.rules.answer_all,
        prediction: round.rules.prediction.as_ref(),
    };
    let others = serde_json::to_string(&outgoing).map_err(Refusal::from)?;
    let mut json = String::from("{\"questions\":");
    round.bank.fragments.push_paper(&paper, &mut json);
    json.push(',');
    json.push_str(others.trim_start_matches('{'));
    Ok(json)
}
