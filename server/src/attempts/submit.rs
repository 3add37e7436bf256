//! A contestant submits: freeze, score, record, receipt. A submission that arrived in time counts as of its arrival,
//! even if Redis or the database (not both) is cold, slow or away.

use super::acknowledgement::{add_acknowledged, in_time};
use super::admit::{Admitted, admit, check_complete};
use super::late::late;
use super::parts::Attempts;
use super::receipt;
use crate::admission::class::SUBMIT;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::body::Arrived;
use crate::contests::catalog::LiveRound;
use crate::errors::AppResult;
use crate::recording::rows::recorded_attempt;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::TimedSheet;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, SendSheet, Submitted};
use contest_core::wire::paths;
use live::calls::{CloseCall, CloseOutcome, SentSheet};

/// Submits an attempt. The receipt is sent only after the database has committed; a repeated submission returns the
/// same one. Other answers than those that count, after the grace, are kept for the judges (`late_sheet_kept`).
#[utoipa::path(post, path = paths::SUBMISSION, tag = "attempts",
    params(("attempt" = AttemptId, Path)), request_body = SendSheet,
    responses((status = 200, body = Submitted), (status = 202, body = Submitted)))]
pub(crate) async fn submit(
    _turn: Turn<SUBMIT>,
    parts: Data<Attempts>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
    Arrived {
        at: now,
        body: mut sent,
    }: Arrived<SendSheet>,
) -> AppResult<HttpResponse> {
    let Admitted {
        round, began, facts, ..
    } = admit(&parts, *attempt, claims.sub, &sent, now).await?;
    if now > facts.deadline + GRACE_MS {
        let whose = (&began, facts.deadline);
        return Box::pin(late(&parts, &round, whose, &sent, now)).await;
    }

    let acknowledged = in_time(&parts.secrets.acknowledgement, &facts, &sent);
    add_acknowledged(&mut sent, acknowledged.as_ref());
    check_complete(&round, &sent.sheet)?;
    let last_change = changed_at(acknowledged.as_ref(), &sent.sheet, now);
    let (device, times) = sent.device();
    let call = CloseCall {
        facts: &facts,
        now,
        sheet: SentSheet {
            sheet: &sent.sheet,
            device,
            times,
        },
        last_change,
        by: ClosedBy::Contestant,
        acknowledged: false,
    };
    let shard = parts.live.shard_of(round.id, facts.account);
    let closed = parts.live.close(shard, call).await;
    match closed {
        // The server closed it before its contestant was given more time. It stays closed: others know the score.
        Ok(CloseOutcome::Closed(frozen)) if closed_before(frozen.closed_by, frozen.closed_at, now) => {
            let whose = (&began, frozen.closed_at);
            Box::pin(late(&parts, &round, whose, &sent, now)).await
        }
        Ok(CloseOutcome::Closed(frozen)) => {
            let frozen = with_acknowledged(frozen, acknowledged);
            receipt::of_frozen(&parts, &round, &frozen, true).await
        }
        Ok(CloseOutcome::Done) => {
            let whose = (&began, facts);
            Box::pin(recorded_before(&parts, &round, whose, sent, now)).await
        }
        Ok(CloseOutcome::Late | CloseOutcome::StillOpen | CloseOutcome::Lost) => {
            let whose = (&began, facts.deadline);
            Box::pin(late(&parts, &round, whose, &sent, now)).await
        }
        Err(away) => {
            tracing::warn!(%away, "a submission is recorded without Redis");
            let at = now.min(facts.deadline);
            let frozen = frozen_at(facts, sent.sheet, last_change, at, ClosedBy::Contestant);
            receipt::of_frozen(&parts, &round, &frozen, false).await
        }
    }
}

/// Returns whether the server closed an attempt at a deadline so early that this submission came after its grace. Its
/// contestant was given more time only then.
fn closed_before(by: ClosedBy, closed_at: Millis, now: Millis) -> bool {
    by == ClosedBy::Deadline && now > closed_at + GRACE_MS
}

/// Handles a submission whose attempt is recorded already. The two closings are reconciled in the database.
async fn recorded_before(
    parts: &Attempts,
    round: &LiveRound,
    (began, facts): (&AttemptFacts, AttemptFacts),
    sent: SendSheet,
    now: Millis,
) -> AppResult<HttpResponse> {
    let stored = recorded_attempt(&parts.db, facts.attempt).await?;
    if let Some(stored) = &stored
        && closed_before(stored.closed_by, stored.closed_at, now)
    {
        return late(parts, round, (began, stored.closed_at), &sent, now).await;
    }
    let acknowledged = in_time(&parts.secrets.acknowledgement, &facts, &sent);
    let sent = sent.sheet;
    let counts = match stored {
        // A server closed it while this submission, which arrived in time, was on its way. Answers that are the same as
        // the saved ones last changed when those were saved.
        Some(stored) if stored.closed_by == ClosedBy::Deadline => {
            let last_change = match stored.sheet.answers_like(&sent) {
                true => stored.last_change_at,
                false => changed_at(acknowledged.as_ref(), &sent, now),
            };
            Some((sent, last_change, now.min(facts.deadline)))
        }
        // It was submitted before. An acknowledged sheet that is newer than the recorded one and no later than its
        // close counts as of that close, even if the close of the round has been moved earlier since.
        Some(stored) => acknowledged
            .map(|(timed, at)| (timed.sheet, at))
            .filter(|(sheet, at)| sheet.revision > stored.sheet.revision && *at <= stored.closed_at)
            .map(|(sheet, at)| (sheet, at, stored.closed_at)),
        None => None,
    };
    match counts {
        Some((sheet, at, closed_at)) => {
            let frozen = frozen_at(facts, sheet, at, closed_at, ClosedBy::Contestant);
            receipt::of_frozen(parts, round, &frozen, false).await
        }
        None => receipt::of_recorded(parts, facts.attempt).await,
    }
}

fn frozen_at(
    facts: AttemptFacts,
    sheet: AnswerSheet,
    last_change_at: Millis,
    closed_at: Millis,
    closed_by: ClosedBy,
) -> Frozen {
    Frozen {
        facts,
        sheet,
        last_change_at,
        closed_at,
        closed_by,
    }
}

/// Puts back a sheet that was acknowledged before the attempt was frozen, if Redis had lost it.
fn with_acknowledged(frozen: Frozen, acknowledged: Option<(TimedSheet, Millis)>) -> Frozen {
    match acknowledged.map(|(timed, at)| (timed.sheet, at)) {
        Some((sheet, at)) if sheet.revision > frozen.sheet.revision && at <= frozen.closed_at => Frozen {
            sheet,
            last_change_at: at,
            ..frozen
        },
        _ => frozen,
    }
}

/// Returns when the submitted sheet last changed: when it was saved, if it was. Its mark proves that even where Redis
/// has nothing to compare it with.
fn changed_at(acknowledged: Option<&(TimedSheet, Millis)>, sent: &AnswerSheet, now: Millis) -> Millis {
    match acknowledged {
        // An earlier revision is not enough: the sheet may have been changed and changed back since.
        Some((timed, at)) if timed.sheet.revision == sent.revision && timed.sheet.answers_like(sent) => *at,
        _ => now,
    }
}
