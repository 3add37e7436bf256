//! `/staff/jobs/{job}/file`: whose exports are, and how long their files are kept.

use crate::both;
use crate::common::TestApp;
use crate::common::crowd::{Closed, closed};
use crate::common::results::settle;
use contest_core::ids::JobId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobKind};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use uuid::Uuid;

const DAY: i64 = 86_400_000;

both!(
    an_export_is_a_matter_of_whoever_asked_for_it,
    |app: TestApp| async move {
        let Closed { round, .. } = closed(&app, 3).await;
        let (judge, owner) = (app.sign_in("giamkhao").await, app.sign_in("tochuc").await);
        settle(&judge, round).await.ok::<RoundResults>();
        let path = paths::export(round, "ranking.xlsx");
        let asked: Job = judge.post(&path, &()).await.ok();
        let job = judge.ended(asked).await;
        let file = job.file.clone().expect("a file");
        let address = paths::job_file(job.id);
        let sent = judge.get(&address).await;
        assert_eq!((sent.status.as_u16(), sent.body.len() as u64), (200, file.size));
        assert!(sent.body.starts_with(b"PK"));

        owner.get(&address).await.refused(ErrorCode::Forbidden);
        owner.get(&paths::job(job.id)).await.refused(ErrorCode::Forbidden);
        app.visitor()
            .get(&address)
            .await
            .refused(ErrorCode::SignInRequired);
        let listed: Vec<Job> = owner.get(&paths::jobs(round)).await.ok();
        assert!(listed.iter().all(|job| job.kind == JobKind::Settle));
        // The owner's export is a separate one, because it names the person it was made for.
        let other: Job = owner.post(&path, &()).await.ok();
        assert_ne!(other.id, job.id);
        assert!(owner.ended(other).await.file.is_some());

        let settling: Vec<Job> = judge.get(&paths::jobs(round)).await.ok();
        let settling = settling
            .iter()
            .find(|job| job.kind == JobKind::Settle)
            .expect("one");
        judge
            .get(&paths::job_file(settling.id))
            .await
            .refused(ErrorCode::NoFile);
        app.clock.advance(3 * DAY + 1_000);
        let judge = app.sign_in("giamkhao").await;
        judge.get(&address).await.refused(ErrorCode::NoFile);
        app.state.jobs.remove_old_files().await.expect("removed");
        let parts = thiluat::db::entities::job_file::Entity::find().count(&app.state.db.read);
        assert_eq!(parts.await.expect("parts"), 0);
        judge
            .get(&paths::job(JobId(Uuid::now_v7())))
            .await
            .refused(ErrorCode::NotFound);
    }
);

both!(
    of_an_export_one_file_is_kept_and_nothing_of_one_that_never_ended,
    |app: TestApp| async move {
        let Closed { round, .. } = closed(&app, 3).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.ok::<RoundResults>();
        let path = paths::export(round, "ranking.xlsx");
        let mut made = Vec::new();
        for _ in 0..2 {
            let asked: Job = judge.post(&path, &()).await.ok();
            made.push(judge.ended(asked).await);
            app.clock.advance(1_000);
        }
        let file = async |job: &Job| judge.get(&paths::job_file(job.id)).await;
        file(&made[0]).await.refused(ErrorCode::NoFile);
        assert!(file(&made[1]).await.status.is_success());
        // The state left by a job that was cancelled while it stored its file.
        let left = "UPDATE jobs SET state = 'cancelled', file_name = NULL, file_size = NULL, file_removed_at = NULL \
                WHERE kind = 'export' AND file_removed_at = (SELECT max(file_removed_at) FROM jobs)";
        let parts = async || {
            let parts = thiluat::db::entities::job_file::Entity::find().count(&app.state.db.read);
            parts.await.expect("parts")
        };
        app.state.jobs.remove_old_files().await.expect("removed");
        assert_eq!(parts().await, 1);
        app.state.db.write.execute_unprepared(left).await.expect("left");
        // And as a removal leaves it that was broken off after the first parts.
        let moved = "UPDATE job_files SET part = 3";
        app.state.db.write.execute_unprepared(moved).await.expect("moved");
        app.state.jobs.remove_old_files().await.expect("removed");
        assert_eq!(parts().await, 0);
    }
);
