//! Ranks a round: reads its attempts row by row, while a thread puts the contestants in order.

use super::attempt_rows::{AttemptRow, Current, attempts_of};
use super::order::{Order, order};
use super::parts::Judging;
use super::ranking::Contestant;
use super::settled::attempts_of_round;
use crate::contests::catalog::LiveRound;
use crate::errors::{AppResult, Refusal};
use crate::jobs::running::Running;
use crate::long_work::{LongWork, Priority};
use contest_core::ids::{AccountId, UnitId};
use futures_util::TryStreamExt;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The most disk space of an attempt while contestants are put in order, in bytes: written, sorted, written in order.
const ATTEMPT_BYTES: u64 = 450;
/// The share of reading in the whole work, in percent, roughly.
pub(crate) const READ: u64 = 50;
/// Contestants that are handed over together.
const HANDED_OVER: usize = 2_000;

/// A round, ranked as the database has it.
pub(crate) struct RankedRound {
    pub(crate) order: Order,
    /// Distinct people by unit, not counting those of the units below.
    pub(crate) units: HashMap<UnitId, u64>,
}

/// Ranks the round as if exactly `disqualified` were disqualified. Temporary files go to `folder`.
pub(crate) async fn rank_round(
    parts: &Judging,
    round: &Arc<LiveRound>,
    disqualified: &BTreeSet<AccountId>,
    folder: &Path,
    running: &Running,
) -> AppResult<RankedRound> {
    let total = attempts_of_round(&parts.db.read, round.id).await?.max(1);
    parts.require_room(total * ATTEMPT_BYTES)?;
    let (sender, arrivals) = mpsc::channel(2);
    let ordering = {
        let (round, out, folder) = (round.clone(), disqualified.clone(), folder.to_owned());
        LongWork::begin(Priority::Common, move |wanted| {
            order(&round, &out, &folder, arrivals, wanted)
        })
        .map_err(Refusal::internal)?
    };
    let units = read(parts, round, total, running, sender).await?;
    let order = ordering.end().await?.map_err(Refusal::disk)?;
    Ok(RankedRound { order, units })
}

/// Sends every contestant with the attempt that counts. Returns how many people played for each unit.
async fn read(
    parts: &Judging,
    round: &LiveRound,
    total: u64,
    running: &Running,
    sender: mpsc::Sender<Vec<Contestant>>,
) -> AppResult<HashMap<UnitId, u64>> {
    let mut units = HashMap::new();
    let mut contestants = Vec::with_capacity(HANDED_OVER);
    let mut current = None;
    let mut attempts = 0;
    let mut rows = attempts_of(round)
        .into_model::<AttemptRow>()
        .stream(&parts.db.read)
        .await?;
    while let Some(row) = rows.try_next().await? {
        attempts += 1;
        let Some(done) = Current::take(&mut current, round, row)? else {
            continue;
        };
        contestants.push(done.counted_in(&mut units));
        if contestants.len() < HANDED_OVER {
            continue;
        }
        running.at(attempts * READ / total);
        let full = std::mem::replace(&mut contestants, Vec::with_capacity(HANDED_OVER));
        // If nobody takes them any more, the receiver knows why.
        if sender.send(full).await.is_err() {
            return Ok(units);
        }
    }
    drop(rows);
    contestants.extend(current.map(|last: Current| last.counted_in(&mut units)));
    let _taken = sender.send(contestants).await;
    Ok(units)
}
