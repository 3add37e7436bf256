//! A job that this process works on. It writes only in transactions in which the job is still its own: a job that was
//! cancelled, or taken over by another server because this one was silent, changes nothing any more.

use super::ask::Jobs;
use super::ended::ended;
use crate::db::Transaction;
use crate::db::entities::job::{self, State};
use crate::errors::{AppResult, Refusal};
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// How often a running job reports that it is alive, and its progress.
pub(crate) const BEAT: Duration = Duration::from_secs(2);
/// After this long a silence another server takes the job over.
const SILENCE_MS: i64 = 20_000;
/// How often a job is begun before it is given up: a store that it needs is away, or it takes its server down with it.
pub(super) const TRIES: i32 = 8;
/// The first pause before a job is retried because a store was away; it doubles with each try.
const AGAIN_MS: i64 = 1_000;

#[derive(Clone)]
pub(crate) struct Running {
    jobs: Jobs,
    pub(crate) job: Arc<job::Model>,
    runner: Uuid,
    progress: Arc<AtomicU8>,
}

/// What an export leaves behind.
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) removed_at: Millis,
}

impl Running {
    /// Takes up the next due job that matches `of`, if there is one.
    pub(super) async fn take(jobs: &Jobs, runner: Uuid, of: Condition) -> AppResult<Option<Running>> {
        let now = jobs.clock.now();
        let due = Condition::all()
            .add(of)
            .add(job::Column::EndedAt.is_null())
            .add(job::Column::DueAt.lte(now));
        let first_come = job::Entity::find()
            .filter(due.clone())
            .order_by_asc(job::Column::AskedAt);
        let found = first_come.all(&jobs.db.read).await?;
        for mut job in found {
            let taken = job::Entity::update_many()
                .set(job::ActiveModel {
                    state: Set(State::Running),
                    runner: Set(Some(runner)),
                    tries: Set(job.tries + 1),
                    due_at: Set(now + SILENCE_MS),
                    ..Default::default()
                })
                .filter(due.clone())
                .filter(job::Column::Id.eq(job.id))
                .filter(job::Column::Tries.eq(job.tries))
                .exec(&jobs.db.write)
                .await?;
            if taken.rows_affected == 1 {
                job.tries += 1;
                return Ok(Some(Running {
                    jobs: jobs.clone(),
                    job: Arc::new(job),
                    runner,
                    progress: Arc::default(),
                }));
            }
        }
        Ok(None)
    }

    pub(crate) fn asked_by(&self) -> AccountId {
        self.job.asked_by
    }

    /// Notes the progress, in percent.
    pub(crate) fn at(&self, percent: u64) {
        let percent = u8::try_from(percent).unwrap_or(99).min(99);
        self.progress.fetch_max(percent, Ordering::Relaxed);
    }

    fn is_mine(&self) -> Condition {
        Condition::all()
            .add(job::Column::Id.eq(self.job.id))
            .add(job::Column::Runner.eq(self.runner))
            .add(job::Column::Tries.eq(self.job.tries))
            .add(job::Column::EndedAt.is_null())
    }

    /// Reports. Returns false if the job is no longer ours.
    pub(super) async fn beat(&self) -> AppResult<bool> {
        let reported = job::Entity::update_many()
            .set(job::ActiveModel {
                progress: Set(self.progress.load(Ordering::Relaxed).into()),
                due_at: Set(self.jobs.clock.now() + SILENCE_MS),
                ..Default::default()
            })
            .filter(self.is_mine())
            .exec(&self.jobs.db.write)
            .await?;
        Ok(reported.rows_affected == 1)
    }

    /// Begins a transaction during which nobody can take the job away.
    pub(crate) async fn begin(&self) -> AppResult<Transaction> {
        let transaction = self.jobs.db.write.begin().await?;
        let mine = job::Entity::find()
            .filter(self.is_mine())
            .lock_exclusive()
            .one(&transaction)
            .await?;
        match mine {
            Some(_) => Ok(transaction),
            None => Err(ErrorCode::JobOver.into()),
        }
    }

    /// Ends the job, in the transaction of its work.
    pub(crate) async fn done(&self, transaction: &Transaction, made: Option<Made>) -> AppResult<()> {
        let mut row = job::ActiveModel {
            progress: Set(100),
            ..ended(&self.job, State::Done, self.jobs.clock.now())
        };
        if let Some(made) = made {
            row.file_name = Set(Some(made.name));
            row.file_size = Set(i64::try_from(made.size).ok());
            row.file_removed_at = Set(Some(made.removed_at));
        }
        match self.end(transaction, row).await? {
            true => Ok(()),
            false => Err(ErrorCode::JobOver.into()),
        }
    }

    /// Handles a refusal. If a store was away, any server tries the job again, [`TRIES`] times in all; any other
    /// refusal ends it as failed.
    pub(super) async fn refused(&self, refusal: &Refusal) -> AppResult<()> {
        let passes = refusal.code == ErrorCode::Unavailable && self.job.tries < TRIES;
        let row = if passes {
            let wait = AGAIN_MS << (self.job.tries - 1).clamp(0, 6);
            self.given_back(self.jobs.clock.now() + wait)
        } else {
            job::ActiveModel {
                error: Set(Some(refusal.code.as_str().to_owned())),
                ..ended(&self.job, State::Failed, self.jobs.clock.now())
            }
        };
        self.end(&self.jobs.db.write, row).await.map(drop)
    }

    /// Gives the job back when this server stops, for another to take up at once. The try does not count.
    pub(super) async fn give_back(&self) -> AppResult<()> {
        let row = job::ActiveModel {
            tries: Set(self.job.tries - 1),
            ..self.given_back(self.jobs.clock.now())
        };
        self.end(&self.jobs.db.write, row).await.map(drop)
    }

    fn given_back(&self, due_at: Millis) -> job::ActiveModel {
        job::ActiveModel {
            state: Set(State::Waiting),
            runner: Set(None),
            due_at: Set(due_at),
            ..Default::default()
        }
    }

    async fn end(&self, db: &impl ConnectionTrait, row: job::ActiveModel) -> AppResult<bool> {
        let ended = job::Entity::update_many()
            .set(row)
            .filter(self.is_mine())
            .exec(db)
            .await?;
        Ok(ended.rows_affected == 1)
    }
}
