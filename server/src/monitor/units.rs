//! Entries by unit: who takes part, and which units have nobody yet.

use super::counted::{Counted, count};
use super::parts::Monitoring;
use crate::contests::access::RoundForStaff;
use crate::contests::catalog::LiveContest;
use crate::errors::AppResult;
use crate::results::units::UnitPaths;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use contest_core::ids::{RoundId, UnitId};
use contest_core::wire::contests::Unit;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{MOST_UNITS, MonitorUnits, UnitEntries};
use contest_core::wire::paths;
use law_texts::fold;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Duration;

/// Counting reads all entries of the contest.
const FRESH: Duration = Duration::from_secs(30);

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    text: String,
    #[serde(default)]
    empty: bool,
}

#[utoipa::path(get, path = paths::MONITOR_UNITS, tag = "figures",
    params(("round" = RoundId, Path),
        ("text" = Option<String>, Query, description = "finds units by name"),
        ("empty" = Option<bool>, Query, description = "only units that nobody has entered for")),
    responses((status = 200, body = MonitorUnits)))]
pub(crate) async fn show(
    parts: Data<Monitoring>,
    wanted: Query<Wanted>,
    RoundForStaff { access, .. }: RoundForStaff,
) -> AppResult<HttpResponse> {
    if access.contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    let round = access.round.id;
    let contest = parts.contests.contest(access.contest.id)?;
    let counting = count((&parts.db, &parts.live), &contest, round, parts.clock.now());
    let counted = parts.kept.units.get(round, FRESH, counting).await?;
    Ok(HttpResponse::Ok().json(listed(&contest, &counted, &wanted)))
}

fn listed(contest: &LiveContest, counted: &Counted, wanted: &Wanted) -> MonitorUnits {
    let of = |numbers: &HashMap<UnitId, u64>, unit: UnitId| numbers.get(&unit).copied().unwrap_or(0);
    let text = fold(wanted.text.trim());
    let mut found: Vec<(u64, UnitId)> = contest
        .units
        .iter()
        .filter(|unit| text.is_empty() || fold(&unit.name).contains(&text))
        .map(|unit| (of(&counted.entrants, unit.id), unit.id))
        .filter(|(entrants, _)| !wanted.empty || *entrants == 0)
        .collect();
    // Equals stay in the order of the tree.
    found.sort_by_key(|(entrants, _)| std::cmp::Reverse(*entrants));
    let paths = UnitPaths::of(contest);
    let line = |(entrants, unit): &(u64, UnitId)| UnitEntries {
        unit: *unit,
        name: paths.path(Some(*unit)).unwrap_or_default(),
        entrants: *entrants,
        people: counted.people.as_ref().map(|people| of(people, *unit)),
    };
    let is_empty = |unit: &&Unit| of(&counted.entrants, unit.id) == 0;
    MonitorUnits {
        at: counted.at,
        units: contest.units.len() as u64,
        empty: contest.units.iter().filter(is_empty).count() as u64,
        found: found.len() as u64,
        listed: found.iter().take(MOST_UNITS).map(line).collect(),
    }
}
