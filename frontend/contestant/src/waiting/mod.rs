//! Waiting to be let in, before a start and before signing in, when more people come than the server can take at once.
//!
//! `position` computes, `card` shows, `state` is what is known and kept; this file decides when to ask again. The signed
//! queue position is kept by this device, so it survives a reload. Nothing is requested while nobody looks at the page,
//! because the clock of an attempt runs from its start.

pub(crate) mod card;
mod position;
mod stage;
mod state;

use crate::patience;
use crate::timing::{later, on_window};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use position::Position;
pub(crate) use stage::Stage;
use state::State;
use std::rc::Rc;
use web_kit::api::Failure;
use web_kit::storage;

const KEY: &str = "thiluat.waiting.";
/// If a busy server wants to be left alone for longer than this, the reader has to ask again, not the page.
const LONGEST_BUSY_MS: u64 = 60_000;
/// Limits the pause whatever the server asks: the device's clock may have been set back meanwhile.
const LONGEST_PAUSE_MS: i64 = 120_000;

/// A queue in which this page may wait. It lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    /// Counts the changes of `state`.
    changes: RwSignal<usize>,
    state: StoredValue<Rc<State>, LocalStorage>,
}

/// The name of the queue before signing in and registering, which share one.
pub(crate) const DOOR: &str = "door";

/// Forgets all queue positions, for the next person at this device.
pub(crate) fn forget_all() {
    for key in storage::keys(KEY) {
        storage::remove(&key);
    }
}

fn now() -> i64 {
    js_sys::Date::now() as i64
}

impl Queue {
    pub(crate) fn new(name: &str) -> Queue {
        let state = State::new([KEY, name].concat());
        let queue = Queue {
            changes: RwSignal::new(0),
            state: StoredValue::new_local(Rc::new(state)),
        };
        on_window("visibilitychange", Box::new(move || queue.look_again()));
        on_window(
            "online",
            Box::new(move || {
                if queue.state().stage.get() == Stage::CutOff {
                    queue.try_now();
                }
            }),
        );
        queue
    }

    /// Asks to be let in; repeats `request` until the server lets it in.
    pub(crate) fn ask(self, request: impl Fn() + 'static) {
        if !self.is_busy() {
            self.begin(Stage::Asking, Rc::new(request));
        }
    }

    /// Goes on waiting after a reload. Does nothing if nobody was waiting here.
    pub(crate) fn resume(self, request: impl Fn() + 'static) {
        let state = self.state();
        let waited = state.kept().filter(|position| position.is_waited_for(now()));
        if waited.is_some() && state.stage.get() == Stage::Out {
            state.position.replace(waited);
            self.begin(Stage::Waiting, Rc::new(request));
            self.bring_into_view();
        }
    }

    /// Scrolls to the card, which may be far down after a reload. A reader who has begun to do something is not
    /// disturbed.
    fn bring_into_view(self) {
        let document = web_kit::document();
        if document
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY")
        {
            web_kit::router::focus("#waiting");
        }
    }

    fn begin(self, stage: Stage, request: Rc<dyn Fn()>) {
        self.state().request.replace(request);
        self.change(stage);
        self.try_now();
    }

    /// Returns the signed queue position to send.
    pub(crate) fn position(self) -> Option<String> {
        self.state().kept().map(|position| position.signed)
    }

    /// Returns whether the page has been left; late responses are then ignored.
    pub(crate) fn is_gone(self) -> bool {
        self.changes.is_disposed()
    }

    /// Ends the waiting after the request was granted.
    pub(crate) fn let_in(self) {
        let state = self.state();
        state.under_way.set(false);
        state.forget();
        self.change(Stage::Asking);
    }

    /// Takes a refusal. Returns true if this queue waits it out; otherwise the caller must show it.
    pub(crate) fn holds(self, failure: &Failure) -> bool {
        let state = self.state();
        state.under_way.set(false);
        let stage = state.stage.get();
        if let Some(told) = failure.waiting() {
            let position = Position::told(state.kept().as_ref(), told, now());
            state.failures.set(0);
            let pause = position::next_try(failure.retry_after(), told.estimate_s, js_sys::Math::random());
            self.wait(stage, position, pause);
            return true;
        }
        let failures = state.failures.get();
        state.failures.set(failures.saturating_add(1));
        let pause = patience::pause_after(failure, failures);
        let code = failure.code();
        let busy = matches!(code, Some(ErrorCode::Unavailable | ErrorCode::TooManyRequests));
        let next = match stage {
            Stage::Out => return true,
            Stage::Waiting | Stage::CutOff if failure.passes() => Stage::CutOff,
            Stage::Asking | Stage::Busy(_) if busy && pause <= LONGEST_BUSY_MS => {
                Stage::Busy(pause.div_ceil(1_000))
            }
            _ => {
                self.leave();
                return false;
            }
        };
        self.change(next);
        self.try_in(pause);
        true
    }

    /// Stops, because there is nothing to request after all.
    pub(crate) fn call_off(self) {
        self.state().under_way.set(false);
        self.leave();
    }

    /// Stops waiting. The queue position is kept for another try, so leaving by mistake does not lose it.
    pub(crate) fn leave(self) {
        self.stop(Stage::Out);
    }

    fn stop(self, stage: Stage) {
        let state = self.state();
        state.stop_timer();
        if let Some(position) = state.kept() {
            state.keep(position.at_rest());
        }
        state.failures.set(0);
        self.change(stage);
    }

    fn wait(self, before: Stage, position: Position, ms: u64) {
        if before == Stage::Out {
            // The reader left while the response was on its way.
            return self.state().keep(position.at_rest());
        }
        self.state().keep(position);
        self.change(Stage::Waiting);
        if !before.is_waiting() {
            web_kit::router::focus("#waiting");
        }
        self.try_in(ms);
    }

    /// Runs when the page has been shown or hidden.
    fn look_again(self) {
        let state = self.state();
        let stage = state.stage.get();
        if web_kit::document().hidden() || !stage.is_busy() || state.under_way.get() {
            return;
        }
        let away = |position: &Position| !position.is_waited_for(now());
        if stage.is_waiting() && state.position.borrow().as_ref().is_some_and(away) {
            self.stop(Stage::Away);
        } else {
            // A sleeping phone stops the timers of its pages.
            self.try_in(
                (state.due.get() - now())
                    .clamp(0, LONGEST_PAUSE_MS)
                    .unsigned_abs(),
            );
        }
    }

    fn try_in(self, ms: u64) {
        let state = self.state();
        state.stop_timer();
        state.due.set(now() + ms as i64);
        state.timer.set(later(ms, Box::new(move || self.try_now())));
    }

    /// Does nothing while nobody looks at the page; the next look tries again.
    fn try_now(self) {
        if self.is_gone() || web_kit::document().hidden() {
            return;
        }
        let state = self.state();
        state.stop_timer();
        if !state.under_way.replace(true) {
            let request = state.request.borrow().clone();
            request();
        }
    }

    fn state(self) -> Rc<State> {
        self.state.get_value()
    }

    /// Returns how far getting in has got; tracked.
    pub(crate) fn stage(self) -> Stage {
        self.changes.track();
        self.state().stage.get()
    }

    /// Returns whether the page will do the next thing by itself; not tracked.
    pub(crate) fn is_busy(self) -> bool {
        self.state().stage.get().is_busy()
    }

    fn change(self, stage: Stage) {
        self.state().stage.set(stage);
        self.changes.update(|changes| *changes += 1);
    }

    /// Reads the queue position as the screen shows it; tracked.
    fn read<T: Default>(self, read: impl Fn(&Position) -> T) -> T {
        self.changes.track();
        self.state()
            .position
            .borrow()
            .as_ref()
            .map(read)
            .unwrap_or_default()
    }
}
