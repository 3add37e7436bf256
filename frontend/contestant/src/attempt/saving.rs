//! Saving the sheet on the server: changes are gathered for a moment, one request is under way at most, and every save
//! carries the whole sheet, so that the next one heals whatever went wrong with the last.

use super::{Desk, SaveState, draft};
use contest_core::wire::attempts::{MyRound, OpenAttempt, Saved};
use contest_core::wire::errors::ErrorCode;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;
use web_kit::api::{self, Failure};
use web_kit::clock;
use web_kit::spawn;

/// How long changes are gathered.
const GATHER_MS: u64 = 1_500;
/// Pauses between tries without a connection: 2 s, doubled up to this.
const LONGEST_PAUSE_MS: u64 = 30_000;

/// Where saving stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Saver {
    /// The highest revision the server has confirmed.
    pub(super) on_server: u32,
    under_way: bool,
    timer: Option<TimeoutHandle>,
    failures: u32,
}

impl Saver {
    pub(super) fn new(on_server: u32) -> Saver {
        Saver {
            on_server,
            ..Saver::default()
        }
    }
}

impl Desk {
    pub(super) fn is_saved(self) -> bool {
        let revision = self.sheet.with_untracked(|sheet| sheet.revision);
        self.saver.with_value(|saver| saver.on_server >= revision)
    }

    /// Begins to listen to what makes a save urgent, and saves what a draft has brought.
    pub(super) fn watch(self) {
        let online = window_event_listener_untyped("online", move |_| self.save_now());
        on_cleanup(move || online.remove());
        let shown = window_event_listener_untyped("visibilitychange", move |_| {
            self.save_now();
            if !web_kit::document().hidden() {
                self.look_again();
            }
        });
        on_cleanup(move || shown.remove());
        on_cleanup(move || self.save_now());
        if !self.is_saved() {
            self.save_soon();
        }
    }

    /// The page is looked at again. A phone that slept may have stopped its clock, and the attempt may be closed.
    fn look_again(self) {
        let path = self
            .open
            .with_value(|open| ["/rounds/", &open.round.to_string(), "/me"].concat());
        spawn(async move {
            if let Ok(me) = api::get::<MyRound>(&path).await
                && self.is_taken()
            {
                clock::learn(me.now);
                let elsewhere = me.open_attempt != Some(self.attempt);
                if elsewhere && !self.closing.with_untracked(|closing| closing.is_under_way()) {
                    self.leave();
                }
            }
        });
    }

    /// Saves once the contestant has had a moment to change more.
    pub(super) fn save_soon(self) {
        self.save_in(GATHER_MS);
    }

    fn save_in(self, ms: u64) {
        let idle = self
            .saver
            .with_value(|saver| saver.timer.is_none() && !saver.under_way);
        if !idle {
            return;
        }
        let timer = set_timeout_with_handle(
            move || {
                if self.is_taken() {
                    self.saver.update_value(|saver| saver.timer = None);
                    self.save_now();
                }
            },
            Duration::from_millis(ms),
        );
        self.saver.update_value(|saver| saver.timer = timer.ok());
    }

    /// Saves at once, if there is anything to save.
    pub(crate) fn save_now(self) {
        if self.is_saved()
            || self.saver.with_value(|saver| saver.under_way)
            || self.closing.with_untracked(|closing| closing.is_under_way())
        {
            return;
        }
        self.saver.update_value(|saver| {
            saver.under_way = true;
            if let Some(timer) = saver.timer.take() {
                timer.clear();
            }
        });
        self.save_state.set(SaveState::Saving);
        let body = self.to_send();
        let path = self.path("/sheet");
        spawn(async move {
            let answer = api::put::<Saved>(&path, &body).await;
            if self.is_taken() {
                self.saver.update_value(|saver| saver.under_way = false);
                self.saved(body.sheet.revision, answer);
            }
        });
    }

    fn saved(self, revision: u32, answer: Result<Saved, Failure>) {
        if self.closing.with_untracked(|closing| closing.is_under_way()) {
            return;
        }
        match answer {
            Ok(saved) => {
                clock::learn(saved.now);
                self.deadline.set(saved.deadline);
                self.saver.update_value(|saver| {
                    saver.failures = 0;
                    saver.on_server = saver.on_server.max(revision);
                });
                self.refusal.set(None);
                if self.is_saved() {
                    self.save_state.set(SaveState::Saved);
                } else {
                    self.save_soon();
                }
            }
            Err(failure) => self.not_saved(&failure),
        }
    }

    fn not_saved(self, failure: &Failure) {
        let failures = self.saver.with_value(|saver| saver.failures);
        self.saver.update_value(|saver| saver.failures += 1);
        let pause = pause(failures);
        match failure.code() {
            Some(ErrorCode::StaleRevision) => self.take_newer(),
            Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => self.leave(),
            None => {
                self.save_state.set(SaveState::Offline);
                self.save_in(pause);
            }
            Some(_) if failure.passes() => {
                let seconds = failure.retry_after().unwrap_or(2).max(1);
                self.save_state.set(SaveState::Busy(seconds));
                self.save_in((u64::from(seconds) * 1_000).max(pause / 2));
            }
            Some(_) => {
                self.save_state.set(SaveState::Error);
                self.refusal.set(Some(failure.message()));
                self.save_in(pause.max(10_000));
            }
        }
    }

    /// Another device has saved later: its answers are the ones to go on with.
    pub(super) fn take_newer(self) {
        let path = self.path("/paper");
        spawn(async move {
            let answer = api::get::<OpenAttempt>(&path).await;
            if !self.is_taken() {
                return;
            }
            match answer {
                Ok(open) => {
                    clock::learn(open.now);
                    let newer = self.take(open);
                    self.replaced.set(newer);
                    self.save_state.set(SaveState::Saved);
                }
                Err(failure) => self.not_saved(&failure),
            }
        });
    }

    /// The attempt is closed: on to the receipt.
    pub(super) fn leave(self) {
        let round = self.open.with_value(|open| open.round);
        draft::forget(self.attempt, round);
        web_kit::router::replace(&["/ket-qua/", &self.attempt.to_string()].concat());
    }
}

/// Doubling, with a quarter of chance, so that a whole school does not come back in the same second.
pub(super) fn pause(failures: u32) -> u64 {
    let pause = (2_000u64 << failures.min(4)).min(LONGEST_PAUSE_MS);
    pause * 3 / 4 + (js_sys::Math::random() * pause as f64 / 4.0) as u64
}
