//! Registers contestants and plays attempts, through the API.

use super::contest::{Arranged, PASSWORD, name_of};
use super::soon::until;
use super::{TestApp, Visitor};
use contest_core::ids::{AttemptId, RoundId, UnitId};
use contest_core::questions::OptionSet;
use contest_core::time::Day;
use contest_core::wire::accounts::{Consent, Entry, Register};
use contest_core::wire::attempts::{OpenAttempt, SendSheet, Submitted};
use contest_core::wire::paths;

impl TestApp {
    /// Registers the n-th contestant through the API and enters the contest, for the unit below.
    pub(crate) async fn contestant(&self, arranged: &Arranged, n: u32) -> Visitor {
        self.contestant_of(arranged, n, arranged.units[1]).await
    }

    /// As [`TestApp::contestant`], for this unit.
    pub(crate) async fn contestant_of(&self, arranged: &Arranged, n: u32, unit: UnitId) -> Visitor {
        let visitor = self.visitor();
        let register = Register {
            name: name_of(n),
            date_of_birth: Day::new(1990, 5, 19).expect("a day"),
            phone: format!("09{n:08}"),
            password: PASSWORD.into(),
            consent: Consent {
                accepted: true,
                version: arranged.consent.clone(),
            },
            guardian: None,
            entry: Some(Entry {
                contest: arranged.contest,
                unit: Some(unit),
            }),
        };
        let reply = visitor.post(paths::ACCOUNTS, &register).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        visitor
    }

    /// Returns answers that earn this many points: the key for the first `right` questions, blanks for the rest.
    pub(crate) fn sheet_with(
        &self,
        round: RoundId,
        attempt: AttemptId,
        right: usize,
        revision: u32,
    ) -> contest_core::answers::AnswerSheet {
        let live = self.state.round(round).expect("the round");
        let paper = live.paper(attempt);
        let marks = paper.items.iter().enumerate().map(|(n, item)| {
            let key = live.bank.bank.questions[item.question as usize].key;
            if n < right {
                item.to_shown(key)
            } else {
                OptionSet::NONE
            }
        });
        let answers = contest_core::answers::Answers(marks.collect()).encode();
        contest_core::answers::AnswerSheet {
            revision,
            answers,
            prediction: None,
        }
    }

    /// Closes the round by moving the time past its close and the grace.
    pub(crate) async fn close_round(&self, round: RoundId) {
        let closes = self.state.round(round).expect("the round").window.closes_at;
        let ahead = closes.0 + 5_500 - self.clock.now().0;
        if ahead > 0 {
            self.clock.advance(ahead);
        }
        // The server sweeps by itself twice a second.
        self.state
            .recovery
            .sweep(true)
            .await
            .expect("overdue attempts are closed");
        // People who are only in the database make the boards' first build long, and a judge is refused meanwhile.
        until("the boards of the closed round are built", async || {
            let unsettled = self.state.live.unsettled(round).await;
            unsettled.map_or(true, |unsettled| unsettled.cold == 0)
        })
        .await;
    }

    /// Starts an attempt and submits it with so many right answers.
    pub(crate) async fn play(&self, visitor: &Visitor, round: RoundId, right: usize) -> Submitted {
        let open = visitor.start(round).await;
        visitor
            .submit(&open, self.sheet_with(round, open.attempt, right, 1))
            .await
    }
}

impl Visitor {
    pub(crate) async fn start(&self, round: RoundId) -> OpenAttempt {
        self.post(&paths::attempts(round), &()).await.ok()
    }

    pub(crate) async fn submit(
        &self,
        open: &OpenAttempt,
        sheet: contest_core::answers::AnswerSheet,
    ) -> Submitted {
        let body = SendSheet::new(open.ticket.clone(), sheet);
        self.post(&paths::submission(open.attempt), &body).await.ok()
    }
}
