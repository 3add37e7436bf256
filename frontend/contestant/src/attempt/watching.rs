//! Watches the page and the network: what makes a save urgent, and what may have happened while nobody looked.

use super::AttemptState;
use crate::timing::on_window;
use contest_core::wire::attempts::{Accepted, MyRound};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, clock, spawn};

impl AttemptState {
    /// Begins to listen to the events that make a save urgent, and saves what a draft has brought.
    pub(super) fn watch(self) {
        // On going offline the try fails at once, and the state of the answers on the screen stays true.
        for event in ["online", "offline", "pagehide"] {
            on_window(event, Box::new(move || self.save_now()));
        }
        on_window("online", Box::new(move || self.submit_if_waiting()));
        let shown = move || {
            self.save_now();
            if !web_kit::document().hidden() {
                self.submit_if_waiting();
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
                if me.open_attempt != Some(self.attempt) {
                    self.ask_whether_closed();
                }
            }
        });
    }

    /// Ends the work if the attempt has a receipt, or will have one: it may have been submitted on another device. That it
    /// is not open says less, since a server may have lost it or know an earlier close; and a submission is for good.
    fn ask_whether_closed(self) {
        let path = paths::receipt(self.attempt);
        spawn(async move {
            if api::get::<Accepted>(&path).await.is_ok() && self.is_taken() {
                self.is_closed();
            }
        });
    }
}
