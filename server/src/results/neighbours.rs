//! The people just before and just behind a contestant in a final ranking, and why they stand there.

use super::finals::Final;
use super::people::{attempts, name_of, people, record_of};
use super::ranking::Contestant;
use super::standings::Standing;
use crate::boards::mask::masked;
use crate::contests::catalog::LiveRound;
use crate::db::Db;
use crate::errors::AppResult;
use contest_core::attempts::AttemptRecord;
use contest_core::explaining::explain;
use contest_core::ranking::{self, sort_key};
use contest_core::wire::my_result::Neighbour;
use futures_util::future::try_join;
use std::collections::BTreeSet;

/// What surrounds a place.
pub(super) struct Surroundings {
    pub(super) ahead: Option<Neighbour>,
    pub(super) behind: Option<Neighbour>,
    /// What the contestant predicted in the attempt that counts.
    pub(super) prediction: Option<i64>,
}

/// Reads three lines and compares them, by the rules that made the ranking.
pub(super) async fn surroundings(
    db: &Db,
    round: &LiveRound,
    result: &Final,
    position: u32,
) -> AppResult<Surroundings> {
    let [before, behind] = result.version.neighbours(position);
    let positions = BTreeSet::from_iter([before, Some(position), behind].into_iter().flatten());
    let lines = result.version.at(&db.read, &positions).await?;
    let (records, names) = try_join(
        attempts(db, lines.iter().map(|line| line.attempt)),
        people(db, lines.iter().map(|line| line.account)),
    )
    .await?;
    let mut compared = Vec::with_capacity(lines.len());
    let mut prediction = None;
    for line in &lines {
        let record = record_of(&records, line.attempt)?;
        if line.position == position {
            prediction = record.sheet.prediction;
        }
        compared.push((line, standing(round, result, line, record)));
    }
    let find = |at: Option<u32>| compared.iter().find(|(line, _)| Some(line.position) == at);
    let neighbour = |at: Option<u32>| {
        let (_, own) = find(Some(position))?;
        let (line, other) = find(at)?;
        Some(Neighbour {
            rank: line.rank?.into(),
            name: masked(&name_of(&names, line.account)),
            why: explain(&round.rules.chain, own.as_ref()?, other.as_ref()?),
        })
    };
    Ok(Surroundings {
        ahead: neighbour(before),
        behind: neighbour(behind),
        prediction,
    })
}

/// Returns what the chain compared in a line; `None` if that does not make the sort key which the ranking has. It always
/// does, unless somebody has changed the rows by hand, and then there is nothing to explain.
fn standing(
    round: &LiveRound,
    result: &Final,
    line: &Standing,
    record: AttemptRecord,
) -> Option<ranking::Standing> {
    let contestant = Contestant {
        account: record.account,
        attempt: record.attempt,
        unit: record.unit,
        score: record.score,
        started_at: record.started_at,
        last_change_at: record.last_change_at,
        closed_at: record.closed_at,
        prediction: record.sheet.prediction,
        attempts: 1,
    };
    let value = result.version.settlement.prediction_value;
    let standing = contestant.standing(value, round.lot(record.attempt));
    let is_ranked_by = sort_key(&round.rules.chain, &standing).0 == line.sort_key;
    if !is_ranked_by {
        tracing::warn!(attempt = %record.attempt, "a line of a final ranking is not what its record makes of it");
    }
    is_ranked_by.then_some(standing)
}
