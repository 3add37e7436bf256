//! Started attempts. Unless the database is away, a start is written before its paper is sent: limits and deadlines
//! survive the loss of Redis.

use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "starts")]
pub struct Model {
    /// The attempt's id.
    #[sea_orm(primary_key, auto_increment = false)]
    #[serde(serialize_with = "super::simple")]
    pub id: AttemptId,
    #[serde(serialize_with = "super::simple")]
    pub round_id: RoundId,
    #[serde(serialize_with = "super::simple")]
    pub account_id: AccountId,
    /// Unique per contestant and round.
    pub number: i32,
    pub started_at: Millis,
    pub deadline: Millis,
    #[serde(serialize_with = "super::simple_or_null")]
    pub unit_id: Option<UnitId>,
    pub recorded_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
