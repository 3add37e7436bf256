//! A judge disqualifies a contestant, with a reason. If the round is settled, the next version is made at once: the
//! next one moves up.

use super::freeze::{Exclusion, begin_for_round, freeze, require_all_recorded, require_not_final};
use super::freeze::{round_id, write_exclusion};
use super::parts::Judging;
use super::round_results::round_results;
use super::settled::{disqualified_accounts, newest_settlement};
use crate::auth::session::Judge;
use crate::body;
use crate::contests::access::{RoundAccess, round_for_judge};
use crate::db::entities::attempt;
use crate::errors::{Answer, Refusal};
use actix_web::web::{Data, Json, Path};
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::results::{Disqualify, RoundResults};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

#[utoipa::path(post, path = "/api/v1/staff/rounds/{round}/disqualifications", tag = "results",
    params(("round" = RoundId, Path)), request_body = Disqualify,
    responses((status = 200, body = RoundResults), (status = "4XX", body = ApiError)))]
pub async fn disqualify(
    parts: Data<Judging>,
    round: Path<RoundId>,
    Judge(claims): Judge,
    body::Json(asked): body::Json<Disqualify>,
) -> Answer<Json<RoundResults>> {
    let access = round_for_judge(&parts.db, &claims, *round).await?;
    require_not_final(&access.round)?;
    let exclusion = Exclusion {
        account: asked.account,
        reason: parse_reason(&asked.reason)?,
    };
    require_contestant(&parts, *round, asked.account).await?;
    if disqualified_accounts(&parts.db.read, *round)
        .await?
        .contains(&asked.account)
    {
        return Err(ErrorCode::AlreadyDisqualified.into());
    }
    exclude(&parts, &access, claims.sub, &exclusion).await?;
    round_results(&parts, &access).await.map(Json)
}

/// 5 to 500 characters without the space around them. Line breaks are fine, other control characters are not.
fn parse_reason(text: &str) -> Answer<String> {
    let reason = text.trim();
    if !(5..=500).contains(&reason.chars().count()) {
        return Err(Refusal::new(ErrorCode::ReasonRequired).field("reason"));
    }
    if reason
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(Refusal::new(ErrorCode::InvalidField).field("reason"));
    }
    Ok(reason.to_owned())
}

async fn require_contestant(parts: &Judging, round: RoundId, account: AccountId) -> Answer<()> {
    let theirs = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round.0))
        .filter(attempt::Column::AccountId.eq(account.0));
    match theirs.one(&parts.db.read).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::new(ErrorCode::NotAContestant).field("account")),
    }
}

/// Writes the disqualification: alone, or with the settlement that follows from it.
async fn exclude(
    parts: &Judging,
    access: &RoundAccess,
    actor: AccountId,
    exclusion: &Exclusion,
) -> Answer<()> {
    let transaction = begin_for_round(&parts.db, round_id(access)).await?;
    if newest_settlement(&transaction, round_id(access)).await?.is_none() {
        write_exclusion(&transaction, access, actor, exclusion, parts.clock.now()).await?;
        return Ok(transaction.commit().await?);
    }
    transaction.rollback().await?;
    require_all_recorded(parts, access).await?;
    freeze(parts, access, actor, Some(exclusion)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_five_to_five_hundred_characters() {
        assert_eq!(
            parse_reason("  Thi hộ người khác \n").unwrap(),
            "Thi hộ người khác"
        );
        assert!(
            parse_reason(&"ộ".repeat(500)).is_ok(),
            "characters count, not bytes"
        );
        for (text, code) in [
            ("    a    ".to_owned(), ErrorCode::ReasonRequired),
            ("x".repeat(501), ErrorCode::ReasonRequired),
            ("thi hộ\0người khác".to_owned(), ErrorCode::InvalidField),
        ] {
            assert_eq!(parse_reason(&text).unwrap_err().code, code, "{text:?}");
        }
    }
}
