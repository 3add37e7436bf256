//! The published winner list, for everybody: names are masked, and it is shown only once it is final.

use super::finals::Finals;
use super::people::{attempts, name_of, people, record_of};
use super::standings::{Standing, Version};
use super::units::UnitPaths;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::boards::mask::masked;
use crate::contests::catalog::LiveRound;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::AppResult;
use crate::web::cacheable::{Cacheable, public};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::RoundId;
use contest_core::ranking::is_by_submission;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

/// How long a proxy may keep the list.
const MAX_AGE_S: u32 = 60;

#[utoipa::path(get, path = paths::WINNERS, tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = WinnerList), (status = 304)))]
pub(crate) async fn winners(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    finals: Data<Finals>,
    round: Path<RoundId>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let live = contests.round(*round)?;
    let result = finals.get(&live).await?;
    let making = || async { Cacheable::json(&list(&finals.db, &contests, &live, &result.version).await?) };
    let winners = result.winners.get_or_try_init(making).await?;
    Ok(winners.respond(&request, public(MAX_AGE_S)))
}

async fn list(db: &Db, contests: &Contests, live: &LiveRound, version: &Version) -> AppResult<WinnerList> {
    let contest = contests.contest(live.contest)?;
    let rows = version.winners(&db.read).await?;
    let attempts = attempts(db, rows.iter().map(|row| row.attempt)).await?;
    let names = people(db, rows.iter().map(|row| row.account)).await?;
    let units = UnitPaths::of(&contest);
    let by_submission = is_by_submission(&live.rules.chain);
    let winner = |row: Standing| -> AppResult<Option<PublicWinner>> {
        let record = record_of(&attempts, row.attempt)?;
        let (Some(rank), Some(prize)) = (row.rank, row.prize) else {
            return Ok(None);
        };
        Ok(Some(PublicWinner {
            rank,
            prize,
            amount_vnd: row.amount_vnd,
            name: masked(&name_of(&names, row.account)),
            unit: units.path(record.unit),
            points: record.score.points,
            duration_ms: record.duration_ms(),
            closed_at: by_submission.then_some(record.closed_at),
        }))
    };
    let winners = rows.into_iter().filter_map(|row| winner(row).transpose());
    let settlement = &version.settlement;
    Ok(WinnerList {
        round: live.id,
        contest_title: contest.title.clone(),
        round_title: live.title.clone(),
        finalised_at: settlement.finalised_at.ok_or(ErrorCode::NotSettled)?,
        hash: settlement.hash.clone(),
        winners: winners.collect::<AppResult<_>>()?,
    })
}
