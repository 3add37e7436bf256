//! Judges appointed to contests.

use contest_core::ids::{AccountId, ContestId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contest_judges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub contest_id: ContestId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
