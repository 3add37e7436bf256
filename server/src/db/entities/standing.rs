//! The ranking of a settlement, one contestant a row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub settlement_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Absent for the disqualified.
    pub place: Option<i32>,
    pub account_id: Uuid,
    pub attempt_id: Uuid,
    /// The final sort key: the prediction is counted in.
    pub sort_key: Vec<u8>,
    pub prize: Option<String>,
    pub amount_vnd: i64,
    pub tied_with_next: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
