//! Attempts that do not count: their round was final or unknown when they were found, no attempt was left, or an
//! operator dropped them. Judges see them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_aside")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    pub round_id: Uuid,
    pub account_id: Uuid,
    /// `round_final`, `over_limit`, `unknown_round` or `dropped`.
    pub reason: String,
    /// The row as it would have been recorded, as JSON.
    pub record: String,
    pub found_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
