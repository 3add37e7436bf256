//! The standings of a version: the ranking that it shares with other versions, and its decisions about it.

use crate::db::entities::{decision, settlement, standing};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::ids::{AccountId, AttemptId, RankingId, UnitId};
use contest_core::winners::rank;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Positions per query: far below the databases' limits.
const CHUNK: usize = 2_000;

/// A contestant's line.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Counted from 1, the disqualified included.
    pub position: u32,
    /// Absent for the disqualified.
    pub rank: Option<u32>,
    pub account: AccountId,
    pub attempt: AttemptId,
    pub sort_key: Vec<u8>,
    pub prize: Option<String>,
    pub amount_vnd: u64,
    pub tied_with_next: bool,
}

/// Returns a position in a ranking.
pub(crate) fn position_of(ranking: RankingId, position: i32) -> Result<u32, DbErr> {
    Stored::new("standings", ranking).number("position", position)
}

/// A settlement with its decisions in memory: about as many as there are winners and disqualified.
#[derive(Clone, Debug)]
pub struct Version {
    pub settlement: settlement::Model,
    /// How many people the ranking has, the disqualified included.
    pub people: u64,
    decisions: BTreeMap<u32, decision::Model>,
    /// Positions of the disqualified, in order.
    out: Vec<u32>,
}

impl Version {
    pub async fn read(db: &impl ConnectionTrait, settlement: settlement::Model) -> AppResult<Version> {
        let decisions = decision::Entity::find()
            .filter(decision::Column::SettlementId.eq(settlement.id))
            .order_by_asc(decision::Column::Position)
            .all(db)
            .await?;
        let placed = decisions.into_iter().map(|decision| {
            let position = Stored::new("decisions", settlement.id).number("position", decision.position)?;
            Ok((position, decision))
        });
        let decisions = placed.collect::<Result<BTreeMap<u32, decision::Model>, DbErr>>()?;
        let disqualified = decisions.iter().filter(|(_, decision)| decision.disqualified);
        Ok(Version {
            out: disqualified.map(|(position, _)| *position).collect(),
            people: settlement.people()?,
            decisions,
            settlement,
        })
    }

    /// Returns the prize won at a position.
    pub(crate) fn prize(&self, position: u32) -> Option<&str> {
        self.decisions.get(&position)?.prize.as_deref()
    }

    /// Returns how many people are ranked, which the disqualified are not.
    pub(crate) fn ranked(&self) -> u64 {
        self.people.saturating_sub(self.out.len() as u64)
    }

    /// Returns the rank at a position; `None` for the disqualified.
    pub(crate) fn rank(&self, position: u32) -> Option<u32> {
        rank(position, &self.out)
    }

    fn standing(&self, row: standing::Model) -> Result<Standing, DbErr> {
        let position = position_of(row.ranking_id, row.position)?;
        let decision = self.decisions.get(&position);
        let amount_vnd = decision.map_or(0, |decision| decision.amount_vnd);
        Ok(Standing {
            position,
            rank: self.rank(position),
            account: row.account_id,
            attempt: row.attempt_id,
            sort_key: row.sort_key,
            prize: decision.and_then(|decision| decision.prize.clone()),
            amount_vnd: Stored::new("decisions", self.settlement.id).number("amount_vnd", amount_vnd)?,
            tied_with_next: decision.map_or(row.tied_with_next, |decision| decision.tied_with_next),
        })
    }

    /// Returns up to `limit` lines after a position, in order.
    pub async fn after(
        &self,
        db: &impl ConnectionTrait,
        position: u32,
        limit: u64,
    ) -> AppResult<Vec<Standing>> {
        let rows = standing::Entity::find()
            .filter(standing::Column::RankingId.eq(self.settlement.ranking_id))
            .filter(standing::Column::Position.gt(i64::from(position)))
            .order_by_asc(standing::Column::Position)
            .limit(limit)
            .all(db)
            .await?;
        let standings = rows.into_iter().map(|row| self.standing(row));
        Ok(standings.collect::<Result<_, _>>()?)
    }

    /// Returns the positions just before and just behind one, without the disqualified in between.
    pub(crate) fn neighbours(&self, position: u32) -> [Option<u32>; 2] {
        let last = u32::try_from(self.people).unwrap_or(u32::MAX);
        let is_ranked = |position: &u32| self.out.binary_search(position).is_err();
        let before = (1..position).rev().find(is_ranked);
        let behind = (position.saturating_add(1)..=last).find(is_ranked);
        [before, behind]
    }

    /// Returns the units of the disqualified with their positions in these, in order.
    pub(crate) async fn out_by_unit(
        &self,
        db: &impl ConnectionTrait,
    ) -> AppResult<HashMap<UnitId, BTreeSet<i32>>> {
        let mut out: HashMap<UnitId, BTreeSet<i32>> = HashMap::new();
        let positions: Vec<i32> = self.out.iter().map(|position| *position as i32).collect();
        for chunk in positions.chunks(CHUNK) {
            let found: Vec<(Option<UnitId>, Option<i32>)> = standing::Entity::find()
                .select_only()
                .columns([standing::Column::UnitId, standing::Column::UnitPosition])
                .filter(standing::Column::RankingId.eq(self.settlement.ranking_id))
                .filter(standing::Column::Position.is_in(chunk.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            for (unit, position) in found {
                if let Some((unit, position)) = unit.zip(position) {
                    out.entry(unit).or_default().insert(position);
                }
            }
        }
        Ok(out)
    }

    /// Returns the amount that goes with the prize at a position, in đồng.
    pub(crate) fn amount_vnd(&self, position: u32) -> Result<u64, DbErr> {
        let amount = self
            .decisions
            .get(&position)
            .map_or(0, |decision| decision.amount_vnd);
        Stored::new("decisions", self.settlement.id).number("amount_vnd", amount)
    }

    /// Returns the lines at these positions, in order.
    pub(crate) async fn at(
        &self,
        db: &impl ConnectionTrait,
        positions: &BTreeSet<u32>,
    ) -> AppResult<Vec<Standing>> {
        let positions: Vec<i32> = positions.iter().map(|position| *position as i32).collect();
        let mut found = Vec::with_capacity(positions.len());
        for chunk in positions.chunks(CHUNK) {
            let rows = standing::Entity::find()
                .filter(standing::Column::RankingId.eq(self.settlement.ranking_id))
                .filter(standing::Column::Position.is_in(chunk.iter().copied()))
                .order_by_asc(standing::Column::Position)
                .all(db)
                .await?;
            for row in rows {
                found.push(self.standing(row)?);
            }
        }
        Ok(found)
    }

    /// Returns the winners, in order.
    pub async fn winners(&self, db: &impl ConnectionTrait) -> AppResult<Vec<Standing>> {
        self.at(db, &self.winning()).await
    }

    pub(crate) fn winners_count(&self) -> u64 {
        self.winning().len() as u64
    }

    /// Returns up to `limit` winners after a position, in order.
    pub(crate) async fn winners_after(
        &self,
        db: &impl ConnectionTrait,
        position: u32,
        limit: usize,
    ) -> AppResult<Vec<Standing>> {
        let following = self.winning().into_iter().filter(|winning| *winning > position);
        self.at(db, &following.take(limit).collect()).await
    }

    fn winning(&self) -> BTreeSet<u32> {
        let decisions = self.decisions.iter();
        let winning = decisions.filter(|(_, decision)| decision.prize.is_some());
        winning.map(|(position, _)| *position).collect()
    }

    /// Returns the first `limit` ranks, in order.
    pub(crate) async fn first_ranks(
        &self,
        db: &impl ConnectionTrait,
        limit: u32,
    ) -> AppResult<Vec<Standing>> {
        self.at(db, &self.ranked_first(limit)).await
    }

    fn ranked_first(&self, limit: u32) -> BTreeSet<u32> {
        let ranks = (1..=u32::try_from(self.people).unwrap_or(u32::MAX))
            .filter(|position| self.out.binary_search(position).is_err());
        ranks.take(limit as usize).collect()
    }

    /// Returns the winners, the first `limit` ranks, and the disqualified, in order.
    pub(crate) async fn leading(&self, db: &impl ConnectionTrait, limit: u32) -> AppResult<Vec<Standing>> {
        let mut shown = self.winning();
        shown.extend(self.ranked_first(limit));
        shown.extend(&self.out);
        self.at(db, &shown).await
    }
}
