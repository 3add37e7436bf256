//! Board snapshots: built at most once a second for each round and server, serialised and compressed once, shared by
//! all readers. Readers cost the path of an attempt nothing.

use super::shown::Shown;
use super::slot::{Cached, Slot, Version};
use crate::clock::Clock;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::AppResult;
use crate::recovery::Recovery;
use crate::results::final_board::{FinalBoard, final_board};
use crate::results::finals::Finals;
use crate::web::cacheable::Cacheable;
use contest_core::ids::{RoundId, UnitId};
use contest_core::ranking::submission_in;
use contest_core::rounds::Phase;
use contest_core::wire::boards::{BOARD_SIZE, Board, BoardStanding, UnitCount};
use contest_core::wire::errors::ErrorCode;
use live::Live;
use live::board::LiveBoard;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old a snapshot may be before Redis is asked whether the board has moved.
const FRESH: Duration = Duration::from_secs(1);
/// How long a reader waits for a board that is being built from the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// The snapshots of all rounds, and what they are built from. Cheap to clone; all clones share the snapshots. Reading a
/// fresh one takes no lock that is held across an await, so a thousand readers do not queue for it.
#[derive(Clone)]
pub struct Boards {
    db: Db,
    live: Live,
    recovery: Recovery,
    contests: Contests,
    finals: Finals,
    clock: Clock,
    slots: Arc<Mutex<HashMap<RoundId, Arc<Slot>>>>,
}

impl Boards {
    pub fn new(recovery: &Recovery, contests: Contests, finals: Finals, clock: Clock) -> Boards {
        Boards {
            db: recovery.db.clone(),
            live: recovery.live.clone(),
            recovery: recovery.clone(),
            contests,
            finals,
            clock,
            slots: Arc::default(),
        }
    }

    /// Returns a handle for a worker thread, with the thread's own connection to Redis.
    pub(crate) fn for_worker(&self, live: &Live, recovery: &Recovery) -> Boards {
        Boards {
            live: live.clone(),
            recovery: recovery.clone(),
            ..self.clone()
        }
    }

    /// Returns the round's snapshot, about a second old at most. One request at a time asks Redis; meanwhile, the
    /// others get the last snapshot, if there is one that is not much older.
    pub async fn get(&self, round: &Arc<LiveRound>) -> AppResult<Arc<Cacheable>> {
        let (slot, came) = (self.slot(round.id), Instant::now());
        if let Some(fresh) = slot.younger_than(FRESH) {
            return Ok(fresh);
        }
        let _asking = match slot.asking.try_lock() {
            Ok(first) => first,
            Err(_somebody_asks) => match slot.younger_than(FRESH * 2) {
                Some(last) => return Ok(last),
                None => slot.asking.lock().await,
            },
        };
        if let Some(fresh) = slot.younger_than(FRESH) {
            return Ok(fresh);
        }
        // Another request has waited on behalf of all that came meanwhile: they must not wait one after another.
        if slot.was_empty_since(came) {
            return Err(ErrorCode::Unavailable.into());
        }
        let last = slot.last.load_full();
        let last = last.filter(|last| last.is_of(round.phase(self.clock.now())));
        match (Box::pin(self.refresh(round, last.as_deref())).await, last) {
            (Ok(fresh), _) => Ok(slot.keep(fresh)),
            // While a node of Redis is away, or the board is being built, the last one is better than none.
            (Err(away), Some(last)) if away.code == ErrorCode::Unavailable => Ok(slot.keep(last.marked()?)),
            (Err(refusal), _) => {
                slot.note_empty();
                Err(refusal)
            }
        }
    }

    fn slot(&self, round: RoundId) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(round).or_default().clone()
    }

    /// Returns the board as it is now: the last one again, if it has not moved.
    async fn refresh(&self, round: &Arc<LiveRound>, last: Option<&Cached>) -> AppResult<Cached> {
        let now = self.clock.now();
        let (phase, withheld) = (round.phase(now), self.contests.withholds_scores(round, now));
        let result = match phase {
            Phase::Final => Some(self.finals.get(round).await?),
            _ => None,
        };
        let version = match &result {
            Some(result) => Version::Final(result.version.settlement.id, result.erasures),
            None => {
                // A request that can be shown the last board does not wait.
                let patience = last.map_or(PATIENCE, |_last| Duration::ZERO);
                self.recovery.make_round_ready(round, patience).await?;
                Version::Live(phase, withheld, self.live.board_version(round.id).await?)
            }
        };
        let checked = Instant::now();
        if let Some(last) = last
            && last.is_still(&version)
        {
            return Ok(last.again(checked));
        }
        let contest = self.contests.contest(round.contest)?;
        let board = match &result {
            Some(result) => settled(
                round,
                &contest,
                final_board(&self.db, (&contest, round), &result.version).await?,
            ),
            None => {
                let live = self.live.board(round.id, BOARD_SIZE).await?;
                // A board read while Redis lost a shard is incomplete, and must not be shown as the whole.
                if self.live.unsettled(round.id).await?.cold > 0 {
                    return Err(ErrorCode::Unavailable.into());
                }
                let board = provisional(round, &contest, phase, live)?;
                match withheld {
                    None => board,
                    Some(_) => Board {
                        standings: Vec::new(),
                        withheld,
                        ..board
                    },
                }
            }
        };
        Cached::new(checked, version, board)
    }
}

fn settled(round: &LiveRound, contest: &LiveContest, settled: FinalBoard) -> Board {
    Board {
        round: round.id,
        phase: Phase::Final,
        provisional: false,
        rebuilding: false,
        people: settled.people,
        attempts: settled.attempts,
        withheld: None,
        standings: settled.standings,
        units: unit_board(contest, &settled.units),
    }
}

fn provisional(round: &LiveRound, contest: &LiveContest, phase: Phase, live: LiveBoard) -> AppResult<Board> {
    let standing = |(index, (key, shown)): (usize, &(Vec<u8>, String))| -> AppResult<BoardStanding> {
        let shown: Shown = serde_json::from_str(shown)?;
        Ok(BoardStanding {
            rank: index as u32 + 1,
            name: shown.masked_name,
            unit: shown
                .unit
                .and_then(|unit| contest.unit(unit))
                .map(|unit| unit.name.clone()),
            points: shown.points,
            correct: shown.correct,
            total: shown.total,
            duration_ms: shown.duration_ms,
            closed_at: submission_in(&round.rules.chain, key),
        })
    };
    Ok(Board {
        round: round.id,
        phase,
        provisional: true,
        rebuilding: false,
        people: live.people,
        attempts: live.attempts,
        withheld: None,
        standings: live
            .top
            .iter()
            .enumerate()
            .map(standing)
            .collect::<AppResult<_>>()?,
        units: unit_board(contest, &live.units),
    })
}

/// Returns the units by number of people. A person belongs to one unit, so those of a unit and of its subunits add up.
fn unit_board(contest: &LiveContest, direct: &HashMap<UnitId, u64>) -> Vec<UnitCount> {
    let mut totals: HashMap<UnitId, u64> = HashMap::new();
    for (unit, people) in direct {
        let mut at = Some(*unit);
        // The loader refuses cycles; the depth is bounded anyway.
        for _ in 0..32 {
            let Some(unit) = at else { break };
            *totals.entry(unit).or_default() += people;
            at = contest.unit(unit).and_then(|unit| unit.parent);
        }
    }
    let named = |(unit, people): (UnitId, u64)| {
        contest.unit(unit).map(|found| UnitCount {
            unit,
            name: found.name.clone(),
            people,
        })
    };
    let mut units: Vec<UnitCount> = totals.into_iter().filter_map(named).collect();
    units.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    units.truncate(BOARD_SIZE);
    units
}
