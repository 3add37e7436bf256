//! Moving the opening or the close of a round: postponing it, extending it, or ending it now.

use crate::body::Json;
use crate::contests::access::OwnedRound;
use crate::contests::draft_rounds::moment;
use crate::contests::parts::Organising;
use crate::contests::{access, rounds, staff_show};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::round;
use crate::errors::{AppResult, Refusal};
use crate::results::requirements::require_not_cancelled;
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::ids::RoundId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::audit::{Audited, AuditedWindow};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{MoveWindow, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, TransactionTrait};

/// How far a moment may lie in the past and still mean now: the organiser reads a clock, then presses the button.
const NOW_MS: i64 = 60_000;
/// Forms show seconds: a moment that differs by less has not been moved.
const SAME_MS: u64 = 1_000;

/// Moves the opening or the close of a round. To end it now, send the current time as its close.
#[utoipa::path(patch, path = paths::WINDOW, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    request_body = MoveWindow,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn move_window(
    parts: Data<Organising>,
    OwnedRound { claims, access }: OwnedRound,
    Json(body): Json<MoveWindow>,
) -> AppResult<web::Json<StaffContest>> {
    let (contest_id, id) = (access.contest.id, access.round.id);
    let wanted = (
        moment(&body.opens_at).map_err(|refusal| refusal.field("opens_at"))?,
        moment(&body.closes_at).map_err(|refusal| refusal.field("closes_at"))?,
    );
    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, contest_id).await?;
    let round = access::round_by_id(&transaction, id).await?;
    require_not_cancelled(&round)?;
    let was = (round.opens_at, round.closes_at);
    // Read only now: it may have taken a while to lock the contest.
    let now = parts.clock.now();
    let published = contest.published_at.is_some();
    let (opens_at, closes_at) = if published {
        moved(was, wanted, now)?
    } else {
        // Nobody has been promised anything yet; publishing checks the window against the clock.
        ordered(wanted)?
    };
    let title = round.title.clone();
    let mut row: round::ActiveModel = round.into();
    row.opens_at = Set(opens_at);
    row.closes_at = Set(closes_at);
    row.update(&transaction).await?;
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(contest_id),
        subject: id.to_string(),
        what: Audited::RoundWindowMoved {
            round: title,
            was: audited(was),
            now: audited((opens_at, closes_at)),
        },
    };
    audit::record(&transaction, now, event).await?;
    // Once keys may be public, a round stays closed, however long the database took.
    if published && parts.clock.now() >= was.1 + GRACE_MS {
        return Err(closed());
    }
    transaction.commit().await?;
    rounds::announce(&parts.changes).await;
    staff_show::view(&parts.counts, contest, parts.clock.now())
        .await
        .map(web::Json)
}

/// Returns the new window of a published round. Nothing that has passed is moved, and nothing is moved into the past.
fn moved(was: (Millis, Millis), wanted: (Millis, Millis), now: Millis) -> AppResult<(Millis, Millis)> {
    let differs = |a: Millis, b: Millis| a.since(b).max(b.since(a)) >= SAME_MS;
    let (mut opens_at, mut closes_at) = was;
    if now >= closes_at {
        return Err(closed());
    }
    if differs(wanted.0, opens_at) {
        if now >= opens_at {
            return Err(invalid("opens_at", say!(contests.opening_passed)));
        }
        if wanted.0 < now - NOW_MS {
            return Err(invalid("opens_at", say!(contests.opening_in_the_past)));
        }
        opens_at = wanted.0.max(now);
    }
    if differs(wanted.1, closes_at) {
        if wanted.1 < now - NOW_MS {
            return Err(invalid("closes_at", say!(contests.close_in_the_past)));
        }
        // Never before now: everything submitted until this moment was submitted in time.
        closes_at = wanted.1.max(now);
    }
    ordered((opens_at, closes_at))
}

pub(super) fn closed() -> Refusal {
    Refusal::new(ErrorCode::RoundClosed)
        .field("closes_at")
        .message(say!(contests.close_passed))
}

fn invalid(field: &str, message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidWindow)
        .field(field)
        .message(message)
}

fn ordered(window: (Millis, Millis)) -> AppResult<(Millis, Millis)> {
    if window.0 < window.1 {
        return Ok(window);
    }
    Err(invalid("closes_at", say!(contests.opens_before_closes)))
}

fn audited((opens_at, closes_at): (Millis, Millis)) -> AuditedWindow {
    AuditedWindow { opens_at, closes_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_796_083_200_000);
    const HOUR: i64 = 3_600_000;

    fn code(was: (Millis, Millis), wanted: (Millis, Millis)) -> ErrorCode {
        moved(was, wanted, NOW).unwrap_err().code
    }

    #[test]
    fn an_open_round_can_be_extended_and_ended_now_but_not_in_the_past() {
        let was = (NOW - HOUR, NOW + HOUR);
        let to = |close| moved(was, (was.0, close), NOW);
        assert_eq!(to(NOW + 2 * HOUR).unwrap(), (was.0, NOW + 2 * HOUR));
        assert_eq!(to(NOW - 30_000).unwrap(), (was.0, NOW));
        assert_eq!(to(NOW - HOUR / 2).unwrap_err().code, ErrorCode::InvalidWindow);
        assert_eq!(code(was, (was.0 + HOUR / 2, was.1)), ErrorCode::InvalidWindow);
        // Forms leave out the milliseconds.
        assert_eq!(moved(was, (was.0 - 999, was.1), NOW).unwrap(), was);
    }

    #[test]
    fn a_coming_round_can_be_moved_and_opened_now() {
        let was = (NOW + HOUR, NOW + 2 * HOUR);
        assert_eq!(moved(was, (NOW - 1_000, was.1), NOW).unwrap(), (NOW, was.1));
        assert_eq!(code(was, (NOW - HOUR, was.1)), ErrorCode::InvalidWindow);
        assert_eq!(code(was, (was.1, was.0)), ErrorCode::InvalidWindow);
    }

    #[test]
    fn a_closed_round_stays_closed() {
        assert_eq!(
            code((NOW - HOUR, NOW), (NOW - HOUR, NOW + HOUR)),
            ErrorCode::RoundClosed
        );
    }
}
