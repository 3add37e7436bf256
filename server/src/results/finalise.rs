//! A judge publishes the newest settlement. It is first recomputed from the attempts: what is published is what the
//! attempts say, or nothing.

use super::parts::Judging;
use super::requirements::{require_all_recorded, require_none_pending, require_not_final, round_id};
use super::settle::Facts;
use super::settled::{newest_settlement, ranking_of};
use super::store_ranking::remove_unused;
use super::version::{Verdict, lock_round};
use crate::body;
use crate::contests::access::{JudgedRound, RoundAccess};
use crate::db::Transaction;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{round, settlement};
use crate::errors::AppResult;
use crate::jobs::running::Running;
use crate::jobs::show::accepted;
use crate::jobs::task::Task;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;
use contest_core::wire::results::Finalise;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

#[utoipa::path(post, path = paths::FINAL_SETTLEMENT, tag = "results",
    params(("round" = RoundId, Path)), request_body = Finalise,
    responses((status = 202, body = Job)))]
pub(crate) async fn finalise(
    parts: Data<Judging>,
    JudgedRound { claims, access }: JudgedRound,
    body::Json(body): body::Json<Finalise>,
) -> AppResult<HttpResponse> {
    let round = round_id(&access);
    require_not_final(&access.round)?;
    require_none_pending(&parts, &access).await?;
    match newest_settlement(&parts.db.read, round).await? {
        None => return Err(ErrorCode::NotSettled.into()),
        Some(newest) if newest.version()? != body.version => {
            return Err(ErrorCode::SettlementStale.into());
        }
        Some(_) => {}
    }
    let task = Task::Finalise {
        version: body.version,
    };
    let job = parts.jobs.ask(round, claims.sub, &task).await?;
    accepted(&parts, job).await
}

/// The job: publishes the version that the judge has seen, if it is still the newest and the attempts confirm it.
pub(crate) async fn run(
    parts: &Judging,
    access: &RoundAccess,
    version: u32,
    running: &Running,
) -> AppResult<()> {
    require_not_final(&access.round)?;
    require_all_recorded(parts, access).await?;
    remove_unused(parts, round_id(access), running).await?;
    let facts = Facts::read(&parts.db.read, access).await?;
    let order = facts.rank(parts, access, &[], running).await?.order;

    let transaction = running.begin().await?;
    lock_round(&transaction, round_id(access)).await?;
    let newest = newest_settlement(&transaction, round_id(access))
        .await?
        .ok_or(ErrorCode::SettlementStale)?;
    if newest.version()? != version {
        return Err(ErrorCode::SettlementStale.into());
    }
    let ranking = ranking_of(&transaction, &newest).await?;
    let is_as_ranked = ranking.hash == order.hash
        && ranking.prediction_value == order.prediction_value
        && ranking.attempts()? == order.attempts
        && facts.has_records_of(&newest)
        && facts.still_hold(&transaction, access, &ranking).await?;
    if !is_as_ranked || Verdict::of(&transaction, access, &ranking).await?.hash != newest.hash {
        return Err(ErrorCode::SettlementStale.into());
    }
    publish(
        &transaction,
        access,
        running.asked_by(),
        &newest,
        parts.clock.now(),
    )
    .await?;
    running.done(&transaction, None).await?;
    transaction.commit().await?;
    parts.changes.announce().await
}

async fn publish(
    transaction: &Transaction,
    access: &RoundAccess,
    actor: AccountId,
    newest: &settlement::Model,
    now: Millis,
) -> AppResult<()> {
    let settlement = settlement::ActiveModel {
        id: Unchanged(newest.id),
        finalised_at: Set(Some(now)),
        finalised_by: Set(Some(actor)),
        ..Default::default()
    };
    settlement.update(transaction).await?;
    let round = round::ActiveModel {
        id: Unchanged(access.round.id),
        finalised_at: Set(Some(now)),
        ..Default::default()
    };
    round.update(transaction).await?;
    let event = AuditEvent {
        actor,
        contest: Some(access.contest.id),
        subject: access.round.id.to_string(),
        what: Audited::RoundFinalised {
            round: access.round.title.clone(),
            version: newest.version()?,
            hash: newest.hash.clone(),
        },
    };
    Ok(record(transaction, now, event).await?)
}
