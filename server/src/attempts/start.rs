//! Starting an attempt, or resuming the open one: window, eligibility and attempts left in one step.

use super::paper::open_attempt;
use super::parts::Attempts;
use crate::admission::class::{Class, START};
use crate::admission::limits::Limits;
use crate::admission::room::{Arrival, signed_position};
use crate::admission::turn::Turn;
use crate::auth::session::{Claims, Contestant};
use crate::boards::mask::masked;
use crate::contests::catalog::LiveRound;
use crate::contests::entry;
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use crate::recording::new_row::{NewRow, NewStart, Outcome};
use crate::recording::rows::recorded_attempt;
use crate::texts::{self, say};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, RoundId, UnitId};
use contest_core::rounds::{GRACE_MS, Phase};
use contest_core::time::{Day, Millis};
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use live::calls::{Paced, StartCall, Started};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Starts an attempt, or resumes the open one.
///
/// A contestant has one open attempt in a round, which a start resumes. As long as the live state is not lost, the same
/// `Idempotency-Key` resumes the attempt that it started, or is refused with `attempt_closed` once that is closed.
#[utoipa::path(post, path = paths::ATTEMPTS, tag = "attempts",
    params(("round" = RoundId, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = OpenAttempt)))]
pub(crate) async fn start(
    parts: Data<Attempts>,
    round: Path<RoundId>,
    Contestant(claims): Contestant,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let round = parts.contests.round(*round)?;
    let now = parts.clock.now();
    check_window(&round, now)?;
    check_age(&round, &claims, now)?;
    let contest = parts.contests.contest(round.contest)?;
    let unit = entry::find(&parts.db, &claims, &contest)
        .await?
        .ok_or(ErrorCode::NotEntered)?;
    let key = idempotency_key(&request)?;
    wait_to_start(&parts, &round, &claims, &request, now).await?;
    let _turn = Turn::<START>::take(&request)?;
    let (facts, sheet) = start_or_resume(&parts, &round, &claims, unit, &key).await?;
    open_attempt(&parts, &round, &facts, sheet)
}

/// Sends the request through the waiting room, unless an attempt is open: its clock runs, so resuming it never waits.
async fn wait_to_start(
    parts: &Attempts,
    round: &Arc<LiveRound>,
    claims: &Claims,
    request: &HttpRequest,
    now: Millis,
) -> AppResult<()> {
    let limits = request.app_data::<Rc<Limits>>();
    let full = limits.is_some_and(|limits| limits.is_full(Class::Start));
    let arrival = Arrival {
        person: &[claims.sub.0.as_bytes().as_slice(), round.id.0.as_bytes()].concat(),
        at: now,
        position: signed_position(request),
    };
    match parts.rooms.starts.enter(&parts.live, arrival, full).await {
        // Whatever position they hold: it may date from before the attempt.
        Err(_) if Box::pin(runs_already(parts, round, claims, now)).await? => Ok(()),
        other => other,
    }
}

/// Returns whether the contestant has an open attempt, whatever the idempotency key of this start. If Redis has lost
/// that, it is restored first.
async fn runs_already(
    parts: &Attempts,
    round: &Arc<LiveRound>,
    claims: &Claims,
    now: Millis,
) -> AppResult<bool> {
    let shard = parts.live.shard_of(round.id, claims.sub);
    let mut mine = parts.live.mine(shard, claims.sub).await?;
    if !mine.known {
        parts.recovery.make_known(round, shard, claims.sub).await?;
        mine = parts.live.mine(shard, claims.sub).await?;
    }
    let Some(open) = mine.open else {
        return Ok(false);
    };
    let found = parts.live.attempt(shard, open).await?;
    Ok(found.is_some_and(|(facts, _)| now <= round.bounded(facts).deadline + GRACE_MS))
}

fn check_window(round: &LiveRound, now: Millis) -> AppResult<()> {
    match round.phase(now) {
        Phase::Open => Ok(()),
        Phase::Upcoming => Err(ErrorCode::RoundNotOpen.into()),
        _ if round.cancelled_for.is_some() => Err(ErrorCode::RoundCancelled.into()),
        Phase::Closed | Phase::Final => Err(ErrorCode::RoundClosed.into()),
    }
}

fn check_age(round: &LiveRound, claims: &Claims, now: Millis) -> AppResult<()> {
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

fn idempotency_key(request: &HttpRequest) -> AppResult<String> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return Ok(String::new());
    };
    let key = value.to_str().ok().and_then(|text| Uuid::parse_str(text).ok());
    key.map(|key| key.simple().to_string())
        .ok_or_else(|| Refusal::new(ErrorCode::InvalidField).field("Idempotency-Key"))
}

/// How long a start waits for its commit. After that the paper is sent anyway, and the start is recorded later.
const COMMIT_PATIENCE: Duration = Duration::from_millis(1_000);
/// How often a start is tried until Redis and the database agree. Once, unless Redis has lost something.
const TRIES: usize = 7;

async fn start_or_resume(
    parts: &Attempts,
    round: &Arc<LiveRound>,
    claims: &Claims,
    unit: Option<UnitId>,
    key: &str,
) -> AppResult<(AttemptFacts, TimedSheet)> {
    let shard = parts.live.shard_of(round.id, claims.sub);
    let masked_name = masked(&claims.name);
    let mut round = round.clone();
    let mut leeway = round.leeway(claims.sub);
    let mut is_certain = false;
    let mut recorded = None;
    for _ in 0..TRIES {
        // Read for each try, so that earlier tries cost the contestant no time.
        let now = parts.clock.now();
        check_window(&round, now)?;
        let call = StartCall {
            attempt: AttemptId(Uuid::now_v7()),
            account: claims.sub,
            limit: round.limit(),
            now,
            deadline: round.window.deadline(now, round.rules.time_limit_s),
            leeway,
            is_certain,
            idempotency_key: key,
            unit,
            masked_name: &masked_name,
            pace: round.rules.pace().map(|pace| Paced {
                pace,
                today: now.day_start(),
                recorded,
            }),
        };
        let (facts, sheet, is_sent) = match parts.live.start(shard, call).await? {
            Started::New(facts) => (facts, TimedSheet::default(), false),
            Started::Resumed(found) => {
                let extended = round.extended(found.facts.clone()).deadline;
                if now > extended + GRACE_MS {
                    // Others may have more time. The next try does not resume what has ended.
                    leeway = extended.0 - found.facts.deadline.0;
                    continue;
                }
                if Box::pin(is_closed(parts, &round, &found.facts)).await? {
                    continue;
                }
                if found.is_recorded {
                    return Ok((found.facts, found.sheet));
                }
                // The request that started it may have sent the paper, unless it is still waiting for the commit.
                let is_sent = now.since(found.facts.started_at) >= COMMIT_PATIENCE.as_millis() as u64;
                (found.facts, found.sheet, is_sent)
            }
            Started::Closed(_) => return Err(ErrorCode::AttemptClosed.into()),
            Started::Exhausted => return Err(ErrorCode::AttemptsExhausted.into()),
            // Another server may have given more time to an attempt that seems over here. Between its deadline and the sweep
            // that closes it, this costs a look into the database.
            Started::Ended => {
                parts.contests.ask(&parts.db, &parts.clock).await?;
                round = parts.contests.round(round.id)?;
                leeway = round.leeway(claims.sub);
                is_certain = true;
                continue;
            }
            Started::Paused(next_at) => return Err(paused(&round, next_at)),
            Started::Unpaced => {
                let today = now.day_start();
                recorded = Box::pin(parts.recovery.last_start(&round, claims.sub, today)).await?;
                continue;
            }
            Started::Cold => {
                Box::pin(parts.recovery.make_known(&round, shard, claims.sub)).await?;
                continue;
            }
        };
        if let Some(facts) = record_start(parts, &round, facts, is_sent, key).await? {
            return Ok((facts, sheet));
        }
    }
    Err(ErrorCode::Unavailable.into())
}

/// Returns the refusal of a start that comes too early. If the round closes before, no attempt is left.
fn paused(round: &LiveRound, next_at: Millis) -> Refusal {
    if next_at >= round.window.closes_at {
        return ErrorCode::AttemptsExhausted.into();
    }
    let when = texts::moment(next_at);
    let refusal = Refusal::new(ErrorCode::AttemptsPaused).next_at(next_at);
    refusal.message(say!(attempts.paused, when = when))
}

/// Returns whether an attempt that is open in Redis is already recorded: a replica that took over may have lost its
/// close, which is then put back. Resuming is rare enough to ask the database, but does not wait for one that is away.
async fn is_closed(parts: &Attempts, round: &LiveRound, facts: &AttemptFacts) -> AppResult<bool> {
    if parts.recovery.recorder.is_away() {
        return Ok(false);
    }
    let recorded = within(COMMIT_PATIENCE, recorded_attempt(&parts.db, facts.attempt)).await;
    if !matches!(recorded, Ok(Some(_))) {
        return Ok(false);
    }
    parts.recovery.restore_account(round, facts.account).await?;
    Ok(true)
}

/// Records a start before its paper is sent. Returns `None` if the database knows another attempt with this number,
/// which Redis had lost: it has been put back, and the start can be tried again.
async fn record_start(
    parts: &Attempts,
    round: &LiveRound,
    facts: AttemptFacts,
    is_sent: bool,
    key: &str,
) -> AppResult<Option<AttemptFacts>> {
    let row = NewRow::Start(NewStart {
        round: round.id,
        facts: facts.clone(),
        limit: round.limit(),
        is_sent,
    });
    match parts.recovery.recorder.record(row, COMMIT_PATIENCE).await {
        Some(Outcome::Started { number }) => Ok(Some(AttemptFacts { number, ..facts })),
        Some(Outcome::NumberTaken { used }) => Box::pin(take_back(parts, round, &facts, used, key)).await,
        // Its paper may be out, but the attempt will not count: there is another one to resume.
        Some(Outcome::SetAside(_)) => Box::pin(take_back(parts, round, &facts, round.limit(), key)).await,
        // The database is away: the start proceeds, and is recorded when the database is back.
        Some(_) | None => Ok(Some(facts)),
    }
}

/// Removes a start that the database refused from Redis, and restores there what Redis had lost.
async fn take_back(
    parts: &Attempts,
    round: &LiveRound,
    facts: &AttemptFacts,
    used: u16,
    key: &str,
) -> AppResult<Option<AttemptFacts>> {
    tracing::warn!(attempt = %facts.attempt, used, "a start is taken back: Redis had lost another");
    let shard = parts.live.shard_of(round.id, facts.account);
    parts.live.retract(shard, facts, used, key).await?;
    parts.recovery.restore_account(round, facts.account).await?;
    Ok(None)
}
