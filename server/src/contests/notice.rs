//! A short text on all screens of a contest: shown, replaced, taken down.

use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::draft_rounds::moment;
use crate::contests::parts::Organising;
use crate::contests::{access, rounds, staff_show, while_running};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::notice;
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::web::{self, Data};
use contest_core::ids::ContestId;
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ShowNotice, StaffContest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, TransactionTrait};
use uuid::Uuid;

/// The most characters of a notice: it has to fit on a phone beside a question.
const MOST: usize = 300;

/// Shows a notice in place of the former one, or takes that down. Phones in an attempt show it with their next save, at
/// most a minute later.
#[utoipa::path(put, path = paths::NOTICE, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = ShowNotice,
    responses((status = 200, body = StaffContest)))]
pub(crate) async fn put(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<ShowNotice>,
) -> AppResult<web::Json<StaffContest>> {
    let text = checked(&body.text)?;
    let until = body.until.as_deref().map(moment).transpose();
    let until = until.map_err(|refusal| refusal.field("until"))?;
    let until = until.filter(|_| !text.is_empty());
    let transaction = parts.db.write.begin().await?;
    let contest = access::locked_contest(&transaction, contest.id).await?;
    if contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    let now = parts.clock.now();
    if until.is_some_and(|until| until <= now) {
        return Err(Refusal::new(ErrorCode::InvalidField)
            .field("until")
            .message(say!(contests.notice_past)));
    }
    let last = while_running::last_notice(&transaction, contest.id).await?;
    // The newest has the highest id, even if the clock of the server that showed the former one is ahead.
    let after_last = last
        .as_ref()
        .map_or(0, |last| last.id.as_u128().saturating_add(1));
    let id = Uuid::from_u128(Uuid::now_v7().as_u128().max(after_last));
    let stands = last.map_or((String::new(), None), |last| (last.text, last.shown_until));
    // The same once more changes nothing: the first reply may have been lost.
    if stands != (text.clone(), until) {
        let event = AuditEvent {
            actor: claims.sub,
            contest: Some(contest.id),
            subject: contest.id.to_string(),
            what: Audited::NoticeShown {
                text: text.clone(),
                until,
            },
        };
        let row = notice::ActiveModel {
            id: Set(id),
            contest_id: Set(contest.id),
            text: Set(text),
            shown_until: Set(until),
            actor_id: Set(claims.sub),
            made_at: Set(now),
        };
        row.insert(&transaction).await?;
        audit::record(&transaction, now, event).await?;
        transaction.commit().await?;
        rounds::announce(&parts.changes).await;
    }
    view(&parts, contest, now).await
}

async fn view(
    parts: &Organising,
    contest: crate::db::entities::contest::Model,
    now: Millis,
) -> AppResult<web::Json<StaffContest>> {
    staff_show::view(&parts.counts, contest, now).await.map(web::Json)
}

/// Returns the text without space around it and in one line.
fn checked(text: &str) -> AppResult<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(Refusal::new(ErrorCode::InvalidField)
            .field("text")
            .message(say!(contests.notice_length)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_one_line_of_at_most_three_hundred_characters() {
        assert_eq!(checked(" Mất điện\n tại hai xã ").unwrap(), "Mất điện tại hai xã");
        assert_eq!(checked(" \n").unwrap(), "", "it is taken down");
        assert!(checked(&"ộ".repeat(300)).is_ok());
        assert!(checked(&"ộ".repeat(301)).is_err() && checked("a\0b").is_err());
    }
}
