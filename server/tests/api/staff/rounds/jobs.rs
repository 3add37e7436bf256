//! `/staff/rounds/{round}/jobs`: the jobs of a round, for everybody who works on it.

use crate::both;
use crate::common::contest::rules;
use crate::common::crowd::{Closed, Play, Player, closed, crowd};
use crate::common::jobs::{hold_rankings, release, until_running};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use crate::common::{Database, TestApp, run};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobKind, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, RoundResults};

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
