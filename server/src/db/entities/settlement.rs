//! Settlements of rounds; each version is frozen.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settlements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub ranking_id: Uuid,
    pub version: i32,
    pub settled_at: i64,
    pub settled_by: Uuid,
    /// SHA-256 over the ranking and what was decided about it, lower-case hex.
    pub hash: String,
    pub people: i64,
    pub prediction_value: Option<i64>,
    pub finalised_at: Option<i64>,
    pub finalised_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
