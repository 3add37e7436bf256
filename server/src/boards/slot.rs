//! The last snapshot of a round's board, and the version that tells whether it is current.

use crate::errors::AppResult;
use crate::web::cacheable::Cacheable;
use arc_swap::ArcSwapOption;
use contest_core::ids::SettlementId;
use contest_core::rounds::{Phase, ScoreShown};
use contest_core::wire::boards::Board;
use live::board::BoardVersion;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(Default)]
pub(super) struct Slot {
    pub(super) last: ArcSwapOption<Cached>,
    /// Held by the one request that reads Redis.
    pub(super) asking: tokio::sync::Mutex<()>,
    /// When a refresh last found nothing to show.
    empty: ArcSwapOption<Instant>,
}

#[derive(Clone)]
pub(super) struct Cached {
    pub(super) checked: Instant,
    version: Version,
    board: Arc<Board>,
    pub(super) snapshot: Arc<Cacheable>,
}

/// Distinguishes one board of a round from another.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Version {
    /// The phase, until when standings are withheld, and what Redis says.
    Live(Phase, Option<ScoreShown>, BoardVersion),
    /// The settlement that became final, and how many names had been erased. From then on Redis is not asked, and need
    /// not keep anything for the board.
    Final(SettlementId, u64),
}

impl Slot {
    /// Returns the last snapshot if it is younger than `age`.
    pub(super) fn younger_than(&self, age: Duration) -> Option<Arc<Cacheable>> {
        let last = self.last.load();
        let last = last.as_ref().filter(|last| last.checked.elapsed() < age);
        last.map(|last| last.snapshot.clone())
    }

    /// Notes that there is nothing to show.
    pub(super) fn note_empty(&self) {
        self.empty.store(Some(Arc::new(Instant::now())));
    }

    /// Returns whether a refresh has found nothing to show since then.
    pub(super) fn was_empty_since(&self, since: Instant) -> bool {
        self.empty.load().as_ref().is_some_and(|found| **found >= since)
    }

    pub(super) fn keep(&self, cached: Cached) -> Arc<Cacheable> {
        let snapshot = cached.snapshot.clone();
        self.last.store(Some(Arc::new(cached)));
        snapshot
    }
}

impl Cached {
    pub(super) fn new(checked: Instant, version: Version, board: Board) -> AppResult<Cached> {
        Ok(Cached {
            checked,
            version,
            snapshot: Arc::new(Cacheable::json(&board)?),
            board: Arc::new(board),
        })
    }

    /// Returns whether this is the board of that version, and not marked as outdated.
    pub(super) fn is_still(&self, version: &Version) -> bool {
        self.version == *version && !self.board.rebuilding
    }

    pub(super) fn is_of(&self, phase: Phase) -> bool {
        match self.version {
            Version::Live(of, ..) => of == phase,
            Version::Final(..) => phase == Phase::Final,
        }
    }

    /// Returns the same board, checked at this time.
    pub(super) fn again(&self, checked: Instant) -> Cached {
        Cached {
            checked,
            ..self.clone()
        }
    }

    /// Returns the same board, marked as outdated while the live one is being rebuilt.
    pub(super) fn marked(&self) -> AppResult<Cached> {
        if self.board.rebuilding {
            return Ok(self.again(Instant::now()));
        }
        let board = Board {
            rebuilding: true,
            ..(*self.board).clone()
        };
        Cached::new(Instant::now(), self.version.clone(), board)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::{RoundId, Uuid};

    #[test]
    fn a_marked_board_is_not_shown_again_once_the_live_one_is_there() {
        let version = Version::Live(Phase::Open, None, Vec::new());
        let board = Board {
            round: RoundId(Uuid::nil()),
            phase: Phase::Open,
            provisional: true,
            rebuilding: false,
            people: 0,
            attempts: 0,
            withheld: None,
            standings: Vec::new(),
            units: Vec::new(),
        };
        let shown = Cached::new(Instant::now(), version.clone(), board).unwrap();
        let marked = shown.marked().unwrap();
        assert!(shown.is_still(&version) && !marked.is_still(&version));
        assert_ne!(shown.snapshot.etag(), marked.snapshot.etag());
        let once_more = marked.marked().unwrap();
        assert_eq!(once_more.snapshot.etag(), marked.snapshot.etag());
    }
}
