//! What an operator decides about an attempt that the server can neither close nor record by itself: try again, record
//! it blank, or give it up. Until then its round cannot be settled.

use super::known::Known;
use super::sweep::SWEPT_FOR_MS;
use super::{COMMIT_PATIENCE, Recovery};
use crate::clock_skew::OVER_AFTER_MS;
use crate::contests::catalog::LiveRound;
use crate::db::audit::{self, AuditEvent};
use crate::errors::{AppResult, Refusal};
use crate::recording::correct::{SERVER, keep};
use crate::recording::new_row::{Outcome, Reason};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use live::keys::Shard;
use sea_orm::{DbErr, TransactionTrait};
use std::sync::Arc;

/// The outcome of taking up an attempt again.
#[derive(Debug, PartialEq, Eq)]
pub enum Retried {
    /// The next sweep takes care of it.
    TakenUp,
    /// It is in the database, and Redis knows.
    Recorded,
    SetAside(Reason),
    /// The database refuses it, with this reason.
    Refused(String),
}

/// The outcome of giving up an attempt.
#[derive(Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Whether judges see it among the attempts that do not count.
    pub is_kept: bool,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Unresolved {
    #[error("neither the database nor Redis knows this attempt")]
    Unknown,
    #[error("its round {0} is not published")]
    UnknownRound(RoundId),
    #[error(
        "its frozen answers cannot be read. Record it without answers with `retry --blank`, or give it up with `drop`"
    )]
    Unreadable,
    #[error(
        "its frozen answers cannot be scored ({0}). Record it without answers with `retry --blank`, or give it up with \
         `drop`"
    )]
    Unscorable(String),
    #[error("its start is unknown, so it cannot be recorded. Give it up with `drop`")]
    NoStart,
    #[error("its answers can be read, and a blank record would discard them. Run `retry` without --blank")]
    Readable,
    #[error("its contestant can submit it until {0}, which would resolve it. Wait until then")]
    StillRuns(String),
    #[error("it is not stuck: a server closes and records it by itself")]
    NotStuck,
    #[error("it is recorded, and records are never dropped. Run `retry` to make Redis agree")]
    Recorded,
    #[error("the database did not reply in time. Try again")]
    NotYet,
    #[error("a store failed ({0}). See the log")]
    Store(#[from] Refusal),
}

impl From<DbErr> for Unresolved {
    fn from(error: DbErr) -> Unresolved {
        Unresolved::Store(error.into())
    }
}

impl From<live::Away> for Unresolved {
    fn from(error: live::Away) -> Unresolved {
        Unresolved::Store(error.into())
    }
}

impl Recovery {
    /// Takes up again an attempt that is held back. With `blank`, an attempt whose answers nobody can read is recorded
    /// as if nothing had ever been saved.
    pub async fn retry_attempt(&self, attempt: AttemptId, blank: bool) -> Result<Retried, Unresolved> {
        let known = self.look_up(attempt).await?;
        let (round, shard) = self.location_of(&known)?;
        if let Some(record) = &known.record {
            self.restore_account(&round, record.account).await?;
            self.live.retry_stuck(shard, attempt, None).await?;
            return Ok(Retried::Recorded);
        }
        if let Some(row) = &known.set_aside {
            self.live.drop_attempt(shard, attempt).await?;
            return Ok(Retried::SetAside(row.reason));
        }
        let deadline = match &known.traces.pending {
            Some((_, Ok(frozen))) => match round.record(frozen) {
                Ok(_) if blank => return Err(Unresolved::Readable),
                Ok(_) => None,
                Err(_) if blank => return self.record_blank(&round, shard, &known).await,
                Err(error) => return Err(Unresolved::Unscorable(error.to_string())),
            },
            Some((_, Err(_))) if blank => return self.record_blank(&round, shard, &known).await,
            Some((_, Err(_))) => return Err(Unresolved::Unreadable),
            None if blank && known.traces.open.is_some() => return Err(Unresolved::Readable),
            None if blank => return self.record_blank(&round, shard, &known).await,
            None => Some(round.bounded(known.facts().ok_or(Unresolved::NoStart)?).deadline),
        };
        self.live.retry_stuck(shard, attempt, deadline).await?;
        self.sweep_if_forgotten(&round).await;
        Ok(Retried::TakenUp)
    }

    /// Gives up an attempt. Whatever can still be made of it is kept where judges see it.
    pub async fn drop_attempt(&self, attempt: AttemptId, reason: &str) -> Result<Dropped, Unresolved> {
        let known = self.look_up(attempt).await?;
        let (round, shard) = known.location.ok_or(Unresolved::Unknown)?;
        if known.record.is_some() {
            return Err(Unresolved::Recorded);
        }
        let now = self.clock.now();
        let round = self.contests.round(round).ok();
        if !is_given_up(&known, round.as_deref(), now) {
            return Err(Unresolved::NotStuck);
        }
        // The row comes first: if Redis is away after it, the attempt is still held back and can be dropped again.
        let is_kept = self.keep_dropped(round.as_deref(), &known, reason, now).await?;
        self.live.drop_attempt(shard, attempt).await?;
        tracing::warn!(%attempt, is_kept, "an operator has dropped an attempt");
        Ok(Dropped { is_kept })
    }

    fn location_of(&self, known: &Known) -> Result<(Arc<LiveRound>, Shard), Unresolved> {
        let (round, shard) = known.location.ok_or(Unresolved::Unknown)?;
        let found = self.contests.round(round);
        Ok((found.map_err(|_unknown| Unresolved::UnknownRound(round))?, shard))
    }

    /// Records a blank close at the deadline, as for an attempt in which nothing was ever saved. A sheet that a phone
    /// can prove corrects it, as it would any other.
    async fn record_blank(
        &self,
        round: &LiveRound,
        shard: Shard,
        known: &Known,
    ) -> Result<Retried, Unresolved> {
        let facts = known.facts().ok_or(Unresolved::NoStart)?;
        let facts = AttemptFacts {
            masked_name: self.masked_name(facts.account).await?,
            ..facts
        };
        let now = self.clock.now();
        let deadline = round.bounded(facts.clone()).deadline;
        if now <= deadline + OVER_AFTER_MS {
            return Err(Unresolved::StillRuns(moment(deadline)));
        }
        let what = Audited::AttemptBlankOrdered {
            round: Some(round.title.clone()),
        };
        let event = event(Some(round), known, what);
        audit::record(&self.db.write, now, event).await?;
        let frozen = Known::closed_with(round, facts, AnswerSheet::default());
        match self.record(round, &frozen, COMMIT_PATIENCE * 4).await? {
            Some(Outcome::Recorded(_)) => {
                self.live.retry_stuck(shard, known.attempt, None).await?;
                Ok(Retried::Recorded)
            }
            Some(Outcome::SetAside(reason)) => Ok(Retried::SetAside(reason)),
            Some(Outcome::Refused(why)) => Ok(Retried::Refused(why)),
            _ => Err(Unresolved::NotYet),
        }
    }

    async fn keep_dropped(
        &self,
        round: Option<&LiveRound>,
        known: &Known,
        reason: &str,
        now: Millis,
    ) -> AppResult<bool> {
        let record = round.and_then(|round| known.best_record(round));
        let transaction = self.db.write.begin().await?;
        if let Some(record) = &record {
            keep(&transaction, record, Reason::Dropped, None, now).await?;
        }
        let what = Audited::AttemptDropped {
            round: round.map(|round| round.title.clone()),
            reason: reason.to_owned(),
        };
        let event = event(round, known, what);
        audit::record(&transaction, now, event).await?;
        transaction.commit().await?;
        Ok(record.is_some())
    }

    /// The servers sweep a round for a week after its close; what is taken up again later is swept here.
    async fn sweep_if_forgotten(&self, round: &Arc<LiveRound>) {
        let now = self.clock.now();
        if now >= round.window.closes_at + SWEPT_FOR_MS {
            self.sweep_round(round, now, true).await;
        }
    }
}

fn event(round: Option<&LiveRound>, known: &Known, what: Audited) -> AuditEvent {
    AuditEvent {
        actor: SERVER,
        contest: round.map(|round| round.contest),
        subject: known.attempt.to_string(),
        what,
    }
}

/// Whether the servers have given up on the attempt: it is held back, unreadable, or gone from Redis and overdue.
fn is_given_up(known: &Known, round: Option<&LiveRound>, now: Millis) -> bool {
    let traces = &known.traces;
    let is_unreadable =
        matches!(traces.pending, Some((_, Err(_)))) || (traces.is_open && traces.open.is_none());
    let is_gone = !traces.is_open && traces.pending.is_none() && traces.due.is_none();
    let is_overdue = known.facts().is_none_or(|facts| {
        // Extra time counts too.
        let deadline = round.map_or(facts.deadline, |round| round.extended(facts).deadline);
        now > deadline + OVER_AFTER_MS
    });
    traces.stuck.is_some() || is_unreadable || (is_gone && is_overdue)
}

/// Formats a moment for operators.
pub fn moment(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_error| at.0.to_string(), |at| at.to_string())
}
