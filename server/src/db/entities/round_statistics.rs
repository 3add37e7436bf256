//! The statistics of a round, made by a job after its close. They name nobody.

use contest_core::ids::RoundId;
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_statistics")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    pub made_at: Millis,
    /// How many attempts the round had then.
    pub attempts: i64,
    /// How many of its records a correction had replaced by then.
    pub corrections: i64,
    /// The sums, as JSON.
    pub sums: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
