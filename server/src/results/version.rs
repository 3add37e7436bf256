//! A version of a settlement: a ranking together with the decisions about it. Its cost depends on what is decided, not
//! on how many are ranked.

use super::ranking::{Settled, settlement_hash};
use super::requirements::{require_not_final, round_id};
use super::settled::{disqualified_accounts, newest_settlement};
use super::standings::position_of;
use crate::contests::access::RoundAccess;
use crate::db::Transaction;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::{decision, entry, ranking, round, settlement, standing};
use crate::errors::{AppResult, Refusal};
use crate::recording::superseded::{has_corrections, last_superseded};
use contest_core::ids::{AccountId, ContestId, RankingId, RoundId, SettlementId};
use contest_core::rounds::PredictionTarget;
use contest_core::time::Millis;
use contest_core::winners::{Decision, Prize, decide, in_question, winners};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::FrozenPrediction;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Values per query, far below the databases' limits; also the rows per insertion.
const CHUNK: usize = 2_000;

/// Locks the round for a transaction in which nobody else may change its results. Refuses if they are final.
pub(crate) async fn lock_round(transaction: &Transaction, round: RoundId) -> AppResult<()> {
    // PostgreSQL locks the row; SQLite has one writer anyway.
    let row = round::Entity::find_by_id(round)
        .lock_exclusive()
        .one(transaction)
        .await?;
    let row = row.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    require_not_final(&row)
}

/// What follows from a ranking and the current disqualifications and withdrawals.
pub(crate) struct Verdict<'a> {
    access: &'a RoundAccess,
    ranking: &'a ranking::Model,
    decisions: Vec<Decision>,
    prizes: Vec<Prize>,
    target: Option<PredictionTarget>,
    pub(crate) hash: String,
}

impl<'a> Verdict<'a> {
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        access: &'a RoundAccess,
        ranking: &'a ranking::Model,
    ) -> AppResult<Verdict<'a>> {
        let round = round_id(access);
        let rules = access.round.rules()?;
        let out = positions_out(db, ranking.id, round).await?;
        let passed_over = passed_over(db, ranking.id, access.contest.id, &out).await?;
        let on_offer: u64 = rules.prizes.iter().map(|prize| u64::from(prize.quota)).sum();
        let eligible = eligible_positions(db, ranking.id, on_offer + passed_over.len() as u64).await?;
        let winners = winners(eligible, &passed_over, &rules.prizes);
        let positions: Vec<u32> = in_question(&winners, &out).into_iter().collect();
        let ties = ties_at(db, ranking.id, &positions).await?;
        let decisions = decide(&winners, &out, &ties);
        let settled = Settled {
            round,
            people: ranking.people()?,
            prediction_value: ranking.prediction_value,
            ranking: &ranking.hash,
        };
        Ok(Verdict {
            access,
            ranking,
            hash: settlement_hash(&settled, &decisions, &rules.prizes),
            decisions,
            target: rules.prediction.map(|prediction| prediction.target),
            prizes: rules.prizes,
        })
    }

    /// Writes it as the next version, unless the newest version says the same about the same ranking and the same
    /// records.
    pub(crate) async fn write(
        self,
        transaction: &Transaction,
        actor: AccountId,
        now: Millis,
    ) -> AppResult<()> {
        let (access, ranking) = (self.access, self.ranking);
        let round = round_id(access);
        let newest = newest_settlement(transaction, round).await?;
        let corrected_at = last_superseded(transaction, round).await?;
        let is_newest = |newest: &settlement::Model| {
            newest.hash == self.hash
                && newest.ranking_id == ranking.id
                && has_corrections(newest, corrected_at)
        };
        if newest.as_ref().is_some_and(is_newest) {
            return Ok(());
        }
        let (id, version) = (
            SettlementId(Uuid::now_v7()),
            newest.map_or(1, |newest| newest.version + 1),
        );
        let row = settlement::ActiveModel {
            id: Set(id),
            round_id: Set(round),
            ranking_id: Set(ranking.id),
            version: Set(version),
            // It includes every correction made by then, whatever this clock says.
            settled_at: Set(corrected_at.map_or(now, |at| now.max(at))),
            settled_by: Set(actor),
            hash: Set(self.hash.clone()),
            people: Set(ranking.people),
            prediction_value: Set(ranking.prediction_value),
            finalised_at: Set(None),
            finalised_by: Set(None),
        };
        row.insert(transaction).await?;
        let rows = self.decisions.iter().map(|decision| self.row(id, decision));
        let rows: Vec<decision::ActiveModel> = rows.collect();
        for chunk in rows.chunks(CHUNK) {
            decision::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(transaction)
                .await?;
        }
        let version = u32::try_from(version).map_err(Refusal::internal)?;
        let frozen = self.target.zip(ranking.prediction_value);
        let prediction = frozen.map(|(target, value)| FrozenPrediction { target, value });
        let event = AuditEvent {
            actor,
            contest: Some(access.contest.id),
            subject: round.to_string(),
            what: Audited::RoundSettled {
                round: access.round.title.clone(),
                version,
                people: ranking.people()?,
                prediction,
                hash: self.hash,
            },
        };
        Ok(record(transaction, now, event).await?)
    }

    fn row(&self, settlement: SettlementId, decision: &Decision) -> decision::ActiveModel {
        let prize = decision.prize.and_then(|prize| self.prizes.get(prize));
        let amount = prize.map_or(0, |prize| i64::try_from(prize.amount_vnd).unwrap_or(i64::MAX));
        decision::ActiveModel {
            settlement_id: Set(settlement),
            position: Set(decision.position as i32),
            disqualified: Set(decision.disqualified),
            prize: Set(prize.map(|prize| prize.name.clone())),
            amount_vnd: Set(amount),
            tied_with_next: Set(decision.tied_with_next),
        }
    }
}

/// Returns the positions of the disqualified, in order.
async fn positions_out(db: &impl ConnectionTrait, ranking: RankingId, round: RoundId) -> AppResult<Vec<u32>> {
    let accounts: Vec<AccountId> = disqualified_accounts(db, round).await?.into_iter().collect();
    positions_of(db, ranking, &accounts).await
}

/// Returns, in order, the positions that win nothing: the disqualified, and those who have withdrawn their consent. The
/// latter keep their rank, because what was done before a withdrawal stands.
async fn passed_over(
    db: &impl ConnectionTrait,
    ranking: RankingId,
    contest: ContestId,
    out: &[u32],
) -> AppResult<Vec<u32>> {
    let withdrawn: Vec<AccountId> = entry::Entity::find()
        .select_only()
        .column(entry::Column::AccountId)
        .filter(entry::Column::ContestId.eq(contest))
        .filter(entry::Column::WithdrawnAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut positions = positions_of(db, ranking, &withdrawn).await?;
    positions.extend(out);
    positions.sort_unstable();
    positions.dedup();
    Ok(positions)
}

/// Returns the positions of these contestants, in order.
async fn positions_of(
    db: &impl ConnectionTrait,
    ranking: RankingId,
    accounts: &[AccountId],
) -> AppResult<Vec<u32>> {
    let mut out = Vec::with_capacity(accounts.len());
    for chunk in accounts.chunks(CHUNK) {
        let found: Vec<i32> = standing::Entity::find()
            .select_only()
            .column(standing::Column::Position)
            .filter(standing::Column::RankingId.eq(ranking))
            .filter(standing::Column::AccountId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for position in found {
            out.push(position_of(ranking, position)?);
        }
    }
    out.sort_unstable();
    Ok(out)
}

/// Returns the first positions with points, in order.
async fn eligible_positions(
    db: &impl ConnectionTrait,
    ranking: RankingId,
    limit: u64,
) -> AppResult<Vec<u32>> {
    let found: Vec<i32> = standing::Entity::find()
        .select_only()
        .column(standing::Column::Position)
        .filter(standing::Column::RankingId.eq(ranking))
        .filter(standing::Column::HasPoints.eq(true))
        .order_by_asc(standing::Column::Position)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let positions = found.into_iter().map(|position| position_of(ranking, position));
    Ok(positions.collect::<Result<_, _>>()?)
}

async fn ties_at(
    db: &impl ConnectionTrait,
    ranking: RankingId,
    positions: &[u32],
) -> AppResult<BTreeMap<u32, bool>> {
    let mut ties = BTreeMap::new();
    for chunk in positions.chunks(CHUNK) {
        let found: Vec<(i32, bool)> = standing::Entity::find()
            .select_only()
            .columns([standing::Column::Position, standing::Column::TiedWithNext])
            .filter(standing::Column::RankingId.eq(ranking))
            .filter(standing::Column::Position.is_in(chunk.iter().map(|position| *position as i32)))
            .into_tuple()
            .all(db)
            .await?;
        for (position, tied) in found {
            ties.insert(position_of(ranking, position)?, tied);
        }
    }
    Ok(ties)
}
