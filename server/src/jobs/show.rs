//! What staff see of jobs.

use super::task::Task;
use crate::auth::session::{Claims, Staff};
use crate::contests::access::{RoundAccess, RoundForStaff, round_for_judge, round_for_staff};
use crate::db::audit::AuditEvent;
use crate::db::entities::job::{self, Kind, State};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::results::parts::Judging;
use crate::results::people::{name_of, people};
use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json, Path};
use contest_core::ids::{JobId, RoundId};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{ExportTable, Job, JobFile};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Most jobs of a round that are listed.
const LISTED: u64 = 20;

/// Returns the `202` response to a request for a job.
pub(crate) async fn accepted(parts: &Judging, job: job::Model) -> AppResult<HttpResponse> {
    let job = shown(parts, vec![job]).await?.remove(0);
    Ok(HttpResponse::Accepted()
        .insert_header((LOCATION, paths::job(job.id)))
        .json(job))
}

/// Returns a job of a round that this member of staff may see. Only whoever asked for an export may see it.
pub(crate) async fn found(
    parts: &Judging,
    claims: &Claims,
    id: JobId,
) -> AppResult<(job::Model, RoundAccess)> {
    let job = job::Entity::find_by_id(id).one(&parts.db.read).await?;
    let job = job.ok_or(ErrorCode::NotFound)?;
    let access = round_for_staff(&parts.db, claims, job.round_id).await?;
    if job.kind == Kind::Export && job.asked_by != claims.sub {
        return Err(ErrorCode::Forbidden.into());
    }
    Ok((job, access))
}

#[utoipa::path(get, path = paths::JOB, tag = "jobs", params(("job" = JobId, Path)),
    responses((status = 200, body = Job)))]
pub(crate) async fn show(
    parts: Data<Judging>,
    job: Path<JobId>,
    Staff(claims): Staff,
) -> AppResult<HttpResponse> {
    let (job, _) = found(&parts, &claims, *job).await?;
    let job = shown(&parts, vec![job]).await?.remove(0);
    Ok(HttpResponse::Ok().json(job))
}

/// The newest jobs of a round first, at most 20: all jobs that change its results, and one's own exports.
#[utoipa::path(get, path = paths::JOBS, tag = "jobs", params(("round" = RoundId, Path)),
    responses((status = 200, body = Vec<Job>)))]
pub(crate) async fn of_round(
    parts: Data<Judging>,
    RoundForStaff { claims, access }: RoundForStaff,
) -> AppResult<HttpResponse> {
    let visible = Condition::any()
        .add(job::Column::Kind.ne(Kind::Export))
        .add(job::Column::AskedBy.eq(claims.sub));
    let jobs = job::Entity::find()
        .filter(job::Column::RoundId.eq(access.round.id))
        .filter(visible)
        .order_by_desc(job::Column::AskedAt)
        .order_by_desc(job::Column::Id)
        .limit(LISTED)
        .all(&parts.db.read)
        .await?;
    Ok(HttpResponse::Ok().json(shown(&parts, jobs).await?))
}

/// Cancels a job. A judge may cancel any job on results, the owner only one that makes statistics; only whoever
/// asked for an export may cancel it.
#[utoipa::path(delete, path = paths::JOB, tag = "jobs", params(("job" = JobId, Path)),
    responses((status = 200, body = Job)))]
pub(crate) async fn cancel(
    parts: Data<Judging>,
    id: Path<JobId>,
    Staff(claims): Staff,
) -> AppResult<Json<Job>> {
    let (job, access) = found(&parts, &claims, *id).await?;
    if !matches!(job.kind, Kind::Export | Kind::Statistics) {
        round_for_judge(&parts.db, &claims, job.round_id).await?;
    }
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(access.contest.id),
        subject: job.round_id.to_string(),
        what: Audited::JobCancelled {
            round: access.round.title.clone(),
            kind: job.kind.into(),
        },
    };
    parts.jobs.cancel(&job, event).await?;
    let (job, _) = found(&parts, &claims, *id).await?;
    Ok(Json(shown(&parts, vec![job]).await?.remove(0)))
}

async fn shown(parts: &Judging, jobs: Vec<job::Model>) -> AppResult<Vec<Job>> {
    // Whoever sees here that a result is published must find it at once, whichever server published it.
    let is_news = |job: &job::Model| {
        let known = parts.contests.round(job.round_id);
        let is_final = known.is_ok_and(|round| round.window.finalised_at.is_some());
        job.kind == Kind::Finalise && job.state == State::Done && !is_final
    };
    if jobs.iter().any(is_news) {
        parts.changes.catch_up().await?;
    }
    let names = people(&parts.db, jobs.iter().map(|job| job.asked_by)).await?;
    let now = parts.clock.now();
    let job = |job: job::Model| {
        Ok(Job {
            id: job.id,
            round: job.round_id,
            kind: job.kind.into(),
            table: told_table(&job),
            state: job.state.into(),
            progress: Stored::new("jobs", job.id).number("progress", job.progress)?,
            asked_by: job.asked_by,
            asked_by_name: name_of(&names, job.asked_by),
            asked_at: job.asked_at,
            ended_at: job.ended_at,
            error: job.error.as_deref().map(|code| refusal(code).told()),
            file: file(&job)?.filter(|file| now < file.removed_at),
        })
    };
    jobs.into_iter().map(job).collect()
}

/// Returns the refusal of a code. One that only a newer release knows is shown as an internal error.
fn refusal(code: &str) -> Refusal {
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
    Refusal::new(known.copied().unwrap_or(ErrorCode::Internal))
}

/// Returns the table that a job exports. A task that only a newer release can read hides no other job.
fn told_table(job: &job::Model) -> Option<ExportTable> {
    let read =
        exported(job).inspect_err(|refusal| tracing::warn!(%refusal, job = %job.id, "an unknown task"));
    read.ok().flatten().map(|(table, _)| table)
}

/// Returns the table that a job exports, and the version that was asked for.
pub(super) fn exported(job: &job::Model) -> AppResult<Option<(ExportTable, Option<u32>)>> {
    // The task of any other job is erased when it ends.
    if job.kind != Kind::Export {
        return Ok(None);
    }
    match Stored::new("jobs", job.id).document("task", &job.task)? {
        Task::Export { table, version, .. } => Ok(Some((table, version))),
        _ => Ok(None),
    }
}

pub(super) fn file(job: &job::Model) -> AppResult<Option<JobFile>> {
    let (Some(name), Some(size), Some(removed_at)) = (&job.file_name, job.file_size, job.file_removed_at)
    else {
        return Ok(None);
    };
    Ok(Some(JobFile {
        name: name.clone(),
        size: Stored::new("jobs", job.id).number("file_size", size)?,
        removed_at,
    }))
}
