//! Distinct people of a ranking by unit, not counting those of the units below.

use contest_core::ids::{RankingId, UnitId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ranking_units")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ranking_id: RankingId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
    pub people: i64,
    /// How many of the ranking have this unit as theirs: that of the attempt that counts. Absent in rankings of earlier
    /// releases.
    pub ranked: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
