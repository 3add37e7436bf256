//! Jobs that are asked for twice, cancelled, left by a dead server, or taken away from a silent one.

use crate::both;
use crate::common::contest::rules;
use crate::common::crowd::{Closed, Play, Player, closed, crowd, one_more};
use crate::common::jobs::{hold_rankings, release, until_running};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use crate::common::{Database, TestApp, run};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobKind, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, Finalise, RoundResults};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use std::time::Duration;
use thiluat::db::entities::{ranking, standing};
use uuid::Uuid;

#[test]
fn a_second_press_finds_the_running_job_and_another_kind_waits() {
    run(Database::Postgres, |app| async move {
        let Closed { round, accounts, .. } = closed(&app, 5).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, round).await.ok());
        let held = hold_rankings(&app).await;
        let path = paths::settlement(round);
        let first: Job = judge.post(&path, &()).await.ok();
        until_running(&judge, &first).await;
        let second = judge.post(&path, &()).await;
        assert_eq!(second.status.as_u16(), 202);
        assert_eq!(second.headers["location"], paths::job(first.id));
        let second: Job = second.ok();
        assert_eq!((second.id, second.kind), (first.id, JobKind::Settle));
        judge
            .post(&paths::final_settlement(round), &Finalise { version: 1 })
            .await
            .refused(ErrorCode::JobRunning);
        disqualify(&judge, round, accounts[0], REASON)
            .await
            .refused(ErrorCode::JobRunning);

        // Everybody who opens the page now sees it.
        let owner = app.sign_in("tochuc").await;
        let listed: Vec<Job> = owner.get(&paths::jobs(round)).await.ok();
        assert_eq!((listed[0].id, listed[0].state), (first.id, JobState::Running));
        assert_eq!(listed[0].asked_by_name, "Cán bộ giamkhao");
        release(held).await;
        assert_eq!(judge.ended(first).await.state, JobState::Done);
        let results: RoundResults = judge.get(&path).await.ok();
        assert_eq!(newest(results), before, "nothing had changed");
    });
}

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
        assert!(log.entries.iter().any(|entry| entry.action == "job.cancelled"));
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

both!(
    why_a_job_failed_is_told_in_the_readers_language,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let player = |name: &str| [Player::new(name, &[Play::of(8, 50_000)])];
        crowd(&app, &arranged, &player("Đến trước")).await;
        app.close_round(arranged.round).await;
        let mut judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        crowd(&app, &arranged, &player("Ghi muộn")).await;
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        judge.language = "en";
        let jobs: Vec<Job> = judge.get(&paths::jobs(arranged.round)).await.ok();
        assert_eq!(jobs[0].state, JobState::Failed);
        let error = jobs[0].error.as_ref().expect("an error");
        assert!(error.message.starts_with("Something has changed"), "{error:?}");
        // The failed job blocks nothing.
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
    }
);

both!(
    a_version_that_nobody_has_seen_is_not_published,
    |app: TestApp| async move {
        let Closed { round, accounts, .. } = closed(&app, 4).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.ok::<RoundResults>();
        // Another judge decides while this one still looks at the first version.
        disqualify(&judge, round, accounts[0], REASON)
            .await
            .ok::<RoundResults>();
        let last = paths::final_settlement(round);
        let unseen = judge.job(&last, &Finalise { version: 1 }).await;
        unseen.refused(ErrorCode::SettlementStale);
        judge.post(&last, &()).await.refused(ErrorCode::MalformedBody);
        let results: RoundResults = judge.job(&last, &Finalise { version: 2 }).await.ok();
        assert!(newest(results).is_final);
    }
);

both!(
    a_late_attempt_that_does_not_count_keeps_nothing_from_being_published,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let once = [Player::new("Một người", &[Play::of(8, 50_000)])];
        let known = crowd(&app, &arranged, &once).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, arranged.round).await.ok());
        // Their second, worse attempt, recorded late.
        one_more(&app, &arranged, known[0].0, 2, Play::of(0, 60_000)).await;
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        let again = newest(settle(&judge, arranged.round).await.ok());
        assert_eq!(
            (again.standings[0].account, &again.hash),
            (known[0].0, &before.hash)
        );
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
    }
);

/// The database loses a row that was written, as after a crash in which the row had not reached the disk.
#[test]
fn a_ranking_that_lacks_a_row_is_made_once_more() {
    run(Database::Postgres, async |app| {
        let Closed { round, .. } = closed(&app, 4).await;
        let lose_one = "CREATE SEQUENCE lost; \
            CREATE FUNCTION lose_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                IF NEW.position = 2 AND nextval('lost') = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$; \
            CREATE TRIGGER lose_one BEFORE INSERT ON standings FOR EACH ROW EXECUTE FUNCTION lose_one()";
        app.state
            .db
            .write
            .execute_unprepared(lose_one)
            .await
            .expect("PostgreSQL");
        let judge = app.sign_in("giamkhao").await;
        let settlement = newest(settle(&judge, round).await.ok());
        assert_eq!((settlement.version, settlement.standings.len()), (1, 4));
        let standings = standing::Entity::find().count(&app.state.db.read).await;
        assert_eq!(standings.expect("standings"), 4, "nothing is left of the first");
    });
}
