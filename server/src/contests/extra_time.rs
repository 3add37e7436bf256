//! Giving extra time in a round: to one person, or to everybody who was answering during a disturbance.

use crate::body::Json;
use crate::clock::Clock;
use crate::contests::access::{OwnedRound, RoundForStaff};
use crate::contests::draft_rounds::moment;
use crate::contests::parts::Organising;
use crate::contests::{access, move_window, rounds};
use crate::db::Db;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{entry, extra_time, round};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::results::reason;
use crate::results::requirements::require_not_cancelled;
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::extra_time::{ExtraTime, MOST_SECONDS, Reached};
use contest_core::ids::{ContestId, RoundId};
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ExtraTimes, GiveExtraTime, GivenExtraTime};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};

/// The least seconds of an act.
const LEAST_SECONDS: u32 = 10;
/// The most acts of a round: servers look through them for each save.
const MOST_ACTS: usize = 2_000;
/// How far the end of a disturbance may lie ahead: the organiser reads a clock, then presses the button.
const AHEAD_MS: i64 = 60_000;

/// Returns the extra time that was given in a round. Judges are not told why one person got it: that may be about their
/// health.
#[utoipa::path(get, path = paths::EXTRA_TIMES, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = ExtraTimes)))]
pub(crate) async fn list(
    db: Data<Db>,
    clock: Data<Clock>,
    RoundForStaff { claims, access }: RoundForStaff,
) -> AppResult<web::Json<ExtraTimes>> {
    let rows = of_round(&db.read, access.round.id).await?;
    let mut told = told(&rows, clock.now())?;
    if claims.role == Role::Judge {
        let about_a_person = told.given.iter_mut().filter(|given| given.account.is_some());
        about_a_person.for_each(|given| given.reason.clear());
    }
    Ok(web::Json(told))
}

/// Gives extra time. It is never taken back. Attempts that run learn of it with their next save, at most a minute later.
#[utoipa::path(post, path = paths::EXTRA_TIMES, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    request_body = GiveExtraTime,
    responses((status = 200, body = ExtraTimes)))]
pub(crate) async fn give(
    parts: Data<Organising>,
    OwnedRound { claims, access }: OwnedRound,
    Json(body): Json<GiveExtraTime>,
) -> AppResult<web::Json<ExtraTimes>> {
    let (contest_id, round_id) = (access.contest.id, access.round.id);
    let reason = reason::parse(&body.reason)?;
    let act = checked(&body, parts.clock.now())?;
    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, contest_id).await?;
    let round = access::round_by_id(&transaction, round_id).await?;
    let given = of_round(&transaction, round_id).await?;
    if given.iter().any(|row| row.id == body.id) {
        // The same once more: the first reply may have been lost.
        return told(&given, parts.clock.now()).map(web::Json);
    }
    if contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    require_not_cancelled(&round)?;
    // Read only now: it may have taken a while to lock the contest.
    let now = parts.clock.now();
    let was = round.closes_at;
    if now >= was {
        return Err(move_window::closed());
    }
    require_room(&given, &act)?;
    require_entered(&transaction, contest_id, act.reached).await?;
    let closes_at = body.move_close.then(|| was + i64::from(act.seconds) * 1_000);
    let row = row_of(&body, act, &reason);
    let row = extra_time::ActiveModel {
        contest_id: Set(contest_id),
        round_id: Set(round_id),
        actor_id: Set(claims.sub),
        made_at: Set(now),
        ..row
    };
    let row = row.insert(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(contest_id),
        subject: round_id.to_string(),
        what: Audited::ExtraTimeGiven {
            round: round.title.clone(),
            seconds: act.seconds,
            account: row.account_id,
            open_from: row.open_from,
            open_to: row.open_to,
            closes_at,
            // One that is about a person may name them, and the log cannot be changed.
            reason: row.account_id.is_none().then_some(reason),
        },
    };
    if let Some(closes_at) = closes_at {
        let mut round: round::ActiveModel = round.into();
        round.closes_at = Set(closes_at);
        round.update(&transaction).await?;
    }
    audit::record(&transaction, now, event).await?;
    // Once keys may be public, a round stays as it is, however long the database took.
    if parts.clock.now() >= was + GRACE_MS {
        return Err(move_window::closed());
    }
    transaction.commit().await?;
    rounds::announce(&parts.changes).await;
    let given = of_round(&parts.db.read, round_id).await?;
    told(&given, parts.clock.now()).map(web::Json)
}

/// Returns what the body asks for.
fn checked(body: &GiveExtraTime, now: Millis) -> AppResult<ExtraTime> {
    let invalid = |field: &str, message: String| {
        Err(Refusal::new(ErrorCode::InvalidField)
            .field(field)
            .message(message))
    };
    if !(LEAST_SECONDS..=MOST_SECONDS).contains(&body.seconds) {
        return invalid("seconds", say!(contests.extra_time_bounds));
    }
    let reached = match (body.account, &body.from, &body.to) {
        (Some(account), None, None) if !body.move_close => Reached::Person(account),
        (None, Some(from), Some(to)) => {
            let from = moment(from).map_err(|refusal| refusal.field("from"))?;
            let to = moment(to).map_err(|refusal| refusal.field("to"))?;
            if from > to || to > now + AHEAD_MS {
                return invalid("to", say!(contests.extra_time_interval));
            }
            Reached::OpenBetween(from, to)
        }
        _ => return invalid("account", say!(contests.extra_time_whom)),
    };
    Ok(ExtraTime {
        reached,
        seconds: body.seconds,
    })
}

/// Refuses what would give an attempt more time than the longest paper has, or would make servers slow.
fn require_room(given: &[extra_time::Model], act: &ExtraTime) -> AppResult<()> {
    let mut seconds = act.seconds;
    for row in given {
        let before = row.act()?;
        let for_the_same = match (before.reached, act.reached) {
            (Reached::Person(one), Reached::Person(other)) => one == other,
            (Reached::OpenBetween(..), Reached::OpenBetween(..)) => true,
            _ => false,
        };
        if for_the_same {
            seconds += before.seconds;
        }
    }
    if seconds > MOST_SECONDS || given.len() >= MOST_ACTS {
        return Err(Refusal::new(ErrorCode::InvalidField)
            .field("seconds")
            .message(say!(contests.extra_time_most)));
    }
    Ok(())
}

async fn require_entered(db: &impl ConnectionTrait, contest: ContestId, reached: Reached) -> AppResult<()> {
    let Reached::Person(account) = reached else {
        return Ok(());
    };
    // Locked, so that nothing is kept of somebody who is being erased.
    let entry = entry::Entity::find_by_id((contest, account)).lock_exclusive();
    match entry.one(db).await? {
        Some(entry) if entry.withdrawn_at.is_none() => Ok(()),
        _ => Err(Refusal::new(ErrorCode::NotAContestant).field("account")),
    }
}

fn row_of(body: &GiveExtraTime, act: ExtraTime, reason: &str) -> extra_time::ActiveModel {
    let (account, from, to) = match act.reached {
        Reached::Person(account) => (Some(account), None, None),
        Reached::OpenBetween(from, to) => (None, Some(from), Some(to)),
    };
    extra_time::ActiveModel {
        id: Set(body.id),
        account_id: Set(account),
        open_from: Set(from),
        open_to: Set(to),
        seconds: Set(i32::try_from(act.seconds).unwrap_or(i32::MAX)),
        moved_close: Set(body.move_close),
        reason: Set(reason.to_owned()),
        ..Default::default()
    }
}

async fn of_round(db: &impl ConnectionTrait, round: RoundId) -> AppResult<Vec<extra_time::Model>> {
    let of_round = extra_time::Entity::find().filter(extra_time::Column::RoundId.eq(round));
    let newest_first = of_round.order_by_desc(extra_time::Column::MadeAt);
    Ok(newest_first.all(db).await?)
}

fn told(rows: &[extra_time::Model], now: Millis) -> AppResult<ExtraTimes> {
    let given = rows.iter().map(|row| {
        Ok(GivenExtraTime {
            id: row.id,
            account: row.account_id,
            from: row.open_from,
            to: row.open_to,
            seconds: Stored::new("extra_times", row.id).number("seconds", row.seconds)?,
            moved_close: row.moved_close,
            reason: row.reason.clone(),
            at: row.made_at,
        })
    });
    Ok(ExtraTimes {
        now,
        given: given.collect::<AppResult<_>>()?,
    })
}
