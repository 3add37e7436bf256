//! Settlements of rounds; each version is frozen.

use crate::db::stored::Stored;
use contest_core::ids::{AccountId, RankingId, RoundId, SettlementId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settlements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SettlementId,
    pub round_id: RoundId,
    pub ranking_id: RankingId,
    pub version: i32,
    pub settled_at: Millis,
    pub settled_by: AccountId,
    /// SHA-256 over the ranking and what was decided about it, lower-case hex.
    pub hash: String,
    pub people: i64,
    pub prediction_value: Option<i64>,
    pub finalised_at: Option<Millis>,
    pub finalised_by: Option<AccountId>,
}

impl Model {
    pub fn version(&self) -> Result<u32, DbErr> {
        Stored::new("settlements", self.id).number("version", self.version)
    }

    pub fn people(&self) -> Result<u64, DbErr> {
        Stored::new("settlements", self.id).number("people", self.people)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
