//! The attempt of this person that runs on another device. Only the server knows of it.

use super::draft::{self, Running};
use contest_core::wire::accounts::{Role, Session};
use contest_core::wire::attempts::RunningAttempts;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, clock, spawn};

thread_local! {
    /// Belongs to no page: the frame shows it on all of them.
    static FOUND: ArcRwSignal<Option<Running>> = ArcRwSignal::new(None);
}

/// Asks the server, unless this device knows of an attempt itself. Without an answer, the page of the contest still
/// tells.
pub(crate) fn look(session: &Session) {
    // It may have been another person's.
    FOUND.with(|signal| signal.set(None));
    if session.role != Role::Contestant || draft::running().is_some() {
        return;
    }
    spawn(async {
        if let Ok(told) = api::get::<RunningAttempts>(paths::MY_RUNNING).await {
            clock::learn(told.now);
            let first = told.attempts.first();
            let found = first.map(|first| Running::new(&first.contest_slug, first.round, first.deadline));
            FOUND.with(|signal| signal.set(found));
        }
    });
}

/// Returns the running attempt that ends first, known to this device or found elsewhere; tracked.
pub(crate) fn running() -> Option<Running> {
    let found = FOUND.with(|signal| signal.get());
    draft::running().or(found.filter(|found| found.deadline > clock::now()))
}
