//! A judge disqualifies contestants, in one decision with one reason. If the round is settled, the next version is made
//! at once, as a difference to the ranking that both versions share: the next contestants move up.

use super::exclusion::{Exclusion, require_not_out};
use super::parts::Judging;
use super::ranking::depends_on_disqualifications;
use super::reason;
use super::requirements::{require_not_final, round_id};
use super::settle;
use super::settled::{newest_settlement, ranking_of};
use super::version::{Verdict, lock_round};
use crate::body;
use crate::contests::access::{JudgedRound, RoundAccess};
use crate::db::entities::{attempt, settlement};
use crate::errors::{AppResult, Refusal};
use crate::jobs::running::Running;
use crate::jobs::show::accepted;
use crate::jobs::task::Task;
use crate::recording::superseded::{has_corrections, last_superseded};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;
use contest_core::wire::results::Disqualify;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// The most contestants of one decision.
const MOST: usize = 100;

#[utoipa::path(post, path = paths::DISQUALIFICATIONS, tag = "results",
    params(("round" = RoundId, Path)), request_body = Disqualify,
    responses((status = 202, body = Job)))]
pub(crate) async fn disqualify(
    parts: Data<Judging>,
    JudgedRound { claims, access }: JudgedRound,
    body::Json(body): body::Json<Disqualify>,
) -> AppResult<HttpResponse> {
    let round = round_id(&access);
    require_not_final(&access.round)?;
    let reason = reason::parse(&body.reason)?;
    require_number(&body.accounts)?;
    let task = Task::Disqualify {
        accounts: body.accounts.clone(),
        reason,
    };
    // The same request again is harmless while its job is at work.
    if let Some(job) = parts.jobs.at_work(round, claims.sub, &task).await? {
        return accepted(&parts, job).await;
    }
    require_contestants(&parts, round, &body.accounts).await?;
    require_not_out(&parts.db.read, round, &body.accounts).await?;
    let job = parts.jobs.ask(round, claims.sub, &task).await?;
    accepted(&parts, job).await
}

fn require_number(accounts: &[AccountId]) -> AppResult<()> {
    let distinct: HashSet<&AccountId> = accounts.iter().collect();
    if !(1..=MOST).contains(&accounts.len()) || distinct.len() < accounts.len() {
        return Err(Refusal::new(ErrorCode::InvalidField).field("accounts"));
    }
    Ok(())
}

async fn require_contestants(parts: &Judging, round: RoundId, accounts: &[AccountId]) -> AppResult<()> {
    let theirs = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::AccountId)
        .distinct()
        .filter(attempt::Column::RoundId.eq(round))
        .filter(attempt::Column::AccountId.is_in(accounts.iter().copied()));
    let found: Vec<AccountId> = theirs.into_tuple().all(&parts.db.read).await?;
    match accounts.iter().position(|account| !found.contains(account)) {
        Some(index) => Err(Refusal::new(ErrorCode::NotAContestant).field(format!("accounts.{index}"))),
        None => Ok(()),
    }
}

/// The job: writes the disqualifications, together with the version that follows from them if the round is settled.
pub(crate) async fn run(
    parts: &Judging,
    access: &RoundAccess,
    accounts: &[AccountId],
    reason: &str,
    running: &Running,
) -> AppResult<()> {
    let exclusion = Exclusion { accounts, reason };
    let newest = newest_settlement(&parts.db.read, round_id(access)).await?;
    if let Some(newest) = &newest
        && everybody_moves(parts, access, newest).await?
    {
        return settle::rank_anew(parts, access, Some(&exclusion), running).await;
    }
    let transaction = running.begin().await?;
    lock_round(&transaction, round_id(access)).await?;
    let (actor, now) = (running.asked_by(), parts.clock.now());
    exclusion.write(&transaction, access, actor, now).await?;
    if let Some(newest) = &newest {
        let ranking = ranking_of(&transaction, newest).await?;
        let verdict = Verdict::of(&transaction, access, &ranking).await?;
        verdict.write(&transaction, actor, now).await?;
    }
    running.done(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

/// Whether the round has to be ranked again: because the order may change, because records were corrected, or because
/// the ranking is one of an earlier release, which is not built upon.
async fn everybody_moves(
    parts: &Judging,
    access: &RoundAccess,
    newest: &settlement::Model,
) -> AppResult<bool> {
    let rules = access.round.rules()?;
    let of_earlier_release = ranking_of(&parts.db.read, newest).await?.hash.is_empty();
    let corrected_at = last_superseded(&parts.db.read, round_id(access)).await?;
    let out_of_date = !has_corrections(newest, corrected_at);
    Ok(of_earlier_release || out_of_date || depends_on_disqualifications(&rules))
}
