//! When the register of laws has to be read again: after a change, and for as long as that fails, with growing pauses.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What this server knows of the laws in the database.
#[derive(Default)]
pub(super) struct KnownLaws(Mutex<State>);

#[derive(Default)]
struct State {
    /// How many changes the database had counted before the last load that succeeded.
    count: Option<i64>,
    failures: u32,
    again_at: Option<Instant>,
}

impl KnownLaws {
    /// Returns whether the laws are to be read, if the database has counted this many changes to them.
    pub(super) fn are_due(&self, count: i64, now: Instant) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.count != Some(count) && state.again_at.is_none_or(|again_at| now >= again_at)
    }

    /// Notes a load that has begun at this count.
    pub(super) fn note(&self, count: i64, succeeded: bool, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if succeeded {
            *state = State {
                count: Some(count),
                ..State::default()
            };
            return;
        }
        let pause = FIRST_PAUSE.saturating_mul(1 << state.failures.min(6));
        *state = State {
            count: None,
            failures: state.failures.saturating_add(1),
            again_at: Some(now + pause.min(LONGEST_PAUSE)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_are_read_once_for_each_change() {
        let (known, now) = (KnownLaws::default(), Instant::now());
        assert!(known.are_due(0, now));
        known.note(0, true, now);
        assert!(!known.are_due(0, now) && known.are_due(1, now));
    }

    #[test]
    fn after_failures_the_pause_grows_up_to_a_minute() {
        let (known, mut now) = (KnownLaws::default(), Instant::now());
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            known.note(7, false, now);
            let again_at = now + Duration::from_secs(seconds);
            assert!(
                !known.are_due(7, again_at - Duration::from_millis(1)),
                "{seconds}"
            );
            assert!(known.are_due(7, again_at), "{seconds}");
            now = again_at;
        }
        known.note(7, true, now);
        known.note(8, false, now);
        assert!(known.are_due(8, now + FIRST_PAUSE), "the pause begins anew");
    }
}
