//! Assembles what judges see: the newest settlement with full names, and who is disqualified or set aside.

use super::parts::Judging;
use super::people::{Person, attempts, name_of, people, record_of};
use super::requirements::round_id;
use super::set_aside::{set_aside_of_round, shown};
use super::settled::{disqualifications_of_round, newest_settlement};
use super::standings::{Standing, Version};
use super::units::UnitPaths;
use crate::contests::access::RoundAccess;
use crate::db::entities::{disqualification, settlement};
use crate::errors::AppResult;
use crate::recording::superseded::superseded_since;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::AccountId;
use contest_core::rounds::{Prediction, phase};
use contest_core::wire::results::{
    Disqualification, FrozenPrediction, RoundResults, Settlement, StandingRow,
};
use std::collections::HashMap;

/// How many ranks judges see besides the winners and the disqualified.
const SHOWN: u32 = 100;

pub(crate) async fn round_results(parts: &Judging, access: &RoundAccess) -> AppResult<RoundResults> {
    let (round, contest) = (round_id(access), access.contest.id);
    let now = parts.clock.now();
    // What was settled before the round was cancelled is no result any more.
    let newest = match access.round.cancelled_at {
        Some(_) => None,
        None => newest_settlement(&parts.db.read, round).await?,
    };
    let (mut standings, mut ranked) = (Vec::new(), 0);
    if let Some(newest) = &newest {
        let version = Version::read(&parts.db.read, newest.clone()).await?;
        standings = version.leading(&parts.db.read, SHOWN).await?;
        ranked = version.ranked();
    }
    let rules = access.round.rules()?;
    let disqualified = disqualifications_of_round(&parts.db.read, round).await?;
    let set_aside = set_aside_of_round(&parts.db.read, round).await?;
    let mut attempts = attempts(&parts.db, standings.iter().map(|row| row.attempt)).await?;
    if let Some(newest) = &newest {
        attempts.extend(superseded_since(&parts.db.read, newest).await?);
    }
    let ids = standings.iter().map(|row| row.account);
    let ids = ids.chain(set_aside.iter().map(|row| row.account_id));
    let ids = ids.chain(disqualified.iter().flat_map(|row| [row.account_id, row.by_id]));
    let names = people(
        &parts.db,
        ids.chain(newest.iter().map(|newest| newest.settled_by)),
    )
    .await?;
    let units = parts
        .contests
        .contest(contest)
        .map(|contest| UnitPaths::of(&contest))
        .unwrap_or_default();
    let rows = standings.into_iter().map(|row| {
        let record = record_of(&attempts, row.attempt)?;
        Ok(standing_row(row, record, &names, &units))
    });
    let rows = rows.collect::<AppResult<_>>()?;
    let settlement = match newest {
        Some(newest) => {
            let predicts = rules.prediction.as_ref();
            Some(settlement_of(newest, (rows, ranked), &names, predicts)?)
        }
        None => None,
    };
    let window = access.round.window();
    Ok(RoundResults {
        now,
        contest,
        contest_title: access.contest.title.clone(),
        round,
        round_title: access.round.title.clone(),
        phase: phase(&window, now),
        opens_at: window.opens_at,
        closes_at: window.closes_at,
        predicts: rules.prediction.is_some(),
        prizes: rules.prizes,
        attempts: parts.counts.attempts(round).await?,
        settlement,
        disqualified: disqualified
            .into_iter()
            .map(|row| disqualification_of(row, &names))
            .collect(),
        set_aside: set_aside
            .iter()
            .map(|row| shown(row, &names, &units))
            .collect::<AppResult<_>>()?,
    })
}

fn settlement_of(
    row: settlement::Model,
    (standings, ranked): (Vec<StandingRow>, u64),
    names: &HashMap<AccountId, Person>,
    predicts: Option<&Prediction>,
) -> AppResult<Settlement> {
    let frozen = predicts.zip(row.prediction_value);
    Ok(Settlement {
        id: row.id,
        version: row.version()?,
        is_final: row.finalised_at.is_some(),
        settled_at: row.settled_at,
        settled_by: name_of(names, row.settled_by),
        people: row.people()?,
        ranked,
        hash: row.hash,
        prediction: frozen.map(|(prediction, value)| FrozenPrediction {
            target: prediction.target,
            value,
        }),
        standings,
    })
}

fn standing_row(
    row: Standing,
    record: AttemptRecord,
    names: &HashMap<AccountId, Person>,
    units: &UnitPaths,
) -> StandingRow {
    StandingRow {
        rank: row.rank,
        account: row.account,
        attempt: row.attempt,
        name: name_of(names, row.account),
        unit: units.path(record.unit),
        points: record.score.points,
        correct: record.score.correct,
        total: record.score.total,
        duration_ms: record.duration_ms(),
        closed_at: record.closed_at,
        prediction: record.sheet.prediction,
        prize: row.prize,
        amount_vnd: row.amount_vnd,
        tied_with_next: row.tied_with_next,
    }
}

fn disqualification_of(row: disqualification::Model, names: &HashMap<AccountId, Person>) -> Disqualification {
    Disqualification {
        account: row.account_id,
        name: name_of(names, row.account_id),
        reason: row.reason,
        at: row.at,
        by: name_of(names, row.by_id),
    }
}
