//! `/staff/jobs/{job}`: jobs that are cancelled, left by a dead server, or taken away from a silent one.

use crate::both;
use crate::common::crowd::{Closed, closed};
use crate::common::jobs::{hold_rankings, release, until_running};
use crate::common::results::{REASON, newest, settle};
use crate::common::{Database, TestApp, run};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use std::time::Duration;
use thiluat::db::entities::{ranking, standing};
use uuid::Uuid;

#[test]
fn a_cancelled_job_changes_nothing_and_the_round_can_be_settled_afterwards() {
    run(Database::Postgres, |app| async move {
        let Closed {
            round,
            contest,
            accounts,
            ..
        } = closed(&app, 5).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, round).await.ok());
        let held = hold_rankings(&app).await;
        let body = Disqualify {
            accounts: accounts[..2].to_vec(),
            reason: REASON.into(),
        };
        let path = paths::disqualifications(round);
        let job: Job = judge.post(&path, &body).await.ok();
        until_running(&judge, &job).await;
        let address = paths::job(job.id);
        app.sign_in("tochuc")
            .await
            .delete(&address)
            .await
            .refused(ErrorCode::Forbidden);
        let cancelled: Job = judge.delete(&address).await.ok();
        assert_eq!(cancelled.state, JobState::Cancelled);
        judge.delete(&address).await.refused(ErrorCode::JobOver);
        release(held).await;

        let results: RoundResults = settle(&judge, round).await.ok();
        assert_eq!(results.disqualified, []);
        assert_eq!(newest(results), before);
        let log: AuditLog = judge.get(&paths::audit(contest)).await.ok();
        assert!(log.events.iter().any(|event| event.action == "job.cancelled"));
    });
}

#[test]
fn a_server_that_lost_its_job_changes_nothing() {
    run(Database::Postgres, |app| async move {
        let Closed { round, .. } = closed(&app, 5).await;
        let judge = app.sign_in("giamkhao").await;
        let held = hold_rankings(&app).await;
        let job: Job = judge.post(&paths::settlement(round), &()).await.ok();
        until_running(&judge, &job).await;
        // Another server takes this one for dead, takes the job over, and dies itself.
        let taken = format!(
            "UPDATE jobs SET runner = '{}', tries = tries + 1, due_at = due_at + 60000 WHERE ended_at IS NULL",
            Uuid::new_v4()
        );
        let db = &app.state.db.write;
        db.execute_unprepared(&taken).await.expect("taken");
        release(held).await;
        let free =
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while !db
            .query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), free))
            .await
            .expect("PostgreSQL")
            .is_empty()
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let results: RoundResults = judge.get(&paths::settlement(round)).await.ok();
        assert_eq!(results.settlement, None);
        app.clock.advance(90_000);
        assert_eq!(
            judge.ended(job).await.state,
            JobState::Done,
            "once its time is over"
        );
        let results: RoundResults = judge.get(&paths::settlement(round)).await.ok();
        assert_eq!(newest(results).version, 1);
    });
}

both!(what_a_dead_server_left_is_taken_up, |app: TestApp| async move {
    let Closed { round, .. } = closed(&app, 5).await;
    let judge = app.sign_in("giamkhao").await;
    let done = newest(settle(&judge, round).await.ok());
    let db = &app.state.db.write;
    // The state after a server has died before its last transaction: half a ranking, and a job that still runs.
    let half = format!(
        "DELETE FROM decisions; DELETE FROM settlements; DELETE FROM standings WHERE position > 2; \
         UPDATE jobs SET state = 'running', task = '{{\"kind\":\"settle\"}}', progress = 60, ended_at = NULL, due_at = {}",
        app.now().0 + 20_000
    );
    db.execute_unprepared(&half).await.expect("half of it");
    let listed: Vec<Job> = judge.get(&paths::jobs(round)).await.ok();
    let job = listed.into_iter().next().expect("a job");
    assert_eq!((job.state, job.progress), (JobState::Running, 60));
    app.clock.advance(21_000);
    assert_eq!(judge.ended(job).await.state, JobState::Done);
    let results: RoundResults = judge.get(&paths::settlement(round)).await.ok();
    assert_eq!(newest(results).hash, done.hash);
    let rankings = ranking::Entity::find().count(db).await.expect("rankings");
    let standings = standing::Entity::find().count(db).await.expect("standings");
    assert_eq!((rankings, standings), (1, 5), "what was left is removed");
});
