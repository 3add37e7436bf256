//! The database refuses an attempt.

use super::{Bed, bed, events, is_recorded, is_stuck, said_of, settle};
use crate::both;
use crate::common::soon::until;
use crate::common::{Database, TestApp};
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{SendSheet, Submitted};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAsideReason};
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use thiluat::doctor::Kind;
use thiluat::recording::correct::SERVER;
use thiluat::recovery::resolve::{Retried, Unresolved};

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
    let body = SendSheet::new(
        open.ticket.clone(),
        app.sheet_with(bed.arranged.round, open.attempt, 6, 1),
    );
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
