//! A judge settles a round: freezes the ranking as it is now. If nothing has changed since, the version stays the same.

use super::exclusion::Exclusion;
use super::parts::Judging;
use super::rank_round::{RankedRound, rank_round};
use super::requirements::{require_all_recorded, require_none_pending, require_not_final, round_id};
use super::settled::{attempts_of_round, disqualified_accounts, newest_settlement, ranking_of};
use super::store_ranking::store_ranking;
use super::version::{Verdict, lock_round};
use crate::contests::access::{JudgedRound, RoundAccess};
use crate::db::Transaction;
use crate::db::entities::{ranking, settlement};
use crate::errors::AppResult;
use crate::jobs::running::Running;
use crate::jobs::show::accepted;
use crate::jobs::task::Task;
use crate::recording::superseded::{has_corrections, last_superseded};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

/// How often a ranking is made before giving up, if something changes each time while it is being made.
const TRIES: usize = 3;

#[utoipa::path(post, path = paths::SETTLEMENT, tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 202, body = Job)))]
pub(crate) async fn settle(
    parts: Data<Judging>,
    JudgedRound { claims, access }: JudgedRound,
) -> AppResult<HttpResponse> {
    let round = round_id(&access);
    require_not_final(&access.round)?;
    require_none_pending(&parts, &access).await?;
    let job = parts.jobs.ask(round, claims.sub, &Task::Settle).await?;
    accepted(&parts, job).await
}

/// The job: settles the round.
pub(crate) async fn run(parts: &Judging, access: &RoundAccess, running: &Running) -> AppResult<()> {
    require_not_final(&access.round)?;
    rank_anew(parts, access, None, running).await
}

/// Ranks the round, and makes the next version from it if it differs from the newest; together with disqualifications,
/// if any are given.
pub(crate) async fn rank_anew(
    parts: &Judging,
    access: &RoundAccess,
    exclusion: Option<&Exclusion<'_>>,
    running: &Running,
) -> AppResult<()> {
    require_all_recorded(parts, access).await?;
    for _ in 0..TRIES {
        let facts = Facts::read(&parts.db.read, access).await?;
        let out = exclusion.map_or(&[][..], |exclusion| exclusion.accounts);
        let ranked = facts.rank(parts, access, out, running).await?;
        let ranking = match same_as_newest(parts, access, &ranked).await? {
            Some(ranking) => ranking,
            None => store_ranking(parts, round_id(access), ranked, running).await?,
        };
        let transaction = running.begin().await?;
        lock_round(&transaction, round_id(access)).await?;
        if !facts.still_hold(&transaction, access, &ranking).await? {
            transaction.rollback().await?;
            continue;
        }
        let (actor, now) = (running.asked_by(), parts.clock.now());
        if let Some(exclusion) = exclusion {
            exclusion.write(&transaction, access, actor, now).await?;
        }
        let verdict = Verdict::of(&transaction, access, &ranking).await?;
        verdict.write(&transaction, actor, now).await?;
        running.done(&transaction, None).await?;
        return Ok(transaction.commit().await?);
    }
    Err(ErrorCode::Unavailable.into())
}

/// Returns the ranking of the newest settlement, if `ranked` is the same.
async fn same_as_newest(
    parts: &Judging,
    access: &RoundAccess,
    ranked: &RankedRound,
) -> AppResult<Option<ranking::Model>> {
    let Some(newest) = newest_settlement(&parts.db.read, round_id(access)).await? else {
        return Ok(None);
    };
    let ranking = ranking_of(&parts.db.read, &newest).await?;
    let order = &ranked.order;
    let same = ranking.hash == order.hash
        && ranking.prediction_value == order.prediction_value
        && ranking.attempts()? == order.attempts;
    Ok(same.then_some(ranking))
}

/// What a ranking depends on besides the attempts; read before them.
pub(crate) struct Facts {
    disqualified: BTreeSet<AccountId>,
    /// When a record was last corrected.
    corrected_at: Option<Millis>,
}

impl Facts {
    /// Whether no record was corrected since a settlement.
    pub(crate) fn has_records_of(&self, settlement: &settlement::Model) -> bool {
        has_corrections(settlement, self.corrected_at)
    }

    pub(crate) async fn read(db: &impl ConnectionTrait, access: &RoundAccess) -> AppResult<Facts> {
        Ok(Facts {
            disqualified: disqualified_accounts(db, round_id(access)).await?,
            corrected_at: last_superseded(db, round_id(access)).await?,
        })
    }

    /// Ranks the round as if the accounts in `too` were disqualified as well.
    pub(crate) async fn rank(
        &self,
        parts: &Judging,
        access: &RoundAccess,
        too: &[AccountId],
        running: &Running,
    ) -> AppResult<RankedRound> {
        let round = parts.contests.round(round_id(access))?;
        let mut out = self.disqualified.clone();
        out.extend(too);
        let folder = parts.work_folder()?;
        rank_round(parts, &round, &out, folder.path(), running).await
    }

    /// Whether nothing has changed since. To be called in the transaction that relies on it.
    pub(crate) async fn still_hold(
        &self,
        transaction: &Transaction,
        access: &RoundAccess,
        ranking: &ranking::Model,
    ) -> AppResult<bool> {
        let round = round_id(access);
        Ok(
            disqualified_accounts(transaction, round).await? == self.disqualified
                && attempts_of_round(transaction, round).await? == ranking.attempts()?
                && last_superseded(transaction, round).await? == self.corrected_at,
        )
    }
}
