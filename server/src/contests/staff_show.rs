//! A contest as its organiser and its judges see it.

use crate::clock::Clock;
use crate::contests::access::ContestForStaff;
use crate::contests::counts::Counts;
use crate::contests::reveal::{Reveal, Withheld};
use crate::contests::{draft_rows, publishable, while_running};
use crate::db::entities::{account, audit, contest, round, unit};
use crate::errors::AppResult;
use crate::texts::{self, say};
use actix_web::web::{self, Data};
use contest_core::ids::{BankVersionId, ContestId, RoundId};
use contest_core::rounds::{Phase, phase};
use contest_core::time::Millis;
use contest_core::wire::paths;
use contest_core::wire::staff::{LastSaved, StaffContest, StaffPractice, StaffRound, StandingNotice};
use live::Live;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Returns a contest with its draft, what keeps it from being published, whether its practice is withheld, and the numbers
/// of its units, entrants and attempts.
#[utoipa::path(get, path = paths::STAFF_CONTEST, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn show(
    (counts, reveal, live): (Data<Counts>, Data<Reveal>, Data<Live>),
    clock: Data<Clock>,
    ContestForStaff { contest, .. }: ContestForStaff,
) -> AppResult<web::Json<StaffContest>> {
    let (owner, now) = (contest.owner_id, clock.now());
    let mut view = view(&counts, contest, now).await?;
    let db = &counts.db.read;
    view.saved = last_saved(db, view.id).await?;
    if !view.published {
        view.missing = publishable::missing(db, owner, view.draft.clone(), now).await?;
        return Ok(web::Json(view));
    }
    for round in &mut view.rounds {
        if round.phase == Phase::Open {
            round.running = running(&live, round.id).await;
        }
    }
    if let Some(practice) = &mut view.practice {
        // Before a server has the contest in memory, nobody can ask for its practice either.
        let why = reveal.practice_withheld(view.id).await.unwrap_or_default();
        practice.withheld = why.map(told);
    }
    Ok(web::Json(view))
}

/// Returns how many attempts people are taking; `None` where Redis does not know all of them.
async fn running(live: &Live, round: RoundId) -> Option<u64> {
    match live.unsettled(round).await {
        Ok(unsettled) => (unsettled.cold == 0).then_some(unsettled.attempts),
        Err(error) => {
            tracing::debug!(%error, "the running attempts are not known");
            None
        }
    }
}

/// Returns who changed the draft last, from the audit log.
async fn last_saved(db: &impl ConnectionTrait, contest: ContestId) -> AppResult<Option<LastSaved>> {
    let last = audit::Entity::find()
        .filter(audit::Column::ContestId.eq(contest))
        .filter(audit::Column::Action.is_in(["contest.created", "contest.edited"]))
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .one(db)
        .await?;
    let Some(last) = last else {
        return Ok(None);
    };
    let by = account::Entity::find_by_id(last.actor_id).one(db).await?;
    Ok(Some(LastSaved {
        at: last.at,
        by: by.map(|account| account.name).unwrap_or_default(),
    }))
}

/// Says to the organisers why their practice is withheld, and until when.
fn told(why: Withheld) -> String {
    match why {
        Withheld::UntilItsClose(moment) | Withheld::UntilOthersClose(moment) => {
            say!(contests.practice_waits, when = texts::moment(moment))
        }
        Withheld::UntilFinal => say!(contests.practice_waits_for_final),
        Withheld::ClocksDiffer => say!(contests.clocks_differ),
    }
}

/// Returns the contest as staff see it. The caller has checked access.
pub async fn view(counts: &Counts, contest: contest::Model, now: Millis) -> AppResult<StaffContest> {
    let db = &counts.db.read;
    let id = contest.id;
    let units = unit::Entity::find()
        .filter(unit::Column::ContestId.eq(id))
        .count(db)
        .await?;
    let entrants = counts.entrants(id).await?;
    let stored = draft_rows::read(db, &contest).await?;
    let version = stored.version()?;
    let practice = stored.practice.map(|bank| StaffPractice { bank, withheld: None });
    let mut rounds = Vec::new();
    for (row, bank) in stored.rounds.into_iter().zip(stored.banks) {
        let attempts = counts.attempts(row.id).await?;
        rounds.push(round_view(row, bank, attempts, now)?);
    }
    Ok(StaffContest {
        now,
        id,
        published: contest.published_at.is_some(),
        version,
        draft: stored.draft,
        units: u32::try_from(units).unwrap_or(u32::MAX),
        entrants,
        rounds,
        practice,
        missing: Vec::new(),
        saved: None,
        notice: standing_notice(db, id, now).await?,
    })
}

async fn standing_notice(
    db: &impl ConnectionTrait,
    contest: ContestId,
    now: Millis,
) -> AppResult<Option<StandingNotice>> {
    let last = while_running::last_notice(db, contest).await?;
    let stands =
        last.filter(|last| !last.text.is_empty() && last.shown_until.is_none_or(|until| now < until));
    Ok(stands.map(|last| StandingNotice {
        text: last.text,
        until: last.shown_until,
        since: last.made_at,
    }))
}

fn round_view(row: round::Model, bank: BankVersionId, attempts: u64, now: Millis) -> AppResult<StaffRound> {
    let window = row.window();
    Ok(StaffRound {
        id: row.id,
        number: row.number()?,
        title: row.title,
        opens_at: window.opens_at,
        closes_at: window.closes_at,
        phase: phase(&window, now),
        cancelled: row.cancelled_for,
        bank,
        attempts,
        running: None,
    })
}
