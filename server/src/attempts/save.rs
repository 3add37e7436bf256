//! Saving the answer sheet: a snapshot with a growing revision, merged with what other devices have saved. An
//! acknowledged save counts.

use super::acknowledgement::acknowledge;
use super::admit::{Admitted, admit};
use super::parts::Attempts;
use crate::admission::class::SAVE;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::body::Arrived;
use crate::contests::catalog::LiveRound;
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use crate::recording::rows::recorded_attempt;
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::attempts::{MergedSheet, Saved, SendSheet};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use live::calls::{Reopened, SaveOutcome, SentSheet};
use live::keys::Shard;
use std::time::Duration;

/// How long the database may take to say whether an attempt that Redis does not know is closed.
const LOOK_UP: Duration = Duration::from_secs(2);

/// Saves all answers. Repeating a save is harmless; an answer never gives way to an earlier one.
#[utoipa::path(put, path = paths::SHEET, tag = "attempts",
    params(("attempt" = AttemptId, Path)), request_body = SendSheet,
    responses((status = 200, body = Saved)))]
pub(crate) async fn save(
    _turn: Turn<SAVE>,
    parts: Data<Attempts>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
    Arrived { at: now, body: sent }: Arrived<SendSheet>,
) -> AppResult<HttpResponse> {
    let Admitted {
        round,
        began,
        facts,
        deadline,
    } = admit(&parts, *attempt, claims.sub, &sent, now).await?;
    if now > facts.deadline + GRACE_MS {
        parts.require_right_clock().await?;
        return Err(ErrorCode::AttemptDeadlinePassed.into());
    }
    let shard = parts.live.shard_of(round.id, facts.account);
    let (device, times) = sent.device();
    let sheet = SentSheet {
        sheet: &sent.sheet,
        device,
        times,
    };
    let mut outcome = parts.live.save(shard, facts.attempt, now, sheet).await?;
    if let SaveOutcome::Lost = outcome {
        Box::pin(reopen(&parts, shard, &began)).await?;
        outcome = parts.live.save(shard, facts.attempt, now, sheet).await?;
    }
    let acknowledged = |sheet: &AnswerSheet, times: &str, merged| {
        HttpResponse::Ok().json(Saved {
            now,
            revision: sheet.revision,
            merged,
            deadline,
            unsure: !parts.contests.is_current(now),
            notice: told(&round, deadline.since(began.deadline), now),
            ack: acknowledge(&parts.secrets.acknowledgement, facts.attempt, sheet, times, now),
        })
    };
    match outcome {
        SaveOutcome::Saved => Ok(acknowledged(&sent.sheet, times, None)),
        SaveOutcome::Merged(held) => {
            let merged = MergedSheet {
                answers: held.sheet.answers.clone(),
                prediction: held.sheet.prediction,
                times: held.times.clone(),
            };
            Ok(acknowledged(&held.sheet, &held.times, Some(merged)))
        }
        SaveOutcome::Stale(revision) => Err(Refusal::new(ErrorCode::StaleRevision)
            .field("revision")
            .revision(revision)),
        // Closed between the two calls.
        SaveOutcome::Lost => Err(ErrorCode::AttemptClosed.into()),
    }
}

/// Returns what the organisers say to whoever is in the attempt, which was given so many milliseconds.
fn told(round: &LiveRound, more_ms: u64, now: Millis) -> Option<String> {
    let notice = round.notice(now);
    if more_ms == 0 {
        return notice.map(str::to_owned);
    }
    let more = say!(contests.more_time, n = more_ms.div_ceil(60_000));
    Some(match notice {
        Some(notice) => [&more, " ", notice].concat(),
        None => more,
    })
}

/// Reopens an attempt that Redis has lost, as it began. Refuses if it is closed.
async fn reopen(parts: &Attempts, shard: Shard, facts: &AttemptFacts) -> AppResult<()> {
    let one = std::slice::from_ref(facts);
    let mut reopened = parts.live.reopen(shard, true, one).await?;
    if reopened == Reopened::Cold {
        // A cold shard does not know which attempts are closed. The database does, so nobody waits for the rebuild.
        let recorded = within(LOOK_UP, recorded_attempt(&parts.db, facts.attempt)).await?;
        if recorded.is_some() {
            return Err(ErrorCode::AttemptClosed.into());
        }
        reopened = parts.live.reopen(shard, false, one).await?;
    }
    match reopened {
        Reopened::Open => Ok(()),
        Reopened::Closed => Err(ErrorCode::AttemptClosed.into()),
        Reopened::Cold => Err(ErrorCode::Unavailable.into()),
    }
}
