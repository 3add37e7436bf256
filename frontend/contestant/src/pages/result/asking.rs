//! Asking for the receipt until there is one, and for what belongs around it.

use super::{Ending, Outcome};
use crate::patience;
use crate::timing::later;
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{History, MyRoundInUnit, Receipt, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::my_result::MyResult;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api;
use web_kit::{clock, spawn};

const AGAIN_MS: u64 = 2_000;

impl Ending {
    /// Asks for the receipt until there is one.
    pub(super) fn ask(self) {
        let path = paths::receipt(self.attempt);
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let is_over = move || self.outcome.is_disposed() || self.turn.get_value() != turn;
        spawn(async move {
            let answer = api::get::<Submitted>(&path).await;
            if is_over() {
                return;
            }
            let (outcome, again) = match answer {
                Ok(Submitted {
                    receipt: Some(receipt),
                    ..
                }) => {
                    self.ask_around(&receipt);
                    (Outcome::Recorded(Box::new(receipt)), None)
                }
                Ok(_) => (Outcome::Recording, Some(AGAIN_MS)),
                Err(failure) if failure.code() == Some(ErrorCode::AttemptStillOpen) => {
                    (Outcome::Open, Some(AGAIN_MS))
                }
                Err(failure) => {
                    let again = failure
                        .passes()
                        .then(|| patience::pause_after(&failure, 1).max(AGAIN_MS));
                    (Outcome::Failed(failure), again)
                }
            };
            // A page that still waits says so once, not every two seconds.
            let same = |old: &Outcome| std::mem::discriminant(old) == std::mem::discriminant(&outcome);
            if !self.outcome.with_untracked(same) || matches!(outcome, Outcome::Failed(_)) {
                self.outcome.set(outcome);
            }
            if let Some(again) = again {
                let ask = move || {
                    if !is_over() {
                        self.ask();
                    }
                };
                later(again, Box::new(ask));
            }
        });
    }

    /// Asks for what belongs around a receipt: its contest and the rank on the board. The result is shown without
    /// either.
    fn ask_around(self, receipt: &Receipt) {
        let in_round = receipt.round;
        let (round, result) = (paths::my_round(receipt.round), paths::my_result(receipt.round));
        spawn(async move {
            if let Ok(history) = api::get::<History>(paths::MY_ATTEMPTS).await
                && !self.past.is_disposed()
            {
                clock::learn(history.now);
                let of_round = history.attempts.into_iter();
                let of_round = of_round.filter(|past| past.receipt.round == in_round);
                let (mut own, others): (Vec<_>, Vec<_>) =
                    of_round.partition(|past| past.receipt.attempt == self.attempt);
                self.others.set(others);
                self.past.set(own.pop());
            }
        });
        spawn(async move {
            let Ok(MyRoundInUnit { mine: me, unit }) = api::get(&round).await else {
                return;
            };
            if self.me.is_disposed() {
                return;
            }
            let is_final = me.phase == Phase::Final;
            self.unit.set(unit);
            self.me.set(Some(me));
            if is_final
                && let Ok(told) = api::get::<MyResult>(&result).await
                && !self.told.is_disposed()
            {
                self.told.set(Some(told));
            }
        });
    }
}
