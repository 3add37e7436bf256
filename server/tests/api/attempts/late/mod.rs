//! `/attempts/{attempt}/submission` after the grace: what counts stays; other answers are kept for the judges, once.

mod away;
mod kept;
mod settlement;

use crate::common::contest::{Arranged, rules};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::answers::AnswerSheet;
use contest_core::wire::attempts::{Acknowledged, OpenAttempt, Receipt, Saved, SendSheet, Submitted};
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAside};

/// Somebody who has started an attempt.
struct Phone {
    contestant: Visitor,
    arranged: Arranged,
    open: OpenAttempt,
}

impl Phone {
    async fn new(app: &TestApp) -> Phone {
        Phone::new_in(app, &app.arrange(rules()).await, 1).await
    }

    /// The n-th contestant of a contest that is there already.
    async fn new_in(app: &TestApp, arranged: &Arranged, n: u32) -> Phone {
        let arranged = Arranged {
            slug: arranged.slug.clone(),
            consent: arranged.consent.clone(),
            ..*arranged
        };
        let contestant = app.contestant(&arranged, n).await;
        let open = contestant.start(arranged.round).await;
        Phone {
            contestant,
            arranged,
            open,
        }
    }

    fn sheet(&self, app: &TestApp, right: usize, revision: u32) -> AnswerSheet {
        app.sheet_with(self.open.round, self.open.attempt, right, revision)
    }

    fn body(&self, app: &TestApp, right: usize, revision: u32) -> SendSheet {
        SendSheet::new(self.open.ticket.clone(), self.sheet(app, right, revision))
    }

    /// Saves, and returns what the server acknowledges.
    async fn save(&self, body: &SendSheet) -> Acknowledged {
        let saved: Saved = self
            .contestant
            .put(&paths::sheet(self.open.attempt), body)
            .await
            .ok();
        Acknowledged {
            revision: saved.revision,
            answers: body.sheet.answers.clone(),
            prediction: None,
            times: body.device().1.to_owned(),
            at: saved.now,
            ack: saved.ack,
        }
    }

    async fn submit(&self, body: &SendSheet) -> Reply {
        let path = paths::submission(self.open.attempt);
        self.contestant.post(&path, body).await
    }

    async fn receipt(&self) -> Receipt {
        let path = paths::receipt(self.open.attempt);
        let told: Submitted = self.contestant.get(&path).await.ok();
        told.receipt.expect("a receipt")
    }

    async fn seen_by(&self, staff: &Visitor) -> RoundResults {
        staff.get(&paths::settlement(self.arranged.round)).await.ok()
    }

    async fn aside(&self, app: &TestApp) -> Vec<SetAside> {
        self.seen_by(&app.sign_in("giamkhao").await).await.set_aside
    }
}

/// Moves the time to so many milliseconds after the deadline.
fn pass_deadline(app: &TestApp, open: &OpenAttempt, by: i64) {
    app.clock.advance(open.deadline.0 + by - app.now().0);
}
