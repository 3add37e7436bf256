//! The files that jobs make. They are kept in the database for some days, so that any server can send them.

use super::ask::Jobs;
use super::running::{Made, Running};
use super::show::{exported, file, found};
use crate::auth::session::Staff;
use crate::db::Db;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{job, job_file};
use crate::errors::{AppResult, Refusal};
use crate::exports::build::FileFormat;
use crate::results::parts::Judging;
use crate::web::attachment::attachment;
use crate::web::head::IsHead;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::web::{Bytes, Data, Path};
use contest_core::ids::JobId;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::spawn_blocking;

const PART: usize = 1024 * 1024;
/// How long a file is kept: it is full of personal data, and can be made again.
const KEPT_MS: i64 = 3 * 86_400_000;

/// Stores the file of a job, and ends the job with it.
pub(crate) async fn keep(
    running: &Running,
    file: File,
    size: u64,
    name: String,
    now: Millis,
) -> AppResult<()> {
    let file = Arc::new(Mutex::new(file));
    for part in 0.. {
        let source = file.clone();
        let reading = spawn_blocking(move || {
            let mut content = Vec::with_capacity(PART);
            let mut file = source.lock().unwrap_or_else(PoisonError::into_inner);
            file.by_ref().take(PART as u64).read_to_end(&mut content)?;
            Ok(content)
        });
        let content = reading.await.map_err(Refusal::internal)?.map_err(Refusal::disk)?;
        if content.is_empty() {
            break;
        }
        let row = job_file::ActiveModel {
            job_id: Set(running.job.id),
            part: Set(part),
            content: Set(content),
        };
        let transaction = running.begin().await?;
        // An earlier try may have stored this part.
        job_file::Entity::delete_by_id((running.job.id, part))
            .exec(&transaction)
            .await?;
        job_file::Entity::insert(row)
            .exec_without_returning(&transaction)
            .await?;
        transaction.commit().await?;
    }
    let made = Made {
        name,
        size,
        removed_at: now + KEPT_MS,
    };
    let transaction = running.begin().await?;
    // Replaces the file of an earlier job of the same scope: one is enough.
    job::Entity::update_many()
        .set(job::ActiveModel {
            file_removed_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(job::Column::Scope.eq(&running.job.scope))
        .filter(job::Column::Id.ne(running.job.id))
        .filter(job::Column::FileRemovedAt.gt(now))
        .exec(&transaction)
        .await?;
    running.done(&transaction, Some(made)).await?;
    Ok(transaction.commit().await?)
}

impl Jobs {
    /// Removes files that have expired, and the parts of jobs that ended without a file.
    pub async fn remove_old_files(&self) -> AppResult<()> {
        let with_parts = job_file::Entity::find()
            .select_only()
            .column(job_file::Column::JobId)
            .distinct();
        let kept: Vec<JobId> = with_parts.into_tuple().all(&self.db.read).await?;
        let now = self.clock.now();
        for id in kept {
            let job = job::Entity::find_by_id(id).one(&self.db.read).await?;
            let is_needed = job.is_some_and(|job| match job.file_removed_at {
                Some(removed_at) => now < removed_at,
                None => job.ended_at.is_none(),
            });
            if !is_needed {
                self.remove_parts(id).await?;
            }
        }
        Ok(())
    }

    /// Removes the parts one by one: a statement that removes hundreds of megabytes would hold up other writers.
    async fn remove_parts(&self, id: JobId) -> AppResult<()> {
        let parts = job_file::Entity::find()
            .select_only()
            .column(job_file::Column::Part)
            .filter(job_file::Column::JobId.eq(id));
        // Whichever are left: a removal may have been interrupted.
        let parts: Vec<i32> = parts.into_tuple().all(&self.db.read).await?;
        for part in parts {
            job_file::Entity::delete_by_id((id, part))
                .exec(&self.db.write)
                .await?;
        }
        Ok(())
    }
}

/// Every download is in the audit log: the tables are full of personal data.
#[utoipa::path(get, path = paths::JOB_FILE, tag = "jobs", params(("job" = JobId, Path)),
    responses((status = 200, body = crate::web::attachment::File,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn download(
    parts: Data<Judging>,
    job: Path<JobId>,
    Staff(claims): Staff,
    IsHead(is_head): IsHead,
) -> AppResult<HttpResponse> {
    let (job, access) = found(&parts, &claims, *job).await?;
    let now = parts.clock.now();
    let file = file(&job)?.filter(|file| now < file.removed_at);
    let file = file.ok_or(ErrorCode::NoFile)?;
    let (table, version) = exported(&job)?.ok_or(ErrorCode::NoFile)?;
    let response = attachment(FileFormat::Xlsx.content_type(), &file.name)
        .body(SizedStream::new(file.size, content(parts.db.clone(), job.id)));
    if is_head {
        return Ok(response);
    }
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(access.contest.id),
        subject: job.round_id.to_string(),
        what: Audited::ResultsExported {
            round: access.round.title,
            table,
            file: file.name.clone(),
            version,
        },
    };
    record(&parts.db.write, now, event).await?;
    Ok(response)
}

/// Streams the parts in order. A missing part breaks off the download, so that the file is never mistaken for complete.
fn content(db: Db, job: JobId) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold((db, 0), move |(db, part)| async move {
        let found = job_file::Entity::find_by_id((job, part)).one(&db.read).await;
        let found = found.map_err(io::Error::other)?;
        Ok(found.map(|row| (Bytes::from(row.content), (db, part + 1))))
    })
}
