//! Entries by unit: who takes part, and which units have nobody yet.

use super::counted::people;
use super::parts::Monitoring;
use super::watched::Watched;
use crate::contests::catalog::LiveContest;
use crate::contests::counts::Entrants;
use crate::errors::AppResult;
use crate::results::units::UnitPaths;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use contest_core::ids::{RoundId, UnitId};
use contest_core::statistics::cells::with_below;
use contest_core::time::Millis;
use contest_core::wire::contests::Unit;
use contest_core::wire::figures::{MOST_UNITS, MonitorUnits, UnitEntries};
use contest_core::wire::paths;
use futures_util::future::join;
use law_texts::fold;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;

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
    Watched { contest, round }: Watched,
) -> AppResult<HttpResponse> {
    let entrants = parts.counts.entrants_by_unit(contest.id, parts.clock.now());
    let (entrants, people) = join(entrants, people(&parts, &contest, round.id)).await;
    let counted = Counted::of(&contest, &*entrants?, people);
    Ok(HttpResponse::Ok().json(listed(&contest, &counted, &wanted)))
}

/// The numbers of each unit, with the units below it.
struct Counted {
    at: Millis,
    entrants: HashMap<UnitId, u64>,
    people: Option<Arc<HashMap<UnitId, u64>>>,
}

impl Counted {
    fn of(contest: &LiveContest, entrants: &Entrants, people: Option<Arc<HashMap<UnitId, u64>>>) -> Counted {
        Counted {
            at: entrants.at,
            entrants: with_below(&contest.units, &entrants.own),
            people,
        }
    }
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
