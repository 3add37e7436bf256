//! Rankings: all contestants of a round in order. Versions of a settlement share a ranking as long as the order is the
//! same.

use crate::db::stored::Stored;
use contest_core::ids::{RankingId, RoundId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rankings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RankingId,
    pub round_id: RoundId,
    pub made_at: Millis,
    /// SHA-256 over the order, lower-case hex. Empty in rankings of an earlier release.
    pub hash: String,
    pub people: i64,
    /// How many attempts it was made from.
    pub attempts: i64,
    pub prediction_value: Option<i64>,
}

impl Model {
    pub fn people(&self) -> Result<u64, DbErr> {
        Stored::new("rankings", self.id).number("people", self.people)
    }

    pub fn attempts(&self) -> Result<u64, DbErr> {
        Stored::new("rankings", self.id).number("attempts", self.attempts)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
