//! Starting an attempt, or resuming the one that runs: window, eligibility and attempts left in one step.

use super::paper::open_attempt;
use crate::admission::limits::Limits;
use crate::admission::room::waiting_ticket;
use crate::admission::turn::{Class, START, Turn};
use crate::auth::session::{Claims, Contestant};
use crate::contests::catalog::LiveRound;
use crate::contests::entry;
use crate::errors::{Answer, Refusal};
use crate::live::calls::{AttemptFacts, StartCall, Started};
use crate::live::rebuild::make_ready;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::{AttemptId, RoundId, UnitId};
use contest_core::rounds::{GRACE_MS, Phase};
use contest_core::time::{Day, Millis};
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::errors::{ApiError, ErrorCode};
use std::rc::Rc;
use uuid::Uuid;

/// Starts an attempt, or resumes the open one.
///
/// Without `Idempotency-Key` an open attempt is resumed. With it, the same key always answers the same attempt and
/// a new key starts a new one while attempts are left.
#[utoipa::path(post, path = "/api/v1/rounds/{round}/attempts", tag = "attempts",
    params(("round" = RoundId, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = OpenAttempt), (status = "4XX", body = ApiError)))]
pub async fn start(
    state: Data<State>,
    round: Path<RoundId>,
    Contestant(claims): Contestant,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let round = state.round(*round)?;
    let now = state.clock.now();
    check_window(&round, now)?;
    check_age(&round, &claims, now)?;
    let contest = state.contest(round.contest)?;
    let unit = entry::find(&state, &claims, &contest)
        .await?
        .ok_or(ErrorCode::NotEntered)?;
    let key = idempotency_key(&request)?;
    wait_for_turn(&state, &round, &claims, &request, &key, now).await?;
    let _turn = Turn::<START>::take(&request)?;
    let (facts, sheet) = start_or_resume(&state, &round, &claims, unit, now, &key).await?;
    open_attempt(&state, &round, &facts, sheet, now)
}

/// Through the waiting room, unless an attempt is open: then the clock runs, and taking it up again waits for nobody.
async fn wait_for_turn(
    state: &State,
    round: &LiveRound,
    claims: &Claims,
    request: &HttpRequest,
    key: &str,
    now: Millis,
) -> Answer<()> {
    let ticket = waiting_ticket(request);
    let limits = request.app_data::<Rc<Limits>>();
    let full = limits.is_some_and(|limits| limits.is_full(Class::Start));
    let who = [claims.sub.0.as_bytes().as_slice(), round.id.0.as_bytes()].concat();
    let entered = state
        .rooms
        .starts
        .enter(&state.live, now, &who, ticket, full)
        .await;
    match entered {
        // Asked once, when the place is given: who waits asks again and again.
        Err(_) if ticket.is_none() && runs_already(state, round, claims, key, now).await? => Ok(()),
        other => other,
    }
}

/// Whether this start would take up an attempt that runs.
async fn runs_already(
    state: &State,
    round: &LiveRound,
    claims: &Claims,
    key: &str,
    now: Millis,
) -> Answer<bool> {
    let shard = state.live.shard_of(round.id, claims.sub);
    let Some(open) = state.live.asked_for(shard, claims.sub, key).await? else {
        return Ok(false);
    };
    let found = state.live.attempt(shard, open).await?;
    Ok(found.is_some_and(|(facts, stored)| !stored.closed && now <= facts.deadline + GRACE_MS))
}

fn check_window(round: &LiveRound, now: Millis) -> Answer<()> {
    match round.phase(now) {
        Phase::Open => Ok(()),
        Phase::Upcoming => Err(ErrorCode::RoundNotOpen.into()),
        Phase::Closed | Phase::Final => Err(ErrorCode::RoundClosed.into()),
    }
}

fn check_age(round: &LiveRound, claims: &Claims, now: Millis) -> Answer<()> {
    let Some(min_age) = round.min_age else {
        return Ok(());
    };
    let age = claims.dob.map(|birthday| birthday.age_on(Day::in_viet_nam(now)));
    if age.is_some_and(|age| age >= min_age) {
        Ok(())
    } else {
        Err(ErrorCode::TooYoung.into())
    }
}

fn idempotency_key(request: &HttpRequest) -> Answer<String> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return Ok(String::new());
    };
    let key = value.to_str().ok().and_then(|text| Uuid::parse_str(text).ok());
    key.map(|key| key.simple().to_string())
        .ok_or_else(|| Refusal::new(ErrorCode::InvalidField).field("Idempotency-Key"))
}

async fn start_or_resume(
    state: &State,
    round: &LiveRound,
    claims: &Claims,
    unit: Option<UnitId>,
    now: Millis,
    key: &str,
) -> Answer<(AttemptFacts, contest_core::answers::AnswerSheet)> {
    let shard = state.live.shard_of(round.id, claims.sub);
    let masked_name = crate::boards::mask::masked(&claims.name);
    // The second try follows a rebuild of the shard.
    for _ in 0..3 {
        let call = StartCall {
            attempt: AttemptId(Uuid::now_v7()),
            account: claims.sub,
            limit: round.rules.attempts.unwrap_or(0),
            now,
            deadline: round.window.deadline(now, round.rules.time_limit_s),
            grace: GRACE_MS,
            idempotency_key: key,
            unit,
            masked_name: &masked_name,
        };
        match state.live.start(shard, call).await? {
            Started::Running(stored) if stored.closed => return Err(ErrorCode::AttemptClosed.into()),
            Started::Running(stored) => {
                let facts = AttemptFacts {
                    attempt: stored.attempt,
                    account: claims.sub,
                    number: stored.number,
                    started_at: stored.started_at,
                    deadline: stored.deadline,
                    unit,
                    masked_name,
                };
                return Ok((round.bounded(facts), stored.sheet));
            }
            Started::Done(_) => return Err(ErrorCode::AttemptClosed.into()),
            Started::Exhausted => return Err(ErrorCode::AttemptsExhausted.into()),
            Started::Cold => make_ready(state, round, shard).await?,
        }
    }
    Err(ErrorCode::Unavailable.into())
}
