//! Something that is read from the API again and again: what arrived last, and when to ask next.

use crate::patience;
use contest_core::time::Millis;
use web_kit::api::{Failure, Versioned};

/// What arrived last stays, however long the server is away.
pub(super) struct Kept<T> {
    pub(super) thing: Option<T>,
    pub(super) etag: Option<String>,
    /// When the server last said that this is so, by its own clock.
    pub(super) known_at: Option<Millis>,
    /// On the monotonic clock.
    due_at: f64,
    failures: u32,
}

impl<T> Kept<T> {
    pub(super) fn new() -> Kept<T> {
        Kept {
            thing: None,
            etag: None,
            known_at: None,
            due_at: 0.0,
            failures: 0,
        }
    }

    pub(super) fn is_due(&self, moment: f64) -> bool {
        moment >= self.due_at
    }

    /// Asks no later than then, unless the server has to be left alone.
    pub(super) fn hurry(&mut self, until: f64) {
        if self.failures == 0 {
            self.due_at = self.due_at.min(until);
        }
    }

    /// Takes an answer; without a body, nothing has changed. `now` is the server's time, `moment` the monotonic clock's.
    pub(super) fn take(
        &mut self,
        answer: Result<Option<Versioned<T>>, Failure>,
        every_ms: f64,
        now: Millis,
        moment: f64,
    ) {
        match answer {
            Ok(changed) => {
                if let Some(changed) = changed {
                    self.thing = Some(changed.body);
                    self.etag = changed.etag;
                }
                self.known_at = Some(now);
                self.failures = 0;
                self.due_at = moment + every_ms;
            }
            Err(failure) => {
                self.due_at = moment + patience::pause_after(&failure, self.failures) as f64;
                self.failures = self.failures.saturating_add(1);
            }
        }
    }

    /// Returns when this was last known to be so, if that is longer ago than three readings.
    pub(super) fn stale(&self, every_ms: f64, now: Millis) -> Option<Millis> {
        let allowed = every_ms * 3.0 + ALLOWED_MS;
        self.known_at.filter(|known| now.since(*known) as f64 > allowed)
    }
}

/// How long a slow network may take before the screen says that what it shows is old.
const ALLOWED_MS: f64 = 20_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(body: u32) -> Result<Option<Versioned<u32>>, Failure> {
        let etag = Some(body.to_string());
        Ok(Some(Versioned { body, etag }))
    }

    #[test]
    fn what_is_kept_outlives_silence_and_says_its_age() {
        let mut kept = Kept::new();
        assert!(kept.is_due(0.0));
        kept.take(changed(7), 5_000.0, Millis(100_000), 1_000.0);
        assert!(!kept.is_due(5_999.0) && kept.is_due(6_000.0));
        assert_eq!((kept.thing, kept.etag.as_deref()), (Some(7), Some("7")));
        assert_eq!(kept.stale(5_000.0, Millis(135_000)), None);
        assert_eq!(kept.stale(5_000.0, Millis(135_001)), Some(Millis(100_000)));
        // Unchanged: as good as new.
        kept.take(Ok(None), 5_000.0, Millis(135_000), 6_000.0);
        assert_eq!(
            (kept.thing, kept.stale(5_000.0, Millis(136_000))),
            (Some(7), None)
        );
    }

    #[test]
    fn a_round_that_turns_is_asked_about_at_once() {
        let mut kept = Kept::new();
        kept.take(changed(7), 300_000.0, Millis(0), 0.0);
        kept.hurry(2_000.0);
        assert!(!kept.is_due(1_999.0) && kept.is_due(2_000.0));
    }
}
