//! Follows jobs to their end, as the console does, and holds them up.

use super::{Reply, TestApp, Visitor};
use contest_core::ids::RoundId;
use contest_core::wire::jobs::{Job, JobKind, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, RoundResults};
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use std::time::Duration;

const LOOK: Duration = Duration::from_millis(10);

impl Visitor {
    /// Asks for a job and waits for its end. Returns the file of an export, or the results of the round as they then
    /// are; or why the job was refused or has failed.
    pub(crate) async fn job(&self, path: &str, body: &impl Serialize) -> Reply {
        let asked = self.post(path, body).await;
        match asked.status {
            StatusCode::ACCEPTED => self.outcome(asked.ok()).await,
            _ => asked,
        }
    }

    /// Publishes the newest version of a round's settlement, as a judge who has just looked at it.
    pub(crate) async fn publish(&self, round: RoundId) -> Reply {
        let path = paths::settlement(round);
        let seen = self.get(&path).await;
        let newest = match seen.status.is_success() {
            true => seen.ok::<RoundResults>().settlement,
            false => None,
        };
        let version = newest.map_or(1, |newest| newest.version);
        self.job(&paths::final_settlement(round), &Finalise { version })
            .await
    }

    pub(crate) async fn outcome(&self, job: Job) -> Reply {
        let job = self.ended(job).await;
        match (job.state, job.error, job.kind) {
            (JobState::Done, _, JobKind::Export) => self.get(&paths::job_file(job.id)).await,
            (JobState::Done, _, _) => self.get(&paths::settlement(job.round)).await,
            (_, Some(error), _) => Reply {
                status: StatusCode::from_u16(error.code.status()).expect("a status"),
                headers: Default::default(),
                body: serde_json::to_vec(&error).expect("JSON"),
            },
            (state, None, _) => panic!("the job is {state:?}"),
        }
    }

    /// Returns the job once it is over.
    pub(crate) async fn ended(&self, mut job: Job) -> Job {
        while !job.state.is_over() {
            tokio::time::sleep(LOOK).await;
            job = self.get(&paths::job(job.id)).await.ok();
        }
        job
    }
}

/// Locks the rankings until the returned connection is dropped: jobs wait, requests for jobs do not.
pub(crate) async fn hold_rankings(app: &TestApp) -> sea_orm::DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(app.state.config.database());
    options.max_connections(1);
    let held = sea_orm::Database::connect(options).await.expect("PostgreSQL");
    let lock = "BEGIN; LOCK TABLE rankings IN ACCESS EXCLUSIVE MODE";
    held.execute_unprepared(lock).await.expect("held");
    held
}

pub(crate) async fn release(held: sea_orm::DatabaseConnection) {
    held.execute_unprepared("ROLLBACK").await.expect("released");
    held.close().await.expect("closed");
}

pub(crate) async fn until_running(visitor: &Visitor, job: &Job) {
    let path = paths::job(job.id);
    while visitor.get(&path).await.ok::<Job>().state != JobState::Running {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
