//! A submission that arrived after the grace. The attempt is closed with what the server has, or had acknowledged; other
//! answers are kept for the judges, with what is known of them, and change nothing.

use super::acknowledgement::{add_acknowledged, adds_to, check, in_time};
use super::parts::Attempts;
use super::receipt::{of_outcome, receipt_of};
use crate::contests::catalog::LiveRound;
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use crate::recording::late_sheet::keep_late_sheet;
use crate::recording::new_row::Outcome;
use crate::recording::rows::recorded_attempt;
use crate::recovery::{COMMIT_PATIENCE, scored};
use actix_web::HttpResponse;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::{Changes, TimedSheet};
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, SendSheet};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::{LateEvidence, ProvenSave};
use live::calls::{CloseOutcome, Reopened};
use redis::RedisResult;
use std::time::Duration;

/// The limit of keeping a sheet, which is a few statements.
const KEEPING_LIMIT: Duration = Duration::from_secs(5);

/// Closes the attempt with the sheet that the server has. An acknowledged sheet counts even if the server has lost it
/// since. If the submission brings anything else, that is kept for the judges. Takes the facts with which the attempt began,
/// and the deadline that it missed.
pub(super) async fn late(
    parts: &Attempts,
    round: &LiveRound,
    (began, deadline): (&AttemptFacts, Millis),
    sent: &SendSheet,
    now: Millis,
) -> AppResult<HttpResponse> {
    parts.require_right_clock().await?;
    let facts = &AttemptFacts {
        deadline,
        ..began.clone()
    };
    let acknowledged = in_time(&parts.secrets.acknowledgement, facts, sent);
    let mut whole = sent.clone();
    add_acknowledged(&mut whole, acknowledged.as_ref());
    let submission = Late {
        parts,
        round,
        began,
        facts,
        sent,
        sheet: whole.sheet,
        acknowledged,
        now,
    };
    submission.handle().await
}

/// A late submission.
struct Late<'a> {
    parts: &'a Attempts,
    round: &'a LiveRound,
    /// With the deadline with which the attempt began, and with the one that was missed.
    began: &'a AttemptFacts,
    facts: &'a AttemptFacts,
    sent: &'a SendSheet,
    /// The sheet as it would have counted in time: with what other devices had answered.
    sheet: AnswerSheet,
    /// What was acknowledged to the device in time, as far as it can prove that.
    acknowledged: Option<(TimedSheet, Millis)>,
    /// When it arrived.
    now: Millis,
}

/// What is or will be recorded of the attempt.
struct Decided {
    /// `None` while the database is away.
    outcome: Option<Outcome>,
    /// What was handed to the recorder, if anything was.
    frozen: Option<Frozen>,
    /// Whether Redis keeps that until it is recorded.
    is_kept: bool,
}

impl Late<'_> {
    async fn handle(&self) -> AppResult<HttpResponse> {
        let decided = self.decide().await?;
        // Neither store says what counts: the phone keeps its sheet until one of them does.
        let counts = decided.counts().ok_or(ErrorCode::Unavailable)?;
        if self.is_known(counts) {
            return self.respond(decided);
        }
        // While the database is away, nothing but the phone can keep the sheet.
        if !decided.is_settled() {
            return Err(ErrorCode::Unavailable.into());
        }
        if self.keep(&decided).await? {
            return Err(ErrorCode::LateSheetKept.into());
        }
        self.respond(decided)
    }

    async fn decide(&self) -> AppResult<Decided> {
        let (frozen, is_kept) = match (self.close().await, &self.acknowledged) {
            (Ok(CloseOutcome::Closed(frozen)), _) => (Some(frozen), true),
            // By the clock of another server it may still be submitted in time.
            (Ok(CloseOutcome::StillOpen), Some(_)) => return Err(ErrorCode::Unavailable.into()),
            // It is recorded without this sheet, or Redis is away: the two are reconciled in the database.
            (_, Some((timed, at))) => (Some(self.frozen_with(&timed.sheet, *at)), false),
            (_, None) => (None, false),
        };
        let outcome = match &frozen {
            Some(frozen) => {
                self.parts
                    .recovery
                    .record(self.round, frozen, COMMIT_PATIENCE)
                    .await?
            }
            None => {
                let recorded = recorded_attempt(&self.parts.db, self.facts.attempt).await?;
                recorded.map(|record| Outcome::Recorded(Box::new(record)))
            }
        };
        Ok(Decided {
            outcome,
            frozen,
            is_kept,
        })
    }

    async fn close(&self) -> RedisResult<CloseOutcome> {
        let Late {
            parts,
            round,
            began,
            facts,
            now,
            ..
        } = *self;
        let acknowledged = self.acknowledged.as_ref();
        let close = || parts.recovery.close_at_deadline(round, facts, now, acknowledged);
        let closed = close().await;
        if !matches!(closed, Ok(CloseOutcome::Lost)) {
            return closed;
        }
        let shard = parts.live.shard_of(round.id, facts.account);
        match parts
            .live
            .reopen(shard, false, std::slice::from_ref(began))
            .await?
        {
            Reopened::Open => close().await,
            _ => Ok(CloseOutcome::Done),
        }
    }

    /// Whether the sheet brings nothing that the server did not have in time: it is what counts, or was acknowledged and
    /// then merged or outranked. A blank one, as an untouched device sends it, leaves nothing to judge.
    fn is_known(&self, counts: &AnswerSheet) -> bool {
        let sheet = &self.sheet;
        let held = self.acknowledged.as_ref();
        sheet.answers_like(&AnswerSheet::default())
            || (sheet.answers_like(counts) && sheet.revision <= counts.revision)
            || held.is_some_and(|(held, _)| !adds_to(self.sent, held))
    }

    /// Responds to a sheet that is not kept.
    fn respond(&self, decided: Decided) -> AppResult<HttpResponse> {
        let by_contestant = |by: ClosedBy| by == ClosedBy::Contestant;
        let frozen = decided.frozen.as_ref();
        match decided.outcome {
            // It was submitted in time before, and the response was lost, or Redis had lost that.
            Some(Outcome::Recorded(record)) if by_contestant(record.closed_by) => {
                Ok(HttpResponse::Ok().json(receipt_of(self.parts, &record)))
            }
            outcome => match frozen {
                Some(frozen) if self.acknowledged.is_some() || by_contestant(frozen.closed_by) => {
                    of_outcome(self.parts, outcome, frozen.closed_at, decided.is_kept)
                }
                // The receipt can be asked for.
                _ => Err(ErrorCode::AttemptDeadlinePassed.into()),
            },
        }
    }

    /// Keeps the sheet for the judges. Returns false if they have another late sheet of the attempt, or have these
    /// answers as the attempt's own.
    async fn keep(&self, decided: &Decided) -> AppResult<bool> {
        let mut record = scored(self.round, &self.frozen_with(&self.sheet, self.now))?;
        if let Some(Outcome::Recorded(recorded)) = &decided.outcome {
            record.number = recorded.number;
        }
        let evidence = self.evidence();
        let keeping = keep_late_sheet(&self.parts.db, &record, &evidence, self.now);
        within(KEEPING_LIMIT, keeping).await.map_err(Refusal::from)
    }

    fn evidence(&self) -> LateEvidence {
        let proven = self.sent.acknowledged.as_ref();
        let key = &self.parts.secrets.acknowledgement;
        // Also a mark from after the deadline: it was given before the close was moved to an earlier moment.
        let proven = proven.and_then(|sent| check(key, self.facts.attempt, sent));
        let last_ms = self.sent.changes.as_ref().and_then(Changes::last_ms);
        LateEvidence {
            arrived_at: self.now,
            deadline: self.facts.deadline,
            last_change_at: last_ms.map(|ms| Millis(self.facts.started_at.0.saturating_add_unsigned(ms))),
            acknowledged: proven.map(|(timed, at)| ProvenSave {
                revision: timed.sheet.revision,
                at,
            }),
        }
    }

    /// Returns the attempt closed at its deadline with this sheet.
    fn frozen_with(&self, sheet: &AnswerSheet, last_change_at: Millis) -> Frozen {
        Frozen {
            facts: self.facts.clone(),
            sheet: sheet.clone(),
            last_change_at,
            closed_at: self.facts.deadline,
            closed_by: ClosedBy::Deadline,
        }
    }
}

impl Decided {
    /// Whether the database has decided about the attempt.
    fn is_settled(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Recorded(_) | Outcome::SetAside(_)))
    }

    /// Returns the sheet that counts or will count, as far as it is known.
    fn counts(&self) -> Option<&AnswerSheet> {
        match (&self.outcome, &self.frozen) {
            (Some(Outcome::Recorded(record)), _) => Some(&record.sheet),
            (_, Some(frozen)) => Some(&frozen.sheet),
            (_, None) => None,
        }
    }
}
