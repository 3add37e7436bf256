//! Writes down that a job is wanted. A request for the same job while it is at work returns that job.

use super::ended::ended;
use super::task::Task;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::job::{self, State};
use crate::errors::AppResult;
use contest_core::ids::{AccountId, JobId, RoundId};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, SqlErr, TransactionTrait};
use tokio::sync::watch;
use uuid::Uuid;

/// How often to try again if the job that was in the way has just ended.
const TRIES: usize = 5;

/// Where jobs are written down. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    pub(super) db: Db,
    pub(super) clock: Clock,
    /// Wakes this process's workers; those of other processes poll.
    pub(super) added: watch::Sender<()>,
}

impl Jobs {
    pub(crate) fn new(db: Db, clock: Clock) -> Jobs {
        Jobs {
            db,
            clock,
            added: watch::Sender::new(()),
        }
    }

    /// Returns the job that does this task and has not ended. Refuses while another job of its scope is at work.
    pub(crate) async fn at_work(
        &self,
        round: RoundId,
        by: AccountId,
        task: &Task,
    ) -> AppResult<Option<job::Model>> {
        let at_work = job::Entity::find()
            .filter(job::Column::Scope.eq(task.scope(round, by)))
            .filter(job::Column::EndedAt.is_null())
            .one(&self.db.write)
            .await?;
        match at_work {
            Some(job) if job.task == serde_json::to_string(task)? => Ok(Some(job)),
            Some(_other) => Err(ErrorCode::JobRunning.into()),
            None => Ok(None),
        }
    }

    /// Returns the job that does this task: the one at work, or a new one. Refuses while another job of its scope is at
    /// work.
    pub(crate) async fn ask(&self, round: RoundId, by: AccountId, task: &Task) -> AppResult<job::Model> {
        for _ in 0..TRIES {
            if let Some(job) = self.at_work(round, by, task).await? {
                return Ok(job);
            }
            let now = self.clock.now();
            let job = job::Model {
                id: JobId(Uuid::now_v7()),
                round_id: round,
                kind: task.kind(),
                scope: task.scope(round, by),
                task: serde_json::to_string(task)?,
                asked_by: by,
                asked_at: now,
                state: State::Waiting,
                progress: 0,
                tries: 0,
                due_at: now,
                runner: None,
                ended_at: None,
                error: None,
                file_name: None,
                file_size: None,
                file_removed_at: None,
            };
            let row = job.clone().into_active_model();
            match job::Entity::insert(row)
                .exec_without_returning(&self.db.write)
                .await
            {
                Ok(_) => {
                    self.added.send_replace(());
                    return Ok(job);
                }
                // Another request was quicker.
                Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ErrorCode::Unavailable.into())
    }

    /// Cancels a job that has not ended, in the same transaction as its audit event. Whoever works on it notices at its
    /// next report, or when it wants to write.
    pub(crate) async fn cancel(&self, job: &job::Model, event: AuditEvent) -> AppResult<()> {
        let (transaction, now) = (self.db.write.begin().await?, self.clock.now());
        let cancelled = job::Entity::update_many()
            .set(ended(job, State::Cancelled, now))
            .filter(job::Column::Id.eq(job.id))
            .filter(job::Column::EndedAt.is_null())
            .exec(&transaction)
            .await?;
        if cancelled.rows_affected == 0 {
            return Err(ErrorCode::JobOver.into());
        }
        record(&transaction, now, event).await?;
        Ok(transaction.commit().await?)
    }
}
