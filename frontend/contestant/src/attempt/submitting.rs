//! Ends the attempt: at the contestant's wish, by itself at the deadline, or because the server has closed it.

use super::{AttemptState, Sheet, draft};
use crate::patience;
use crate::timing::later;
use contest_core::wire::attempts::Accepted;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use web_kit::api::{self, Failure};
use web_kit::{clock, durable, spawn};

/// The longest that the way to the result waits for the device.
const SETTLING_MS: u64 = 700;
/// The longest pause between two tries without a network.
const OFFLINE_MS: u64 = 4_000;

/// How far the closing of the attempt has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    No,
    /// The contestant is asked whether to submit.
    Asked,
    Sending,
    /// Not delivered yet; the next try is in so many seconds.
    Waiting(u64),
    /// The session has ended.
    SignedOut,
    /// The server does not accept the sheet as it is; the reason, in the reader's language.
    Refused(String),
}

impl Closing {
    fn is_under_way(&self) -> bool {
        matches!(self, Closing::Sending | Closing::Waiting(_) | Closing::SignedOut)
    }
}

impl AttemptState {
    /// Returns whether nothing can be changed any more, and so nothing on the screen may look as if it could. Tracked.
    pub(super) fn is_over(self) -> bool {
        self.closing.with(Closing::is_under_way) || self.left() == 0
    }

    /// Tries at once what waits for the network.
    pub(super) fn submit_if_waiting(self) {
        if self
            .closing
            .with_untracked(|closing| matches!(closing, Closing::Waiting(_)))
        {
            self.submit(self.deadline.get_untracked() <= clock::now());
        }
    }

    /// Returns whether the sheet is out of the contestant's hands. Not tracked.
    pub(super) fn is_ending(self) -> bool {
        self.closing.with_untracked(Closing::is_under_way)
    }

    /// Returns the number of blank questions that forbid a submission by the contestant.
    pub(crate) fn forbidden_blanks(self) -> usize {
        if self.open.with_value(|open| open.answer_all) {
            self.sheet.with(Sheet::blanks)
        } else {
            0
        }
    }

    /// Returns whether the contestant must answer the prediction question before submitting.
    pub(crate) fn lacks_prediction(self) -> bool {
        self.has_prediction() && self.sheet.with(|sheet| sheet.prediction.is_none())
    }

    /// Submits the sheet. `overdue`: the time is over, and the contestant can change nothing any more.
    pub(crate) fn submit(self, overdue: bool) {
        if self
            .closing
            .with_untracked(|closing| *closing == Closing::Sending)
        {
            return;
        }
        self.closing.set(Closing::Sending);
        let mut body = self.to_send();
        body.acknowledged = self.acknowledged();
        let path = paths::submission(self.attempt);
        spawn(async move {
            let answer = api::post::<Accepted>(&path, &body).await;
            if self.is_taken() {
                self.submitted(answer, overdue);
            }
        });
    }

    fn submitted(self, answer: Result<Accepted, Failure>, overdue: bool) {
        let Err(failure) = answer else {
            return self.leave_for(true, self.why_ended(overdue));
        };
        match failure.code() {
            Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => self.leave(),
            // The judges have it.
            Some(ErrorCode::LateSheetKept) => self.leave_for(true, "?muon"),
            // It is sent as soon as this person has signed in again.
            Some(ErrorCode::SignInRequired) => self.closing.set(Closing::SignedOut),
            _ if failure.passes() => self.submit_again(&failure),
            // The server closes the attempt with what is saved; the receipt shows it. The device keeps the rest.
            Some(_) if overdue => self.leave(),
            Some(ErrorCode::StaleRevision) => {
                self.closing.set(Closing::No);
                self.take_newer();
            }
            _ => self.closing.set(Closing::Refused(failure.message())),
        }
    }

    fn submit_again(self, failure: &Failure) {
        let failures = self.saver.with_value(|saver| saver.failures);
        // Without a network, trying costs the server nothing, and seconds may decide.
        let pause = match failure.code() {
            None => patience::pause_after(failure, failures).min(OFFLINE_MS),
            Some(_) => patience::pause_after(failure, failures),
        };
        let turn = failures.saturating_add(1);
        self.saver.update_value(|saver| saver.failures = turn);
        let seconds = pause.div_ceil(1_000);
        self.closing.set(Closing::Waiting(seconds));
        let again = move || {
            // Another try may have been made meanwhile, and has its own pause.
            if self.is_taken() && self.saver.with_value(|saver| saver.failures == turn) {
                self.submit_if_waiting();
            }
        };
        later(seconds * 1_000, Box::new(again));
    }

    /// The server has closed the attempt without this device. Answers that it may not have are submitted all the same: those
    /// that it acknowledged and lost still count, and late ones are kept for the judges.
    pub(crate) fn is_closed(self) {
        if self.is_ending() {
            // The submission is on its way and leads to the receipt.
        } else if self.acknowledged().is_some() || !self.is_saved() {
            self.submit(true);
        } else {
            self.leave();
        }
    }

    /// Ends the work on a closed attempt, and goes to the receipt, which says so if the time was not over: somebody
    /// else has ended it. Answers that the server does not have stay on the device.
    fn leave(self) {
        self.leave_for(self.is_saved(), self.why_ended(true));
    }

    /// Returns the query by which the page of the result says why the attempt has ended, if the contestant did not end it.
    fn why_ended(self, overdue: bool) -> &'static str {
        match self.deadline.get_untracked() > clock::now() {
            _ if !overdue => "",
            true => "?som",
            false => "?het-gio",
        }
    }

    fn leave_for(self, has_arrived: bool, query: &str) {
        let round = self.open.with_value(|open| open.round);
        self.closing.set(Closing::Sending);
        draft::put_away(self.attempt, round, has_arrived);
        let to = ["/ket-qua/", &self.attempt.to_string(), query].concat();
        let gone = Cell::new(false);
        let go = Rc::new(move || {
            if !gone.replace(true) {
                web_kit::router::replace(&to);
            }
        });
        let late = go.clone();
        later(SETTLING_MS, Box::new(move || late()));
        // The result is another document, and what is under way when this one goes would not be put away.
        spawn(async move {
            durable::settle().await;
            go();
        });
    }
}
