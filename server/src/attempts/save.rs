//! Saving the answer sheet: a snapshot with a growing revision.

use super::ticket::{self, Ticket};
use crate::admission::turn::{SAVE, Turn};
use crate::auth::session::Contestant;
use crate::body::Json;
use crate::contests::catalog::LiveRound;
use crate::errors::{Answer, Refusal};
use crate::live::calls::{AttemptFacts, Revived, SaveOutcome};
use crate::live::rebuild::make_ready;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::scoring::Shape;
use contest_core::wire::attempts::{Saved, SendSheet};
use contest_core::wire::errors::{ApiError, ErrorCode};
use std::sync::Arc;

/// The highest revision: what a signed 32-bit column holds.
const MAX_REVISION: u32 = i32::MAX as u32;
/// The largest prediction: no contest in the country has more attempts.
const MAX_PREDICTION: i64 = 1_000_000_000_000;

/// Saves all answers. Repeating a save is harmless; a lower revision never overwrites.
#[utoipa::path(put, path = "/api/v1/attempts/{attempt}/sheet", tag = "attempts",
    params(("attempt" = AttemptId, Path)), request_body = SendSheet,
    responses((status = 200, body = Saved), (status = "4XX", body = ApiError)))]
pub async fn save(
    _turn: Turn<SAVE>,
    state: Data<State>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
    Json(sent): Json<SendSheet>,
) -> Answer<HttpResponse> {
    let (round, facts) = admit(&state, *attempt, claims.sub, &sent)?;
    let shard = state.live.shard_of(round.id, facts.account);
    let now = state.clock.now();
    if now > facts.deadline + GRACE_MS {
        return Err(ErrorCode::AttemptDeadlinePassed.into());
    }
    for _ in 0..3 {
        match state.live.save(shard, facts.attempt, now, &sent.sheet).await? {
            SaveOutcome::Saved => {
                let saved = Saved {
                    now,
                    revision: sent.sheet.revision,
                    deadline: facts.deadline,
                };
                return Ok(HttpResponse::Ok().json(saved));
            }
            SaveOutcome::Stale(revision) => {
                return Err(Refusal::new(ErrorCode::StaleRevision)
                    .field("revision")
                    .revision(revision));
            }
            SaveOutcome::Closed => return Err(ErrorCode::AttemptClosed.into()),
            SaveOutcome::Lost if revive(&state, &round, &facts).await? => {}
            SaveOutcome::Lost => return Err(ErrorCode::AttemptClosed.into()),
        }
    }
    Err(ErrorCode::Unavailable.into())
}

/// Makes an attempt again that Redis has lost. False if it is in the database already.
pub async fn revive(state: &State, round: &LiveRound, facts: &AttemptFacts) -> Answer<bool> {
    let shard = state.live.shard_of(round.id, facts.account);
    // The second try follows a rebuild of the shard.
    for _ in 0..3 {
        match state.live.revive(shard, facts).await? {
            Revived::Open => return Ok(true),
            Revived::Done => return Ok(false),
            Revived::Cold => make_ready(state, round, shard).await?,
        }
    }
    Err(ErrorCode::Unavailable.into())
}

/// Checks ticket and sheet, as for a submission: what is stored can always be scored.
pub fn admit(
    state: &State,
    attempt: AttemptId,
    account: contest_core::ids::AccountId,
    sent: &SendSheet,
) -> Answer<(Arc<LiveRound>, AttemptFacts)> {
    let Ticket { round, facts, shape } =
        ticket::check(&state.secrets.ticket, &sent.ticket, attempt, account)?;
    let round = state.round(round)?;
    check(&round, &shape, &sent.sheet)?;
    let facts = round.bounded(facts);
    Ok((round, facts))
}

fn check(round: &LiveRound, shape: &Shape, sheet: &AnswerSheet) -> Answer<()> {
    let invalid = |field: &str| Refusal::new(ErrorCode::InvalidAnswers).field(field);
    if !(1..=MAX_REVISION).contains(&sheet.revision) {
        return Err(Refusal::new(ErrorCode::InvalidField).field("revision"));
    }
    let answers = Answers::parse(&sheet.answers).map_err(|_place| invalid("answers"))?;
    shape.check(&answers).map_err(|_mismatch| invalid("answers"))?;
    let allowed = round.rules.prediction.is_some();
    if sheet
        .prediction
        .is_some_and(|number| !allowed || !(0..=MAX_PREDICTION).contains(&number))
    {
        return Err(Refusal::new(ErrorCode::InvalidPrediction).field("prediction"));
    }
    Ok(())
}
