//! Saves the sheet on the server. Changes are gathered for a while, at most one request is under way, and every save
//! carries the whole sheet, so the next save repairs whatever went wrong with the last.
//!
//! Saves are most of the load on a server, so they are few: with one every half minute, an attempt of five minutes
//! makes ten at most, however many answers are touched. Gathered changes are safe on the device meanwhile; they would
//! be missing only if the device died and the deadline passed before it came back. Anything that makes this likely
//! makes the save urgent: the page is hidden or left, the time is nearly over, or the device cannot keep a draft.

use super::sheet::Content;
use super::{AttemptState, SaveState, Sheet, draft};
use crate::dom::{Timer, later, on_window};
use crate::patience;
use contest_core::answers::AnswerSheet;
use contest_core::changes::TimedSheet;
use contest_core::wire::attempts::{Acknowledged, MyRound, OpenAttempt, Saved, SendSheet};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::clock;
use web_kit::spawn;

/// From a change to its save if there has not been a save for long: most people change their mind at once or not at
/// all.
const FIRST_MS: u64 = 3_000;
/// From one save to the next.
const BETWEEN_MS: u64 = 30_000;
/// From a change to its save when the save is urgent.
const URGENT_MS: u64 = 1_500;
/// The end of an attempt, in which every change is urgent.
pub(super) const END_MS: u64 = 30_000;
/// Pause after a refusal for a reason that does not pass by itself.
const REFUSED_MS: u64 = 10_000;

/// The state of saving.
#[derive(Default)]
pub(super) struct Saver {
    /// What the server certainly has.
    pub(super) on_server: Option<Content>,
    /// The last sheet it has confirmed to this device.
    pub(super) acknowledged: Option<Acknowledged>,
    under_way: bool,
    timer: Timer,
    pub(super) failures: u32,
    /// When the last save was sent, on the monotonic clock.
    sent_at: Option<f64>,
    /// Whether the device refuses to keep a draft.
    keeps_nothing: bool,
}

impl Saver {
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

/// Returns how long changes are gathered, in milliseconds. `since_last`: since the last save; `left`: until the
/// deadline.
fn gather(since_last: Option<f64>, left: u64, keeps_nothing: bool) -> u64 {
    if keeps_nothing || left <= END_MS {
        return URGENT_MS;
    }
    let since_last = since_last.map_or(BETWEEN_MS, |ms| ms.max(0.0) as u64);
    let pause = BETWEEN_MS.saturating_sub(since_last).max(FIRST_MS);
    // The last of these saves comes as the end begins, not after it.
    pause.min(left - END_MS + URGENT_MS)
}

/// Returns what the server has after a save: the sheet that was sent, or that and what another device has sent.
fn held(body: SendSheet, saved: &Saved) -> TimedSheet {
    match &saved.merged {
        Some(merged) => TimedSheet {
            sheet: AnswerSheet {
                revision: saved.revision,
                answers: merged.answers.clone(),
                prediction: merged.prediction,
            },
            times: merged.times.clone(),
        },
        None => TimedSheet {
            sheet: body.sheet,
            times: body.changes.map(|changes| changes.times).unwrap_or_default(),
        },
    }
}

/// Returns a sheet that the server has confirmed, with the server's acknowledgement, if it gave one.
fn acknowledged(held: &TimedSheet, saved: &Saved) -> Option<Acknowledged> {
    let TimedSheet { sheet, times } = held;
    (!saved.ack.is_empty()).then(|| Acknowledged {
        revision: sheet.revision,
        answers: sheet.answers.clone(),
        prediction: sheet.prediction,
        times: times.clone(),
        at: saved.now,
        ack: saved.ack.clone(),
    })
}

impl AttemptState {
    pub(super) fn is_saved(self) -> bool {
        let content = self.sheet.with_untracked(Sheet::content);
        // A sheet that was never touched need not be sent.
        let is_blank = self.sheet.with_untracked(|sheet| sheet.revision == 0);
        is_blank
            || self
                .saver
                .with_value(|saver| saver.on_server.as_ref() == Some(&content))
    }

    /// Begins to listen to the events that make a save urgent, and saves what a draft has brought.
    pub(super) fn watch(self) {
        // On going offline the try fails at once, and the state of the answers on the screen stays true.
        for event in ["online", "offline", "pagehide"] {
            on_window(event, Box::new(move || self.save_now()));
        }
        let shown = move || {
            self.save_now();
            if !web_kit::document().hidden() {
                self.look_again();
            }
        };
        on_window("visibilitychange", Box::new(shown));
        on_cleanup(move || self.save_now());
        // The draft may hold changes that never reached the server.
        self.save_now();
    }

    /// Runs when the page is looked at again. A phone that slept may have stopped its clock, and the attempt may be
    /// closed.
    pub(super) fn look_again(self) {
        let path = self.open.with_value(|open| paths::my_round(open.round));
        spawn(async move {
            if let Ok(me) = api::get::<MyRound>(&path).await
                && self.is_taken()
            {
                clock::learn(me.now);
                let elsewhere = me.open_attempt != Some(self.attempt);
                if elsewhere && self.deadline.get_untracked() <= clock::now() {
                    self.is_closed();
                } else if elsewhere && !self.closing.with_untracked(|closing| closing.is_under_way()) {
                    self.leave();
                }
            }
        });
    }

    /// Saves once the contestant has had time to change more.
    pub(super) fn save_soon(self) {
        if web_kit::document().hidden() {
            return self.save_now();
        }
        let left = self
            .deadline
            .with_untracked(|deadline| deadline.since(clock::now()));
        let ms = self.saver.with_value(|saver| {
            let since_last = saver.sent_at.map(|sent_at| clock::monotonic() - sent_at);
            gather(since_last, left, saver.keeps_nothing)
        });
        if self
            .save_state
            .with_untracked(|state| matches!(state, SaveState::Saved | SaveState::Saving))
        {
            self.save_state.set(SaveState::Kept);
        }
        self.save_in(ms);
    }

    /// Saves once more, even if nothing is new here: the response brings what is new on other devices.
    pub(super) fn sync(self) {
        self.saver.update_value(|saver| saver.on_server = None);
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
            saver.sent_at = Some(clock::monotonic());
            if let Some(timer) = saver.timer.take() {
                timer.clear();
            }
        });
        self.save_state.set(SaveState::Saving);
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
            self.add(&held, true);
            self.keep();
        }
        if self.closing.with_untracked(|closing| closing.is_under_way()) {
            return;
        }
        match answer {
            Ok(saved) => {
                clock::learn(saved.now);
                self.deadline.set(saved.deadline);
                self.saver.update_value(|saver| saver.failures = 0);
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
        let pause = patience::pause_after(failure, failures);
        match failure.code() {
            Some(ErrorCode::StaleRevision) => self.take_newer(),
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

    /// The server has closed the attempt without this device. The last sheet it acknowledged is sent all the same: if
    /// the server has lost that sheet since, it counts.
    pub(crate) fn is_closed(self) {
        if self.closing.with_untracked(|closing| closing.is_under_way()) {
            // The submission is on its way and leads to the receipt.
        } else if self.acknowledged().is_some() {
            self.submit(true);
        } else {
            self.leave();
        }
    }

    /// Ends the work on a closed attempt: forgets the draft and goes to the receipt.
    pub(super) fn leave(self) {
        let round = self.open.with_value(|open| open.round);
        draft::forget(self.attempt, round);
        web_kit::router::replace(&["/ket-qua/", &self.attempt.to_string()].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far from the deadline.
    const LONG: u64 = 600_000;

    #[test]
    fn a_change_after_a_quiet_time_is_saved_soon() {
        assert_eq!(gather(None, LONG, false), 3_000);
        assert_eq!(gather(Some(90_000.0), LONG, false), 3_000);
        assert_eq!(gather(Some(28_000.0), LONG, false), 3_000);
    }

    #[test]
    fn changes_in_a_row_share_a_save() {
        assert_eq!(gather(Some(0.0), LONG, false), 30_000);
        assert_eq!(gather(Some(12_000.0), LONG, false), 18_000);
    }

    /// Counts the saves of a contestant who answers at a fixed interval for five minutes.
    #[test]
    fn an_attempt_of_five_minutes_saves_ten_times_at_most() {
        for every in [2, 5, 10, 15, 25, 40] {
            let (mut saves, mut last, mut timer) = (0, None, None::<u64>);
            for second in 0..300_u64 {
                let now = second * 1_000;
                if timer.is_some_and(|at| at <= now) {
                    (saves, last, timer) = (saves + 1, Some(now), None);
                }
                if second % every == 0 && timer.is_none() {
                    let since = last.map(|last| (now - last) as f64);
                    timer = Some(now + gather(since, LONG, false));
                }
            }
            assert!(saves <= 10, "{saves} saves at one answer in {every} s");
        }
    }

    #[test]
    fn what_could_be_lost_is_urgent() {
        assert_eq!(gather(Some(0.0), 30_000, false), 1_500);
        assert_eq!(gather(Some(0.0), 0, false), 1_500);
        assert_eq!(gather(Some(0.0), LONG, true), 1_500);
        assert_eq!(gather(Some(0.0), 40_000, false), 11_500);
    }
}
