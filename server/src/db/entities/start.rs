//! Started attempts. Unless the database is away, a start is written before its paper is sent: limits and deadlines
//! survive the loss of Redis.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "starts")]
pub struct Model {
    /// The attempt's id.
    #[sea_orm(primary_key, auto_increment = false)]
    #[serde(with = "uuid::serde::simple")]
    pub id: Uuid,
    #[serde(with = "uuid::serde::simple")]
    pub round_id: Uuid,
    #[serde(with = "uuid::serde::simple")]
    pub account_id: Uuid,
    /// Unique per contestant and round.
    pub number: i32,
    pub started_at: i64,
    pub deadline: i64,
    #[serde(serialize_with = "super::simple_or_null")]
    pub unit_id: Option<Uuid>,
    pub recorded_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
