//! Entries: who has entered which contest, for which unit.

use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub contest_id: ContestId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub unit_id: Option<UnitId>,
    pub consent_version: String,
    /// When the person entered, or consented anew after a withdrawal.
    pub entered_at: Millis,
    /// When the consent was withdrawn. The entry then permits nothing, until the person consents again.
    pub withdrawn_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
