//! Unit trees, one per contest.

use contest_core::ids::{ContestId, UnitId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "units")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitId,
    pub contest_id: ContestId,
    pub parent_id: Option<UnitId>,
    pub code: String,
    pub name: String,
    pub headcount: Option<i32>,
    /// The order of the file; parents come before children.
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
