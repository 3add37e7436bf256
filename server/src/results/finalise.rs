//! A judge publishes the newest settlement. It is first made again from the attempts: what is published is what the
//! attempts say, or nothing.

use super::freeze::{begin_for_round, ranking_of_round, require_all_recorded, require_not_final, turn};
use super::parts::Judging;
use super::round_results::round_results;
use super::settled::{attempts_of_round, corrections_of_contest, disqualified_accounts, newest_settlement};
use super::texts::Texts;
use crate::auth::session::Judge;
use crate::contests::access::{RoundAccess, round_by_id, round_for_judge};
use crate::db::Transaction;
use crate::db::audit::{Deed, record};
use crate::db::entities::{round, settlement};
use crate::errors::{Answer, Refusal};
use actix_web::web::{Data, Json, Path};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::results::RoundResults;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

#[utoipa::path(post, path = "/api/v1/staff/rounds/{round}/settlement/final", tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = RoundResults), (status = "4XX", body = ApiError)))]
pub async fn finalise(
    parts: Data<Judging>,
    round: Path<RoundId>,
    Judge(claims): Judge,
) -> Answer<Json<RoundResults>> {
    let access = round_for_judge(&parts.db, &claims, *round).await?;
    require_not_final(&access.round)?;
    require_all_recorded(&parts, &access).await?;
    if newest_settlement(&parts.db.read, *round).await?.is_none() {
        return Err(ErrorCode::NotSettled.into());
    }
    let turn = turn().await?;
    let out = disqualified_accounts(&parts.db.read, *round).await?;
    let corrected = corrections_of_contest(&parts.db.read, access.contest.id).await?;
    let ranking = ranking_of_round(&parts, &access, out).await?;

    let transaction = begin_for_round(&parts.db, *round).await?;
    let newest = newest_settlement(&transaction, *round)
        .await?
        .ok_or(ErrorCode::NotSettled)?;
    let attempts = attempts_of_round(&transaction, *round).await?;
    let is_as_ranked = attempts == ranking.attempts
        && corrections_of_contest(&transaction, access.contest.id).await? == corrected;
    if newest.hash != ranking.hash(*round) || !is_as_ranked {
        return Err(Refusal::new(ErrorCode::NotSettled).message(&Texts::of_reader().settlement_stale));
    }
    publish(&transaction, &access, claims.sub, &newest, parts.clock.now().0).await?;
    transaction.commit().await?;
    drop(turn);
    parts.changes.announce().await?;

    let round = round_by_id(&parts.db.read, *round).await?;
    let access = RoundAccess {
        contest: access.contest,
        round,
    };
    round_results(&parts, &access).await.map(Json)
}

async fn publish(
    transaction: &Transaction,
    access: &RoundAccess,
    actor: AccountId,
    newest: &settlement::Model,
    now: i64,
) -> Answer<()> {
    let settlement = settlement::ActiveModel {
        id: Unchanged(newest.id),
        finalised_at: Set(Some(now)),
        finalised_by: Set(Some(actor.0)),
        ..Default::default()
    };
    settlement.update(transaction).await?;
    let round = round::ActiveModel {
        id: Unchanged(access.round.id),
        finalised_at: Set(Some(now)),
        ..Default::default()
    };
    round.update(transaction).await?;
    let deed = Deed {
        actor,
        action: "round.finalised",
        contest: Some(ContestId(access.contest.id)),
        subject: RoundId(access.round.id).to_string(),
        detail: format!("version {}, sha256 {}", newest.version, newest.hash),
    };
    Ok(record(transaction, contest_core::time::Millis(now), deed).await?)
}
