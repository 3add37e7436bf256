//! Immutable versions of banks.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub bank_id: Uuid,
    pub version: i32,
    pub title: String,
    /// `contest_core::questions::Bank` as JSON.
    pub content: String,
    pub questions: i32,
    /// SHA-256 of `content`, lower-case hex.
    pub hash: String,
    pub loaded_by: Uuid,
    pub loaded_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
