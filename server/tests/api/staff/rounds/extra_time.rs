//! `/staff/rounds/{round}/extra-times`: more time for one person, or for whoever was answering.

use crate::both;
use crate::common::bodies::moment;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::soon::until;
use crate::common::{TestApp, Visitor};
use contest_core::ids::{AccountId, Uuid};
use contest_core::time::Millis;
use contest_core::wire::accounts::Session;
use contest_core::wire::attempts::{
    ClosedBy, MyRound, OpenAttempt, RunningAttempts, Saved, SendSheet, Submitted,
};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::MyData;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use contest_core::wire::staff::{ExtraTimes, StaffContest};
use serde_json::{Value, json};
use thiluat::recording::rows::recorded_attempt;

/// Somebody in an attempt.
struct Phone {
    visitor: Visitor,
    account: AccountId,
    open: OpenAttempt,
}

impl Phone {
    async fn new(app: &TestApp, arranged: &Arranged, n: u32) -> Phone {
        let visitor = app.contestant(arranged, n).await;
        Phone {
            account: visitor.get(paths::SESSION).await.ok::<Session>().account,
            open: visitor.start(arranged.round).await,
            visitor,
        }
    }

    fn body(&self, app: &TestApp, right: usize, revision: u32) -> SendSheet {
        let sheet = app.sheet_with(self.open.round, self.open.attempt, right, revision);
        SendSheet::new(self.open.ticket.clone(), sheet)
    }

    /// Saves, and returns the deadline that the phone is told.
    async fn saved(&self, app: &TestApp, revision: u32) -> Millis {
        self.told(app, revision).await.deadline
    }

    async fn told(&self, app: &TestApp, revision: u32) -> Saved {
        let path = paths::sheet(self.open.attempt);
        let body = self.body(app, 5, revision);
        self.visitor.put(&path, &body).await.ok()
    }

    async fn submitted(&self, app: &TestApp, revision: u32) -> Submitted {
        let sheet = self.body(app, 5, revision).sheet;
        self.visitor.submit(&self.open, sheet).await
    }

    async fn is_open(&self) -> bool {
        let mine: MyRound = self.visitor.get(&paths::my_round(self.open.round)).await.ok();
        mine.open_attempt == Some(self.open.attempt)
    }
}

fn for_person(id: u128, account: AccountId, seconds: u32) -> Value {
    json!({
        "id": Uuid::from_u128(id), "account": account, "seconds": seconds, "reason": "thí sinh khuyết tật",
    })
}

fn for_all(id: u128, (from, to): (Millis, Millis), seconds: u32) -> Value {
    json!({
        "id": Uuid::from_u128(id), "from": moment(from), "to": moment(to), "seconds": seconds,
        "reason": "mất điện tại xã Bình Minh",
    })
}

/// Moves the time to so many milliseconds after a moment.
fn pass(app: &TestApp, moment: Millis, by: i64) {
    app.clock.advance(moment.0 + by - app.now().0);
}

async fn closed_by(app: &TestApp, phone: &Phone) -> (Millis, ClosedBy) {
    until("it is closed", async || {
        let record = recorded_attempt(&app.state.db, phone.open.attempt).await;
        record.expect("the database").is_some()
    })
    .await;
    let record = recorded_attempt(&app.state.db, phone.open.attempt).await;
    let record = record.expect("the database").expect("a record");
    (record.closed_at, record.closed_by)
}

both!(
    a_person_has_more_time_in_the_attempt_that_runs_and_in_the_next,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let (helped, other) = (
            Phone::new(&app, &arranged, 1).await,
            Phone::new(&app, &arranged, 2).await,
        );
        let organiser = app.sign_in("tochuc").await;
        let path = paths::extra_times(arranged.round);
        let body = for_person(1, helped.account, 300);
        let given: ExtraTimes = organiser.post(&path, &body).await.ok();
        assert_eq!((given.given.len(), given.given[0].seconds), (1, 300));
        // The reply was lost, and the request is sent again.
        let again: ExtraTimes = organiser.post(&path, &body).await.ok();
        assert_eq!(again.given, given.given);

        let deadline = helped.open.deadline;
        assert_eq!(helped.saved(&app, 1).await, deadline + 5 * MINUTE);
        let told = other.told(&app, 1).await;
        assert_eq!((told.deadline, told.notice), (other.open.deadline, None));
        let told = helped.told(&app, 1).await.notice;
        let kindly = "Ban tổ chức đã cộng thêm 5 phút cho lượt thi này.";
        assert_eq!(told.as_deref(), Some(kindly));
        let paper: OpenAttempt = helped.visitor.get(&paths::paper(helped.open.attempt)).await.ok();
        assert_eq!(paper.deadline, deadline + 5 * MINUTE);
        let own: MyData = helped.visitor.get(paths::MY_DATA).await.ok();
        let given: Vec<(u32, &str)> = own
            .extra_time
            .iter()
            .map(|given| (given.seconds, given.reason.as_str()))
            .collect();
        assert_eq!(given, [(300, "thí sinh khuyết tật")]);
        assert_eq!(own.open_starts[0].deadline, deadline + 5 * MINUTE);
        assert_eq!(
            paper.ticket, helped.open.ticket,
            "a ticket says how it began, so nothing is added twice"
        );

        pass(&app, deadline, 10_000);
        assert_eq!(
            closed_by(&app, &other).await,
            (other.open.deadline, ClosedBy::Deadline)
        );
        // Sweeps pass over it, and a start resumes it instead of beginning another one.
        assert!(helped.is_open().await);
        let resumed = helped.visitor.start(arranged.round).await;
        assert_eq!(
            (resumed.attempt, resumed.deadline),
            (helped.open.attempt, deadline + 5 * MINUTE)
        );
        let running: RunningAttempts = helped.visitor.get(paths::MY_RUNNING).await.ok();
        assert_eq!(running.attempts[0].deadline, deadline + 5 * MINUTE);
        assert_eq!(helped.saved(&app, 2).await, deadline + 5 * MINUTE);
        let submitted = helped.submitted(&app, 3).await;
        let receipt = submitted.receipt.expect("a receipt");
        assert_eq!(receipt.closed_by, ClosedBy::Contestant);
        assert!(receipt.duration_ms >= 610_000, "the time that was taken counts");

        // The next attempt has the time from its start, and ends with it.
        let next = helped.visitor.start(arranged.round).await;
        assert_eq!(next.deadline, next.started_at + 15 * MINUTE);
        pass(&app, next.deadline, 6_000);
        let after = helped.visitor.start(arranged.round).await;
        assert_ne!(after.attempt, next.attempt, "what has ended is not resumed");
        let next = Phone { open: next, ..helped };
        assert_eq!(
            closed_by(&app, &next).await,
            (next.open.deadline, ClosedBy::Deadline)
        );
    }
);

both!(
    whoever_was_answering_has_more_time_and_the_close_moves_with_it,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let early = Phone::new(&app, &arranged, 1).await;
        let closes_at = app
            .state
            .round(arranged.round)
            .expect("the round")
            .window
            .closes_at;
        early.submitted(&app, 1).await;
        // The power fails ten minutes before the close, while somebody's paper is cut by it.
        pass(&app, closes_at, -8 * MINUTE);
        let cut = Phone::new(&app, &arranged, 2).await;
        assert_eq!(cut.open.deadline, closes_at);
        app.clock.advance(6 * MINUTE);
        let later = Phone::new(&app, &arranged, 3).await;
        let organiser = app.sign_in("tochuc").await;
        let path = paths::extra_times(arranged.round);
        let interval = (closes_at - 9 * MINUTE, closes_at - 4 * MINUTE);

        let within = for_all(1, interval, 300);
        organiser.post(&path, &within).await.ok::<ExtraTimes>();
        assert_eq!(cut.saved(&app, 1).await, closes_at, "never after the close");
        let mut moving = for_all(2, interval, 300);
        moving["move_close"] = json!(true);
        organiser.post(&path, &moving).await.ok::<ExtraTimes>();
        organiser.post(&path, &moving).await.ok::<ExtraTimes>();
        let contest: StaffContest = organiser.get(&paths::staff_contest(arranged.contest)).await.ok();
        assert_eq!(
            contest.rounds[0].closes_at,
            closes_at + 5 * MINUTE,
            "it moved once"
        );
        assert_eq!(cut.saved(&app, 2).await, closes_at + 5 * MINUTE);
        assert_eq!(
            later.saved(&app, 1).await,
            closes_at,
            "it began after the power was back"
        );

        pass(&app, closes_at, 20_000);
        assert_eq!(closed_by(&app, &later).await, (closes_at, ClosedBy::Deadline));
        assert_eq!(cut.saved(&app, 3).await, closes_at + 5 * MINUTE);
        pass(&app, closes_at, 5 * MINUTE + 6_000);
        assert_eq!(
            closed_by(&app, &cut).await,
            (closes_at + 5 * MINUTE, ClosedBy::Deadline)
        );
        let over = organiser.post(&path, &for_all(3, interval, 60)).await;
        over.refused(ErrorCode::RoundClosed);
        let log: AuditLog = organiser.get(&paths::audit(arranged.contest)).await.ok();
        assert_eq!(log.events[0].action, "round.extra_time");
    }
);

both!(
    what_the_server_closed_before_stays_closed_and_later_answers_go_to_the_judges,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = Phone::new(&app, &arranged, 1).await;
        phone.saved(&app, 1).await;
        let deadline = phone.open.deadline;
        pass(&app, deadline, 6_000);
        assert_eq!(closed_by(&app, &phone).await, (deadline, ClosedBy::Deadline));
        let organiser = app.sign_in("tochuc").await;
        let outage = (deadline - MINUTE, deadline - 1_000);
        let body = for_all(1, outage, 600);
        organiser
            .post(&paths::extra_times(arranged.round), &body)
            .await
            .ok::<ExtraTimes>();
        // The phone comes back with more, within what would have been its time.
        let late = phone.body(&app, 9, 7);
        let path = paths::submission(phone.open.attempt);
        phone
            .visitor
            .post(&path, &late)
            .await
            .refused(ErrorCode::LateSheetKept);
        let judge = app.sign_in("giamkhao").await;
        let seen: RoundResults = judge.get(&paths::settlement(arranged.round)).await.ok();
        assert_eq!((seen.set_aside.len(), seen.set_aside[0].points), (1, 900));
        assert_eq!(closed_by(&app, &phone).await, (deadline, ClosedBy::Deadline));
    }
);

both!(
    extra_time_survives_a_redis_that_is_wiped,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = Phone::new(&app, &arranged, 1).await;
        let organiser = app.sign_in("tochuc").await;
        let body = for_person(1, phone.account, 300);
        organiser
            .post(&paths::extra_times(arranged.round), &body)
            .await
            .ok::<ExtraTimes>();
        phone.saved(&app, 1).await;
        let deadline = phone.open.deadline;
        pass(&app, deadline, 60_000);
        app.wipe_redis().await;
        // From the ticket, from the rows, and from what either of them has put back.
        assert_eq!(phone.saved(&app, 2).await, deadline + 5 * MINUTE);
        app.wipe_redis().await;
        let resumed = phone.visitor.start(arranged.round).await;
        assert_eq!(
            (resumed.attempt, resumed.deadline),
            (phone.open.attempt, deadline + 5 * MINUTE)
        );
        assert_eq!(phone.saved(&app, 3).await, deadline + 5 * MINUTE);
        pass(&app, deadline, 5 * MINUTE + 6_000);
        assert_eq!(
            closed_by(&app, &phone).await,
            (deadline + 5 * MINUTE, ClosedBy::Deadline)
        );
    }
);

both!(what_cannot_be_given_is_refused, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let phone = Phone::new(&app, &arranged, 1).await;
    let organiser = app.sign_in("tochuc").await;
    let path = paths::extra_times(arranged.round);
    let now = app.now();
    let field = async |body: Value| {
        let refused = organiser.post(&path, &body).await;
        refused.refused(ErrorCode::InvalidField).field
    };
    let minute = (now - MINUTE, now);
    assert_eq!(field(for_all(1, minute, 9)).await.as_deref(), Some("seconds"));
    assert_eq!(
        field(for_all(1, minute, 14_401)).await.as_deref(),
        Some("seconds")
    );
    let ahead = (now - MINUTE, now + 3 * MINUTE);
    assert_eq!(field(for_all(1, ahead, 60)).await.as_deref(), Some("to"));
    let backwards = (now, now - MINUTE);
    assert_eq!(field(for_all(1, backwards, 60)).await.as_deref(), Some("to"));
    let mut both = for_all(1, minute, 60);
    both["account"] = json!(phone.account);
    assert_eq!(field(both).await.as_deref(), Some("account"));
    let stranger = for_person(1, AccountId(Uuid::from_u128(77)), 60);
    organiser
        .post(&path, &stranger)
        .await
        .refused(ErrorCode::NotAContestant);
    organiser
        .post(&path, &for_all(1, minute, 14_000))
        .await
        .ok::<ExtraTimes>();
    assert_eq!(field(for_all(2, minute, 401)).await.as_deref(), Some("seconds"));
    let judge = app.sign_in("giamkhao").await;
    judge
        .post(&path, &for_all(3, minute, 60))
        .await
        .refused(ErrorCode::Forbidden);
    let person = for_person(4, phone.account, 60);
    let given: ExtraTimes = organiser.post(&path, &person).await.ok();
    let by_id = |given: &ExtraTimes| {
        let mut reasons: Vec<_> = given
            .given
            .iter()
            .map(|one| (one.id, one.reason.clone()))
            .collect();
        reasons.sort_unstable();
        reasons
    };
    let all = Uuid::from_u128(1);
    let one = Uuid::from_u128(4);
    let power = "mất điện tại xã Bình Minh".to_owned();
    let seen = [(all, power.clone()), (one, "thí sinh khuyết tật".to_owned())];
    assert_eq!(by_id(&given), seen);
    let told: ExtraTimes = judge.get(&path).await.ok();
    assert_eq!(by_id(&told), [(all, power), (one, String::new())]);
});
