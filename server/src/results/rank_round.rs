//! From the attempts of a round to its ranking: read page by page, put in order beside.

use super::by_contestant::{ByContestant, counted};
use super::order::{Order, order};
use super::parts::Judging;
use super::ranking::Contestant;
use super::settled::attempts_of_round;
use crate::contests::catalog::LiveRound;
use crate::errors::{Answer, Refusal};
use crate::jobs::running::Running;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, UnitId};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// What an attempt takes on the disk at most while contestants are put in order: written, sorted, written in order.
const ATTEMPT_BYTES: u64 = 400;
/// Of the whole work, reading is about so much, in percent.
pub const READ: u64 = 50;

/// A round ranked as the database has it.
pub struct RankedRound {
    pub order: Order,
    /// Distinct people by unit, without the units below.
    pub units: HashMap<UnitId, u64>,
}

/// Ranks the round as if exactly these were disqualified. Temporary files go to `folder`.
pub async fn rank_round(
    parts: &Judging,
    round: &Arc<LiveRound>,
    disqualified: &BTreeSet<AccountId>,
    folder: &Path,
    running: &Running,
) -> Answer<RankedRound> {
    let total = attempts_of_round(&parts.db.read, round.id).await?.max(1);
    parts.require_room(total * ATTEMPT_BYTES)?;
    let (sender, arrivals) = mpsc::channel(2);
    // Dropped with this future: then nobody wants the order any more, and the thread breaks off.
    let wanted = Arc::new(());
    let ordering = {
        let (round, out, folder) = (round.clone(), disqualified.clone(), folder.to_owned());
        let is_wanted = Arc::downgrade(&wanted);
        spawn_blocking(move || order(&round, &out, &folder, arrivals, &is_wanted))
    };
    let mut units = HashMap::new();
    let mut read = 0;
    let mut pages = ByContestant::reading_ahead(&parts.db, round.id);
    while let Some(page) = pages.next().await? {
        let mut contestants = Vec::with_capacity(page.len());
        for attempts in &page {
            count_units(attempts, &mut units);
            read += attempts.len() as u64;
            let counted = counted(attempts, round.rules.counted);
            contestants.extend(counted.map(|counted| Contestant::new(counted, attempts.len())));
        }
        running.at(read * READ / total);
        // If nobody takes them any more, the reason is the other's.
        if sender.send(contestants).await.is_err() {
            break;
        }
    }
    drop(sender);
    let order = ordering
        .await
        .map_err(Refusal::internal)?
        .map_err(Refusal::disk)?;
    drop(wanted);
    Ok(RankedRound { order, units })
}

/// Counts a contestant once in each unit they played for.
fn count_units(attempts: &[AttemptRecord], units: &mut HashMap<UnitId, u64>) {
    let theirs: BTreeSet<UnitId> = attempts.iter().filter_map(|attempt| attempt.unit).collect();
    for unit in theirs {
        *units.entry(unit).or_default() += 1;
    }
}
