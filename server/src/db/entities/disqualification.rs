//! Disqualifications, with their reason.

use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disqualifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: RoundId,
    pub account_id: AccountId,
    pub reason: String,
    pub by_id: AccountId,
    pub at: Millis,
    /// Whether the contestant may read the reason: the judge who wrote it knew.
    pub told: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
