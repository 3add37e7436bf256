//! Board snapshots: built at most once a second a round and node, serialised and compressed once, shared by all
//! readers. Readers cost the attempt's path nothing.

use crate::attempts::record::BoardFacts;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::errors::{Answer, Refusal};
use crate::live::read::{BoardVersion, LiveBoard};
use crate::live::rebuild::make_round_ready;
use crate::results::final_board::final_board;
use crate::state::State;
use bytes::Bytes;
use contest_core::ids::{RoundId, UnitId};
use contest_core::rounds::Phase;
use contest_core::wire::boards::{BOARD_SIZE, Board, BoardEntry, UnitEntry};
use contest_core::wire::errors::ErrorCode;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old a snapshot may be before Redis is asked whether the board has moved.
const FRESH: Duration = Duration::from_secs(1);

/// A board, ready to be sent.
#[derive(Clone)]
pub struct Snapshot {
    pub etag: String,
    pub json: Bytes,
    pub brotli: Bytes,
}

/// The snapshots of all rounds.
#[derive(Clone, Default)]
pub struct Boards(Arc<Mutex<HashMap<RoundId, Arc<Slot>>>>);

#[derive(Default)]
struct Slot(tokio::sync::Mutex<Option<Cached>>);

struct Cached {
    checked: Instant,
    version: (BoardVersion, Phase),
    snapshot: Snapshot,
}

impl Boards {
    /// The round's snapshot, at most a second old. Only one reader at a time rebuilds it, the others wait for that.
    pub async fn get(&self, state: &State, round: &LiveRound) -> Answer<Snapshot> {
        let slot = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(round.id)
            .or_default()
            .clone();
        let mut cached = slot.0.lock().await;
        if let Some(cached) = &*cached
            && cached.checked.elapsed() < FRESH
        {
            return Ok(cached.snapshot.clone());
        }
        let refreshed = refresh(state, round, cached.as_ref()).await;
        match (refreshed, cached.as_mut()) {
            (Ok(fresh), _) => Ok(cached.insert(fresh).snapshot.clone()),
            // While a node of Redis is away, the last board is better than none.
            (Err(away), Some(last))
                if away.code == ErrorCode::Unavailable
                    && last.version.1 == round.phase(state.clock.now()) =>
            {
                last.checked = Instant::now();
                Ok(last.snapshot.clone())
            }
            (Err(refusal), _) => Err(refusal),
        }
    }
}

/// The board as it is now; the last one once more, if it has not moved.
async fn refresh(state: &State, round: &LiveRound, last: Option<&Cached>) -> Answer<Cached> {
    make_round_ready(state, round).await?;
    let phase = round.phase(state.clock.now());
    let version = (state.live.board_version(round.id).await?, phase);
    let checked = Instant::now();
    if let Some(last) = last
        && last.version == version
    {
        return Ok(Cached {
            checked,
            version,
            snapshot: last.snapshot.clone(),
        });
    }
    let live = state.live.board(round.id, BOARD_SIZE).await?;
    let contest = state.contest(round.contest)?;
    let mut board = board(round, &contest, phase, live)?;
    if phase == Phase::Final {
        (board.entries, board.people) = final_board(state, &contest, round.id).await?;
    }
    Ok(Cached {
        checked,
        version,
        snapshot: serialise(&board)?,
    })
}

fn board(round: &LiveRound, contest: &LiveContest, phase: Phase, live: LiveBoard) -> Answer<Board> {
    let entry = |(index, (_, who)): (usize, &(Vec<u8>, String))| -> Answer<BoardEntry> {
        let facts: BoardFacts = serde_json::from_str(who)?;
        Ok(BoardEntry {
            place: index as u32 + 1,
            name: facts.n,
            unit: facts
                .u
                .and_then(|unit| contest.unit(unit))
                .map(|unit| unit.name.clone()),
            points: facts.p,
            correct: facts.c,
            total: facts.t,
            duration_ms: facts.d,
        })
    };
    Ok(Board {
        round: round.id,
        phase,
        provisional: phase != Phase::Final,
        people: live.people,
        attempts: live.attempts,
        entries: live.top.iter().enumerate().map(entry).collect::<Answer<_>>()?,
        units: unit_board(contest, &live.units),
    })
}

/// Units by distinct people. A person belongs to one unit, so the people of a unit and of those below it add up.
fn unit_board(contest: &LiveContest, direct: &HashMap<UnitId, u64>) -> Vec<UnitEntry> {
    let mut totals: HashMap<UnitId, u64> = HashMap::new();
    for (unit, people) in direct {
        let mut at = Some(*unit);
        // The loader has refused cycles; the depth is bounded all the same.
        for _ in 0..32 {
            let Some(unit) = at else { break };
            *totals.entry(unit).or_default() += people;
            at = contest.unit(unit).and_then(|unit| unit.parent);
        }
    }
    let named = |(unit, people): (UnitId, u64)| {
        contest.unit(unit).map(|found| UnitEntry {
            unit,
            name: found.name.clone(),
            people,
        })
    };
    let mut units: Vec<UnitEntry> = totals.into_iter().filter_map(named).collect();
    units.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    units.truncate(BOARD_SIZE);
    units
}

fn serialise(board: &Board) -> Answer<Snapshot> {
    let json = serde_json::to_vec(board)?;
    let mut packed = Vec::with_capacity(json.len() / 4);
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 5,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut json.as_slice(), &mut packed, &settings).map_err(Refusal::internal)?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&json)[..12]));
    Ok(Snapshot {
        etag,
        json: json.into(),
        brotli: packed.into(),
    })
}
