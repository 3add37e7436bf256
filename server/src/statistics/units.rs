//! The report by unit: who entered, who took part, how they did. It shows no key, so judges see it once the round is
//! over.

use super::stored::Made;
use crate::contests::access::{RoundAccess, RoundForStaff};
use crate::contests::catalog::LiveContest;
use crate::contests::counts::Entrants;
use crate::errors::AppResult;
use crate::results::parts::Judging;
use crate::results::people::{attempts, record_of};
use crate::results::requirements::require_closed;
use crate::results::settled::newest_settlement;
use crate::results::standings::Version;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{RoundId, UnitId};
use contest_core::scoring::HUNDREDTHS;
use contest_core::statistics::cells::{FEWEST, with_below, withheld_units};
use contest_core::statistics::sums::{RoundSums, UnitSums};
use contest_core::wire::figures::{UnitLine, UnitReport, UnitReportLine};
use contest_core::wire::paths;
use std::collections::HashMap;
use std::sync::Arc;

#[utoipa::path(get, path = paths::UNIT_REPORT, tag = "figures", params(("round" = RoundId, Path)),
    responses((status = 200, body = UnitReport)))]
pub(crate) async fn show(
    parts: Data<Judging>,
    RoundForStaff { access, .. }: RoundForStaff,
) -> AppResult<HttpResponse> {
    require_closed(&parts, &access)?;
    Ok(HttpResponse::Ok().json(report(&parts, &access).await?))
}

/// Returns the report as it is now. Without statistics it has only the entries and the prizes.
pub(crate) async fn report(parts: &Judging, access: &RoundAccess) -> AppResult<UnitReport> {
    let (id, contest) = (access.round.id, parts.contests.contest(access.contest.id)?);
    let made = Made::find(&parts.db, id).await?;
    let outdated = match &made {
        Some(made) => made.is_outdated(&parts.db, id).await?,
        None => false,
    };
    let (is_final, winners) = winners(parts, id).await?;
    let now = parts.clock.now();
    let numbers = Numbers {
        entrants: parts.counts.entrants_by_unit(contest.id, now).await?,
        all_entrants: parts.counts.entrants(contest.id).await?,
        all_winners: winners.len() as u64,
        winners: by_unit(winners),
    };
    let none = RoundSums::default();
    let sums = made.as_ref().map_or(&none, |made| &made.sums);
    Ok(UnitReport {
        now,
        contest: contest.id,
        contest_title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        round: id,
        round_title: access.round.title.clone(),
        made_at: made.as_ref().map(|made| made.at),
        outdated,
        is_final,
        max_points: access.round.rules()?.blueprint.max_points() * HUNDREDTHS,
        total: numbers.total(sums),
        units: numbers.lines(&contest, sums),
    })
}

/// Returns whether the result is final, and the units of the winners; `None` if the round is not settled.
async fn winners(parts: &Judging, round: RoundId) -> AppResult<(Option<bool>, Vec<Option<UnitId>>)> {
    let db = &parts.db.read;
    let Some(settlement) = newest_settlement(db, round).await? else {
        return Ok((None, Vec::new()));
    };
    let is_final = settlement.finalised_at.is_some();
    let winners = Version::read(db, settlement).await?.winners(db).await?;
    let records = attempts(&parts.db, winners.iter().map(|winner| winner.attempt)).await?;
    let units = winners
        .iter()
        .map(|winner| Ok(record_of(&records, winner.attempt)?.unit));
    Ok((Some(is_final), units.collect::<AppResult<_>>()?))
}

fn by_unit(units: Vec<Option<UnitId>>) -> HashMap<UnitId, u64> {
    let mut found: HashMap<UnitId, u64> = HashMap::new();
    for unit in units.into_iter().flatten() {
        *found.entry(unit).or_default() += 1;
    }
    found
}

/// What is not among the sums; by unit, without the units below.
struct Numbers {
    entrants: Arc<Entrants>,
    all_entrants: u64,
    winners: HashMap<UnitId, u64>,
    all_winners: u64,
}

impl Numbers {
    fn total(&self, sums: &RoundSums) -> UnitLine {
        let units = sums.units.values().chain([&sums.without_unit]);
        let sum = |of: fn(&UnitSums) -> u64| units.clone().map(of).sum::<u64>();
        UnitLine {
            entrants: self.all_entrants,
            people: sums.people,
            attempts: sum(|unit| unit.attempts),
            mean_points: mean(sum(|unit| unit.points), sums.people).filter(|_| sums.people >= FEWEST),
            prizes: self.all_winners,
        }
    }

    fn lines(&self, contest: &LiveContest, sums: &RoundSums) -> Vec<UnitReportLine> {
        let own =
            |of: fn(&UnitSums) -> u64| sums.units.iter().map(|(unit, sums)| (*unit, of(sums))).collect();
        let own_people: HashMap<UnitId, u64> = own(|unit| unit.people);
        let hidden = withheld_units(&contest.units, &own_people, sums.without_unit.people);
        let whole = |own: &HashMap<UnitId, u64>| with_below(&contest.units, own);
        let (people, attempts) = (whole(&own_people), whole(&own(|unit| unit.attempts)));
        let (points, entrants) = (whole(&own(|unit| unit.points)), whole(&self.entrants.own));
        let prizes = whole(&self.winners);
        let line = |unit: &contest_core::wire::contests::Unit| {
            let of = |numbers: &HashMap<UnitId, u64>| numbers.get(&unit.id).copied().unwrap_or(0);
            UnitReportLine {
                unit: unit.id,
                parent: unit.parent,
                name: unit.name.clone(),
                line: UnitLine {
                    entrants: of(&entrants),
                    people: of(&people),
                    attempts: of(&attempts),
                    mean_points: mean(of(&points), of(&people)).filter(|_| !hidden.contains(&unit.id)),
                    prizes: of(&prizes),
                },
            }
        };
        contest.units.iter().map(line).collect()
    }
}

fn mean(points: u64, people: u64) -> Option<u32> {
    let mean = (points + people / 2).checked_div(people)?;
    u32::try_from(mean).ok()
}
