//! An attempt that cannot be recorded: it is named, holds up nothing but the settlement of its round, and an operator
//! deals with it.

use crate::both;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::soon::until;
use crate::common::{Database, TestApp};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::wire::attempts::{OpenAttempt, SendSheet, Submitted};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAsideReason};
use reqwest::StatusCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::{attempt, audit};
use thiluat::doctor::{Kind, Report};
use thiluat::recording::correct::SERVER;
use thiluat::recovery::resolve::{Retried, Unresolved};

async fn is_recorded(app: &TestApp, id: AttemptId) -> bool {
    let row = attempt::Entity::find_by_id(id).one(&app.state.db.read).await;
    row.expect("rows").is_some()
}

async fn is_stuck(app: &TestApp, id: AttemptId) -> bool {
    let known = app.state.recovery.look_up(id).await.expect("the stores");
    known.traces.stuck.is_some()
}

/// Returns what the doctor says of this attempt.
async fn said_of(app: &TestApp, id: AttemptId) -> Vec<(Kind, String)> {
    let mut report = Report::default();
    report.examine_rounds(&app.state.recovery).await;
    let said = report
        .findings
        .iter()
        .filter(|finding| finding.attempt == Some(id));
    said.map(|finding| (finding.kind, finding.says.clone())).collect()
}

async fn events(app: &TestApp, action: &str) -> Vec<audit::Model> {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq(action));
    rows.all(&app.state.db.read).await.expect("rows")
}

async fn people(app: &TestApp, arranged: &Arranged) -> u64 {
    board(app, arranged.round).await.people
}

async fn settle(app: &TestApp, arranged: &Arranged) -> crate::common::Reply {
    let judge = app.sign_in("giamkhao").await;
    judge.job(&paths::settlement(arranged.round), &()).await
}

/// Three contestants of one round and one of another, each with an open attempt.
struct Bed {
    arranged: Arranged,
    other: Arranged,
    /// The first one is the one that gets stuck.
    opened: Vec<(crate::common::Visitor, OpenAttempt)>,
}

async fn bed(app: &TestApp) -> Bed {
    let arranged = app.arrange(rules()).await;
    let other = app
        .arrange_for(arranged.organiser, arranged.judge, "cuoc-thi-khac", rules())
        .await;
    let mut opened = Vec::new();
    for n in 1..=4 {
        let of = if n < 4 { &arranged } else { &other };
        let contestant = app.contestant(of, n).await;
        let open = contestant.start(of.round).await;
        opened.push((contestant, open));
    }
    Bed {
        arranged,
        other,
        opened,
    }
}

impl Bed {
    fn bad(&self) -> AttemptId {
        self.opened[0].1.attempt
    }

    /// Submits the attempts of the others and checks that they have receipts.
    async fn others_submit(&self, app: &TestApp) {
        for (n, (contestant, open)) in self.opened.iter().enumerate().skip(1) {
            let round = if n < 3 {
                self.arranged.round
            } else {
                self.other.round
            };
            let sheet = app.sheet_with(round, open.attempt, 5, 1);
            assert!(contestant.submit(open, sheet).await.receipt.is_some(), "{n}");
        }
        assert_eq!(people(app, &self.other).await, 1);
    }
}

/// Makes the database refuse to record this attempt from now on.
async fn refuse(app: &TestApp, attempt: AttemptId) {
    let id = attempt.0.simple();
    let sql = match app.database {
        Database::Sqlite => format!(
            "CREATE TRIGGER refuses BEFORE INSERT ON attempts WHEN lower(hex(NEW.id)) = '{id}' \
             BEGIN SELECT RAISE(ABORT, 'this one is refused'); END"
        ),
        Database::Postgres => format!(
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF NEW.id = '{id}'::uuid THEN RAISE EXCEPTION 'this one is refused' USING ERRCODE = '23514'; END IF; \
             RETURN NEW; END $$; \
             CREATE TRIGGER refuses BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuses()"
        ),
    };
    let made = app.state.db.write.execute_unprepared(&sql).await;
    made.expect("a trigger");
}

async fn accept_again(app: &TestApp) {
    let sql = match app.database {
        Database::Sqlite => "DROP TRIGGER refuses",
        Database::Postgres => "DROP TRIGGER refuses ON attempts",
    };
    app.state.db.write.execute_unprepared(sql).await.expect("dropped");
}

/// Submits the first attempt with six right answers, which the database refuses to record.
async fn refused(app: &TestApp) -> Bed {
    let bed = bed(app).await;
    refuse(app, bed.bad()).await;
    let (contestant, open) = &bed.opened[0];
    let body = SendSheet {
        ticket: open.ticket.clone(),
        sheet: app.sheet_with(bed.arranged.round, open.attempt, 6, 1),
        acknowledged: None,
    };
    let path = paths::submission(open.attempt);
    let reply = contestant.post(&path, &body).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.text());
    assert_eq!(reply.ok::<Submitted>().receipt, None);
    bed.others_submit(app).await;
    until("it is held back", async || is_stuck(app, bed.bad()).await).await;
    app.close_round(bed.arranged.round).await;
    settle(app, &bed.arranged)
        .await
        .refused(ErrorCode::AttemptsPending);
    let said = said_of(app, bed.bad()).await;
    assert!(
        said.len() == 1 && said[0].0 == Kind::Problem && said[0].1.contains("this one is refused"),
        "{said:?}"
    );
    bed
}

both!(
    what_the_database_refuses_is_recorded_when_it_is_taken_up_again,
    |app: TestApp| async move {
        let bed = refused(&app).await;
        let recovery = &app.state.recovery;
        // Too early: the attempt is held back again.
        assert_eq!(
            recovery.retry_attempt(bed.bad(), false).await.expect("retried"),
            Retried::TakenUp
        );
        until("it is held back again", async || is_stuck(&app, bed.bad()).await).await;
        let readable = recovery.retry_attempt(bed.bad(), true).await;
        assert!(
            matches!(readable, Err(Unresolved::Readable)),
            "nobody's answers are thrown away"
        );

        accept_again(&app).await;
        recovery.retry_attempt(bed.bad(), false).await.expect("retried");
        until("it is recorded", async || is_recorded(&app, bed.bad()).await).await;
        until("nothing is said of it", async || {
            said_of(&app, bed.bad()).await.is_empty()
        })
        .await;
        let results: RoundResults = settle(&app, &bed.arranged).await.ok();
        let settlement = results.settlement.expect("a settlement");
        let first = &settlement.standings[0];
        assert_eq!((first.points, settlement.people), (600, 3));
        assert!(matches!(
            recovery.drop_attempt(bed.bad(), "x").await,
            Err(Unresolved::Recorded)
        ));
    }
);

both!(
    what_is_given_up_is_shown_to_judges_and_stays_away,
    |app: TestApp| async move {
        let bed = refused(&app).await;
        let recovery = &app.state.recovery;
        let healthy = recovery.drop_attempt(bed.opened[1].1.attempt, "x").await;
        assert!(matches!(healthy, Err(Unresolved::Recorded)));
        let dropped = recovery.drop_attempt(bed.bad(), "biên bản số 7").await;
        assert!(dropped.expect("dropped").is_kept);

        let known = recovery.look_up(bed.bad()).await.expect("the stores");
        assert!(known.traces.is_empty() && known.record.is_none());
        assert_eq!(known.differences(), Vec::<String>::new());
        assert_eq!(said_of(&app, bed.bad()).await, []);
        let log = events(&app, "attempt.dropped").await;
        let said = thiluat::db::audit::read(&log[0].action, &log[0].detail);
        let dropped = |reason| matches!(reason, Some(Audited::AttemptDropped { reason, .. }) if reason == "biên bản số 7");
        assert!(log.len() == 1 && dropped(said), "{log:?}");
        assert_eq!(log[0].subject, bed.bad().to_string());
        assert!(log[0].actor_id == SERVER && log[0].contest_id == Some(bed.arranged.contest));

        // A rebuild does not open the attempt again: its start is there, but it is set aside.
        app.wipe_redis().await;
        let results: RoundResults = settle(&app, &bed.arranged).await.ok();
        assert_eq!(results.settlement.expect("a settlement").people, 2);
        let aside = &results.set_aside;
        assert_eq!(aside.len(), 1);
        assert_eq!(
            (aside[0].attempt, aside[0].reason, aside[0].points),
            (bed.bad(), SetAsideReason::Dropped, 600)
        );
        assert!(!is_recorded(&app, bed.bad()).await);
        // The phone is told for good, not to ask again for ever.
        for path in [paths::receipt(bed.bad()), paths::paper(bed.bad())] {
            let told = bed.opened[0].0.get(&path).await;
            told.refused(ErrorCode::RoundClosed);
        }
    }
);

both!(what_cannot_be_read_is_recorded_blank, |app: TestApp| async move {
    let bed = bed(&app).await;
    let account = account_of(&app, bed.bad()).await;
    let pending = key(&app, bed.arranged.round, account, "pending");
    let id = bed.bad().0.simple().to_string();
    ask::<i64>(&app, "HSET", &[&pending, &id, "không đọc được"]).await;
    let due = key(&app, bed.arranged.round, account, "due");
    ask::<i64>(&app, "ZREM", &[&due, &id]).await;
    bed.others_submit(&app).await;
    until("it is held back", async || is_stuck(&app, bed.bad()).await).await;
    let recovery = &app.state.recovery;
    let early = recovery.retry_attempt(bed.bad(), true).await;
    assert!(matches!(early, Err(Unresolved::StillRuns(_))));
    app.close_round(bed.arranged.round).await;
    settle(&app, &bed.arranged)
        .await
        .refused(ErrorCode::AttemptsPending);
    let said = said_of(&app, bed.bad()).await;
    assert!(
        said.len() == 1 && said[0].1.contains("cannot be read"),
        "{said:?}"
    );
    let known = recovery.look_up(bed.bad()).await.expect("the stores");
    assert_eq!(
        known.traces.pending,
        Some((bed.bad(), Err("không đọc được".into())))
    );

    let again = recovery.retry_attempt(bed.bad(), false).await;
    assert!(matches!(again, Err(Unresolved::Unreadable)));
    let blank = recovery.retry_attempt(bed.bad(), true).await.expect("recorded");
    assert_eq!(blank, Retried::Recorded);
    assert_eq!(events(&app, "attempt.blank_ordered").await.len(), 1);
    let row = attempt::Entity::find_by_id(bed.bad())
        .one(&app.state.db.read)
        .await
        .expect("rows")
        .expect("a row");
    assert_eq!((row.points, row.revision, row.closed_at), (0, 0, row.deadline));
    assert_eq!(row.closed_by, attempt::ClosedBy::Deadline);
    let board = app
        .state
        .live
        .board(bed.arranged.round, 9)
        .await
        .expect("a board");
    assert_eq!(board.people, 3);
    assert!(
        board.top.iter().all(|(_, shown)| shown.contains("Nguyễn Thị")),
        "each with a name"
    );
    assert_eq!(said_of(&app, bed.bad()).await, []);
    let results: RoundResults = settle(&app, &bed.arranged).await.ok();
    assert_eq!(results.settlement.expect("a settlement").people, 3);
});

both!(
    what_a_submission_mends_waits_no_longer,
    |app: TestApp| async move {
        let bed = bed(&app).await;
        let account = account_of(&app, bed.bad()).await;
        let pending = key(&app, bed.arranged.round, account, "pending");
        let id = bed.bad().0.simple().to_string();
        ask::<i64>(&app, "HSET", &[&pending, &id, "?"]).await;
        until("it is held back", async || is_stuck(&app, bed.bad()).await).await;
        // The ticket and the sheet suffice.
        let (contestant, open) = &bed.opened[0];
        let sheet = app.sheet_with(bed.arranged.round, open.attempt, 4, 1);
        assert!(contestant.submit(open, sheet).await.receipt.is_some());
        until("it waits no longer", async || !is_stuck(&app, bed.bad()).await).await;
        bed.others_submit(&app).await;
        app.close_round(bed.arranged.round).await;
        let results: RoundResults = settle(&app, &bed.arranged).await.ok();
        assert_eq!(results.settlement.expect("a settlement").people, 3);
    }
);

both!(what_nobody_knows_is_dropped, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let recovery = &app.state.recovery;
    let nobody = AttemptId(uuid::Uuid::now_v7());
    let known = recovery.look_up(nobody).await.expect("the stores");
    assert!(known.is_unknown());
    for outcome in [
        recovery.retry_attempt(nobody, false).await.map(drop),
        recovery.drop_attempt(nobody, "x").await.map(drop),
    ] {
        assert!(matches!(outcome, Err(Unresolved::Unknown)));
    }
    // Some other program has written into Redis: there is no start and no account.
    let account = AccountId(uuid::Uuid::now_v7());
    let id = nobody.0.simple().to_string();
    let pending = key(&app, arranged.round, account, "pending");
    ask::<i64>(&app, "HSET", &[&pending, &id, ""]).await;
    until("it is held back", async || is_stuck(&app, nobody).await).await;
    let open = app.contestant(&arranged, 1).await.start(arranged.round).await;
    let running = recovery.drop_attempt(open.attempt, "x").await;
    assert!(matches!(running, Err(Unresolved::NotStuck)));
    app.clock
        .advance(open.deadline.0 - app.now().0 + OVER_AFTER_MS + 1_000);
    app.close_round(arranged.round).await;
    until("the other one is closed", async || {
        is_recorded(&app, open.attempt).await
    })
    .await;
    settle(&app, &arranged).await.refused(ErrorCode::AttemptsPending);
    for blank in [false, true] {
        let refused = recovery.retry_attempt(nobody, blank).await;
        assert!(matches!(
            refused,
            Err(Unresolved::Unreadable | Unresolved::NoStart)
        ));
    }
    let dropped = recovery.drop_attempt(nobody, "rác trong Redis").await;
    assert!(!dropped.expect("dropped").is_kept, "there is nothing to keep");
    assert_eq!(events(&app, "attempt.dropped").await.len(), 1);
    settle(&app, &arranged).await.ok::<RoundResults>();
});
