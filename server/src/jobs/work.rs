//! Works on jobs. Each server works on one job per lane at a time: two would double the memory and the disk they need,
//! while a quick job should not wait for a long one.

use super::running::{BEAT, Running, TRIES};
use super::task::Task;
use crate::contests::access::{RoundAccess, contest_by_id, is_appointed, round_by_id};
use crate::db::entities::account;
use crate::db::entities::job::{self, Kind};
use crate::db::patiently;
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::exports;
use crate::lang;
use crate::results::parts::Judging;
use crate::results::{disqualify, finalise, settle};
use crate::statistics;
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, Condition, EntityTrait};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

/// How often to look for jobs that other servers were asked for or have left.
const LOOK: Duration = Duration::from_secs(1);

/// How long the work on a job that is no longer ours may take to notice.
const LAST_STEP: Duration = Duration::from_secs(5);

/// The lanes, which work side by side.
const LANES: [&[Kind]; 4] = [
    &[Kind::Settle, Kind::Finalise],
    &[Kind::Disqualify],
    &[Kind::Export],
    &[Kind::Statistics],
];

/// Works until the server stops; unfinished jobs are then given back.
pub(crate) async fn work(parts: Arc<Judging>, stopped: watch::Receiver<bool>) {
    let runner = Uuid::new_v4();
    let mut lanes = JoinSet::new();
    for kinds in LANES {
        lanes.spawn(work_on(parts.clone(), runner, kinds, stopped.clone()));
    }
    lanes.join_all().await;
}

async fn work_on(
    parts: Arc<Judging>,
    runner: Uuid,
    kinds: &'static [Kind],
    mut stopped: watch::Receiver<bool>,
) {
    let mut added = parts.jobs.added.subscribe();
    let of = Condition::all().add(job::Column::Kind.is_in(kinds.iter().copied()));
    while !*stopped.borrow() {
        match Running::take(&parts.jobs, runner, of.clone()).await {
            Ok(Some(running)) => see_through(&parts, running, &mut stopped).await,
            Ok(None) => wait(&mut added, &mut stopped).await,
            Err(refusal) => {
                tracing::debug!(%refusal, "no job can be taken up");
                wait(&mut added, &mut stopped).await;
            }
        }
    }
}

async fn wait(added: &mut watch::Receiver<()>, stopped: &mut watch::Receiver<bool>) {
    tokio::select! {
        _ = added.changed() => {}
        () = tokio::time::sleep(LOOK) => {}
        () = stop(stopped) => {}
    }
}

/// Ends when the server stops.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone.
    let _stopped = stopped.wait_for(|stop| *stop).await;
}

/// Works on a job and reports, until the job has ended or is no longer ours.
async fn see_through(parts: &Arc<Judging>, running: Running, stopped: &mut watch::Receiver<bool>) {
    let (id, kind) = (running.job.id, running.job.kind);
    let mut work = JoinSet::new();
    work.spawn(patiently(carry_out(parts.clone(), running.clone())));
    let mut beats = tokio::time::interval(BEAT);
    let outcome = loop {
        tokio::select! {
            Some(outcome) = work.join_next() => break outcome,
            _ = beats.tick() => {
                // If the database is away, the work notices by itself.
                if let Ok(false) = running.beat().await {
                    // The job is done or cancelled, or another server has it: the work notices when it wants to write.
                    if let Ok(Some(outcome)) = tokio::time::timeout(LAST_STEP, work.join_next()).await {
                        break outcome;
                    }
                    work.shutdown().await;
                    return;
                }
            }
            () = stop(stopped) => {
                work.shutdown().await;
                if let Err(refusal) = running.give_back().await {
                    tracing::warn!(%id, ?kind, %refusal, "a job is not given back: it waits for its time to be over");
                }
                return;
            }
        }
    };
    if let Err(refusal) = ended(outcome) {
        tracing::warn!(%id, ?kind, %refusal, tries = running.job.tries, "a job is not done");
        if let Err(refusal) = running.refused(&refusal).await {
            tracing::warn!(%id, ?kind, %refusal, "what became of a job is not noted: it is begun again");
        }
    }
}

fn ended(outcome: Result<AppResult<()>, JoinError>) -> AppResult<()> {
    outcome.unwrap_or_else(|error| Err(Refusal::internal(error)))
}

/// Refuses if whoever asked for the job may no longer have it done.
async fn require_role(parts: &Judging, access: &RoundAccess, job: &job::Model) -> AppResult<()> {
    let asked_by = job.asked_by;
    let account = account::Entity::find_by_id(asked_by).one(&parts.db.read).await?;
    if account.is_none_or(|account| account.disabled_at.is_some()) {
        return Err(ErrorCode::Forbidden.into());
    }
    let is_shared = matches!(job.kind, Kind::Export | Kind::Statistics);
    let is_owners = is_shared && access.contest.owner_id == asked_by;
    match is_owners || is_appointed(&parts.db.read, access.contest.id, asked_by).await? {
        true => Ok(()),
        false => Err(ErrorCode::Forbidden.into()),
    }
}

async fn carry_out(parts: Arc<Judging>, running: Running) -> AppResult<()> {
    if running.job.tries > TRIES {
        return Err(Refusal::internal("a job was begun too often and never ended"));
    }
    let task = Stored::new("jobs", running.job.id).document("task", &running.job.task)?;
    let round = round_by_id(&parts.db.read, running.job.round_id).await?;
    let contest = contest_by_id(&parts.db.read, round.contest_id).await?;
    let access = RoundAccess { contest, round };
    require_role(&parts, &access, &running.job).await?;
    match task {
        Task::Settle => settle::run(&parts, &access, &running).await,
        Task::Finalise { version } => finalise::run(&parts, &access, version, &running).await,
        Task::Disqualify { accounts, reason } => {
            disqualify::run(&parts, &access, &accounts, &reason, &running).await
        }
        Task::Statistics => statistics::count::run(&parts, &access, &running).await,
        Task::Export { table, version, lang } => {
            let making = exports::make::run(&parts, access, table, version, &running);
            Box::pin(lang::scope(lang, making)).await
        }
    }
}
