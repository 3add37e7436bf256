//! Where the signed-in contestant stands in a round.

use super::parts::Attempts;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::{Claims, Contestant};
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::contests::entry;
use crate::errors::AppResult;
use crate::results::final_board::final_standing;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::ranking::SortKey;
use contest_core::rounds::{GRACE_MS, Phase};
use contest_core::time::Millis;
use contest_core::wire::attempts::{MyRound, MyRoundInUnit};
use contest_core::wire::contests::Unit;
use contest_core::wire::my_result::{Place, UnitPlace};
use contest_core::wire::paths;
use live::keys::Shard;
use live::rank::{InUnit, Rank};
use std::sync::Arc;

/// Returns the attempts used, the open attempt, the rank on the board and the place within the unit.
#[utoipa::path(get, path = paths::MY_ROUND, tag = "attempts", params(("round" = RoundId, Path)),
    responses((status = 200, body = MyRoundInUnit)))]
pub(crate) async fn mine(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    round: Path<RoundId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let round = parts.contests.round(*round)?;
    let contest = parts.contests.contest(round.contest)?;
    let now = parts.clock.now();
    let phase = round.phase(now);
    let entry = entry::find_made(&parts.db, &claims, &contest).await?;
    let entered = entry.as_ref().is_some_and(|entry| entry.holds);
    let standing = match phase {
        Phase::Final => at_the_end(&parts, &round, &contest, &claims).await?,
        _ => {
            // Whoever has withdrawn keeps their place.
            let unit = entry.and_then(|entry| contest.unit(entry.unit?));
            meanwhile(&parts, &round, &claims, unit, now).await?
        }
    };
    let mine = MyRound {
        now,
        phase,
        entered,
        attempts_used: standing.used,
        attempts_allowed: round.rules.attempts,
        open_attempt: standing.open,
        // A cancelled round has no board.
        rank: standing.rank.filter(|_| round.cancelled_for.is_none()),
        people: standing.people,
        counted: standing.counted,
        prize: standing.prize,
        disqualified: standing.disqualified,
        next_at: standing.next_at,
    };
    let unit = standing.unit.filter(|_| round.cancelled_for.is_none());
    Ok(HttpResponse::Ok().json(MyRoundInUnit { mine, unit }))
}

#[derive(Default)]
struct MyStanding {
    used: u16,
    open: Option<AttemptId>,
    rank: Option<u64>,
    people: u64,
    counted: Option<AttemptId>,
    unit: Option<UnitPlace>,
    prize: Option<String>,
    disqualified: bool,
    next_at: Option<Millis>,
}

/// Reads only the database: Redis need not keep anything of a round whose result is final.
async fn at_the_end(
    parts: &Attempts,
    round: &LiveRound,
    contest: &LiveContest,
    claims: &Claims,
) -> AppResult<MyStanding> {
    let result = parts.finals.get(round).await?;
    let settled = final_standing(&parts.db, &result.version, claims.sub).await?;
    let unit = match settled.in_unit {
        // Without it, rank and prize are told all the same.
        Some(line) => match result.unit_place(&parts.db, contest, line).await {
            Ok(place) => place,
            Err(refusal) => {
                tracing::warn!(?refusal, "no place within the unit is told");
                None
            }
        },
        None => None,
    };
    Ok(MyStanding {
        used: settled.attempts_used,
        open: None,
        rank: settled.rank,
        people: settled.people,
        counted: settled.attempt,
        unit,
        prize: settled.prize,
        disqualified: settled.disqualified,
        next_at: None,
    })
}

/// Reads the live state in Redis, and restores this contestant there if it was lost.
async fn meanwhile(
    parts: &Attempts,
    round: &Arc<LiveRound>,
    claims: &Claims,
    unit: Option<&Unit>,
    now: Millis,
) -> AppResult<MyStanding> {
    let shard = parts.live.shard_of(round.id, claims.sub);
    let mut mine = parts.live.mine(shard, claims.sub).await?;
    if !mine.known && round.phase(now) != Phase::Upcoming {
        parts.recovery.make_known(round, shard, claims.sub).await?;
        mine = parts.live.mine(shard, claims.sub).await?;
    }
    // The rank is counted over all shards: while one is away or being built, the attempts are shown without a rank.
    let is_told = parts.contests.withholds_scores(round, now).is_none();
    let (found, people) = match mine.sort_key.as_ref().filter(|_| is_told) {
        _ if !mine.built => (None, 0),
        Some(key) => {
            let found = or_none(parts.live.rank(round.id, key, unit.map(|unit| unit.id)).await);
            (found, found.map_or(0, |found| found.people))
        }
        None => (None, or_none(parts.live.people(round.id).await).unwrap_or(0)),
    };
    let open = still_open(parts, round, shard, mine.open, now).await?;
    // A sort key ends with its attempt.
    let counted = mine
        .sort_key
        // Which of them is the best would tell something of the scores.
        .filter(|_| mine.built && is_told)
        .and_then(|key| SortKey(key).attempt());
    let today = now.day_start();
    let next_at = round.rules.pace().zip(mine.last_start);
    let next_at = next_at.map(|(pace, last)| last.next(pace, today));
    Ok(MyStanding {
        used: mine.used,
        open: open.map(|facts| facts.attempt),
        rank: found.map(|found| found.rank),
        people,
        counted,
        unit: unit.zip(found).and_then(in_unit),
        next_at: next_at.filter(|next_at| now < *next_at),
        ..MyStanding::default()
    })
}

/// Returns the attempt that is noted as open, if answers may still be taken for it: a server that cannot ask does not know
/// of an extension, and a phone that hears too early that its attempt is over would submit it.
pub(super) async fn still_open(
    parts: &Attempts,
    round: &LiveRound,
    shard: Shard,
    noted: Option<AttemptId>,
    now: Millis,
) -> AppResult<Option<AttemptFacts>> {
    let Some(attempt) = noted else {
        return Ok(None);
    };
    let found = parts.live.attempt(shard, attempt).await?;
    let facts = found.map(|(facts, _)| parts.contests.certainly_bounded(round, facts));
    Ok(facts.filter(|facts| now < facts.deadline + GRACE_MS))
}

/// Alone in a unit, nobody is told that they are first.
fn in_unit((unit, found): (&Unit, Rank)) -> Option<UnitPlace> {
    let InUnit { rank, people } = found.in_unit.filter(|place| place.people > 1)?;
    Some(UnitPlace {
        name: unit.name.clone(),
        place: Place { rank, people },
    })
}

fn or_none<T>(told: Result<Option<T>, live::Away>) -> Option<T> {
    told.unwrap_or_else(|away| {
        tracing::debug!(%away, "no rank is told");
        None
    })
}
