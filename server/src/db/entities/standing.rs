//! A ranking's contestants in order. Nobody is left out: a disqualification is a decision about the ranking.

use contest_core::ids::{AccountId, AttemptId, RankingId, UnitId};
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "standings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[serde(serialize_with = "super::simple")]
    pub ranking_id: RankingId,
    /// Counted from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    #[serde(serialize_with = "super::simple")]
    pub account_id: AccountId,
    #[serde(serialize_with = "super::simple")]
    pub attempt_id: AttemptId,
    /// The final sort key, with the prediction.
    #[serde(with = "hex::serde")]
    pub sort_key: Vec<u8>,
    /// Equal in the whole tie-break chain to the next position.
    pub tied_with_next: bool,
    /// A contestant without points wins nothing.
    pub has_points: bool,
    /// The unit of the attempt that counts. Absent in rankings of earlier releases.
    #[serde(serialize_with = "super::simple_or_null")]
    pub unit_id: Option<UnitId>,
    /// Counted from 1 among those of this unit.
    pub unit_position: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
