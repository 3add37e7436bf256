//! The timer: the server's time on this device, and what happens as the end comes.

use super::{AttemptState, pace};
use crate::parts::countdown::countdown;
use leptos::prelude::*;
use web_kit::clock;

/// This long before the end, unsaved changes are sent even to a server that has just refused.
const LAST_SAVE_MS: u64 = 3_000;

impl AttemptState {
    /// Returns the milliseconds left. Tracked; changes every second.
    pub(super) fn left(self) -> u64 {
        self.deadline.get().since(clock::ticking())
    }

    /// Saves what is unsaved as the end comes, and submits at the deadline.
    fn end_in(self, left: u64) {
        if left == 0 && !self.is_ending() {
            // A clock that no server has confirmed may be hours ahead, and a submission cannot be taken back.
            if clock::is_learned() {
                self.submit(true);
            }
        } else if pace::is_to_ask(self.quiet_for(), left) {
            self.sync();
        } else if left <= LAST_SAVE_MS {
            self.save_now();
        } else if left <= pace::END_MS {
            self.save_if_calm();
        }
    }
}

#[component]
pub(super) fn Timer(state: AttemptState) -> impl IntoView {
    let started_at = state.open.with_value(|open| open.started_at);
    countdown(
        move || state.left(),
        move || state.deadline.get_untracked().since(started_at),
        move |left| state.end_in(left),
    )
}
