//! Saves the sheet on the server. Changes are gathered for a while, at most one request is under way, and every save
//! carries the whole sheet, so the next save repairs whatever went wrong with the last.

use super::held::{acknowledged, held};
use super::{AttemptState, SaveState, Sheet, draft, pace};
use crate::patience;
use crate::session::{self, Who};
use crate::timing::{TimeoutHandle, later};
use contest_core::wire::attempts::{Acknowledged, OpenAttempt, Saved, SendSheet};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::clock;
use web_kit::spawn;

/// Pause after a refusal for a reason that does not pass by itself.
const REFUSED_MS: u64 = 10_000;

/// The state of saving.
#[derive(Default)]
pub(super) struct Saver {
    /// What the server certainly has.
    pub(super) on_server: Option<Sheet>,
    /// The last sheet it has confirmed to this device.
    pub(super) acknowledged: Option<Acknowledged>,
    under_way: bool,
    timer: Option<TimeoutHandle>,
    pub(super) failures: u32,
    /// When the last save was sent, on the monotonic clock.
    sent_at: f64,
    /// Whether to save although nothing is new here: the response may bring something.
    asks: bool,
    /// Whether the device refuses to keep a draft.
    keeps_nothing: bool,
}

impl Saver {
    pub(super) fn new() -> Saver {
        Saver {
            // As if there had been one so long ago that the first change need not wait.
            sent_at: clock::monotonic() - pace::BETWEEN_MS as f64,
            ..Saver::default()
        }
    }

    /// Takes over what another tab was told, if that is newer.
    pub(super) fn take_acknowledged(&mut self, theirs: Option<Acknowledged>) {
        let order = |acknowledged: &Acknowledged| (acknowledged.revision, acknowledged.at);
        if theirs.as_ref().map(order) > self.acknowledged.as_ref().map(order) {
            self.acknowledged = theirs;
        }
    }

    pub(super) fn draft_is_kept(&mut self, kept: bool) {
        self.keeps_nothing = !kept;
    }
}

impl AttemptState {
    pub(super) fn is_saved(self) -> bool {
        self.sheet.with_untracked(|sheet| {
            let held = |held: &Sheet| held.is_like(sheet);
            // A sheet that was never touched need not be sent.
            sheet.revision == 0
                || self
                    .saver
                    .with_value(|saver| saver.on_server.as_ref().is_some_and(held))
        })
    }

    /// Saves once the contestant has had time to change more.
    pub(super) fn save_soon(self) {
        if web_kit::document().hidden() {
            return self.save_now();
        }
        let left = self
            .deadline
            .with_untracked(|deadline| deadline.since(clock::now()));
        let ms = self
            .saver
            .with_value(|saver| pace::gather(clock::monotonic() - saver.sent_at, left, saver.keeps_nothing));
        if self
            .save_state
            .with_untracked(|state| matches!(state, SaveState::Saved | SaveState::Saving))
        {
            self.save_state.set(SaveState::Kept);
        }
        self.save_in(ms);
    }

    /// Saves once more, even if nothing is new here: the response brings what is new on other devices, a deadline that was
    /// moved, and what the organisers tell everybody.
    pub(super) fn sync(self) {
        self.saver.update_value(|saver| saver.asks = true);
        self.save_if_calm();
    }

    /// Saves at once, unless the server has just refused and is being left alone.
    pub(super) fn save_if_calm(self) {
        if self.saver.with_value(|saver| saver.failures == 0) {
            self.save_now();
        }
    }

    fn save_in(self, ms: u64) {
        let idle = self
            .saver
            .with_value(|saver| saver.timer.is_none() && !saver.under_way);
        if !idle {
            return;
        }
        let save = move || {
            if self.is_taken() {
                self.saver.update_value(|saver| saver.timer = None);
                self.save_now();
            }
        };
        let timer = later(ms, Box::new(save));
        self.saver.update_value(|saver| saver.timer = timer);
    }

    /// Saves at once, if there is anything to save or to ask.
    pub(crate) fn save_now(self) {
        let (asks, under_way) = self.saver.with_value(|saver| (saver.asks, saver.under_way));
        if (self.is_saved() && !asks) || under_way || self.is_ending() {
            return;
        }
        self.saver.update_value(|saver| {
            saver.under_way = true;
            saver.sent_at = clock::monotonic();
            if let Some(timer) = saver.timer.take() {
                timer.clear();
            }
        });
        if !asks {
            self.save_state.set(SaveState::Saving);
        }
        let body = self.to_send();
        let path = paths::sheet(self.attempt);
        spawn(async move {
            let answer = api::put::<Saved>(&path, &body).await;
            if self.is_taken() {
                self.saver.update_value(|saver| saver.under_way = false);
                self.saved(body, answer);
            } else if let Ok(saved) = answer {
                // The page was left while this save was on its way.
                let held = held(body, &saved);
                draft::acknowledge(self.attempt, &held, acknowledged(&held, &saved));
            }
        });
    }

    fn saved(self, body: SendSheet, answer: Result<Saved, Failure>) {
        if let Ok(saved) = &answer {
            let held = held(body, saved);
            if let Some(acknowledged) = acknowledged(&held, saved) {
                self.saver
                    .update_value(|saver| saver.acknowledged = Some(acknowledged));
            }
            self.merge(&held, true);
            self.keep();
        }
        if self.is_ending() {
            return;
        }
        match answer {
            Ok(saved) => {
                clock::learn(saved.now);
                // A server that does not know of extra time must not make the phone submit too early.
                let held = self.deadline.get_untracked();
                self.deadline.set(if saved.unsure {
                    held.max(saved.deadline)
                } else {
                    saved.deadline
                });
                self.notice.set(saved.notice);
                self.saver.update_value(|saver| {
                    saver.failures = 0;
                    saver.asks = false;
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

    /// Returns for how long nothing was sent to the server, in milliseconds.
    pub(super) fn quiet_for(self) -> f64 {
        clock::monotonic() - self.saver.with_value(|saver| saver.sent_at)
    }

    fn not_saved(self, failure: &Failure) {
        let failures = self.saver.with_value(|saver| saver.failures);
        self.saver.update_value(|saver| saver.failures += 1);
        let pause = patience::pause_after(failure, failures);
        match failure.code() {
            Some(ErrorCode::StaleRevision) => self.take_newer(),
            Some(ErrorCode::SignInRequired) => {
                self.save_state.set(SaveState::SignedOut);
                session::set(Who::Nobody);
                // Another tab may sign in.
                self.save_in(pause.max(REFUSED_MS));
            }
            Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => self.is_closed(),
            None => {
                self.save_state.set(SaveState::Offline);
                self.save_in(pause);
            }
            Some(_) if failure.passes() => {
                self.save_state.set(SaveState::Busy(pause.div_ceil(1_000)));
                self.save_in(pause);
            }
            Some(_) => {
                self.save_state.set(SaveState::Error);
                self.refusal.set(Some(failure.message()));
                self.save_in(pause.max(REFUSED_MS));
            }
        }
    }

    /// Takes over the answers of another device, which has saved later.
    pub(super) fn take_newer(self) {
        let path = paths::paper(self.attempt);
        spawn(async move {
            let answer = api::get::<OpenAttempt>(&path).await;
            if !self.is_taken() {
                return;
            }
            match answer {
                Ok(open) => {
                    clock::learn(open.now);
                    self.take(open);
                    if self.is_saved() {
                        self.save_state.set(SaveState::Saved);
                    }
                }
                Err(failure) => self.not_saved(&failure),
            }
        });
    }
}
