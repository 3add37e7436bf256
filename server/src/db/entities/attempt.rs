//! Closed attempts: the record that a receipt confirms.

use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use contest_core::wire;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[serde(serialize_with = "super::simple")]
    pub id: AttemptId,
    #[serde(serialize_with = "super::simple")]
    pub round_id: RoundId,
    #[serde(serialize_with = "super::simple")]
    pub account_id: AccountId,
    #[serde(serialize_with = "super::simple_or_null")]
    pub unit_id: Option<UnitId>,
    pub number: i32,
    pub started_at: Millis,
    pub deadline: Millis,
    pub last_change_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    pub revision: i32,
    pub answers: String,
    pub prediction: Option<i64>,
    pub points: i32,
    pub max_points: i32,
    pub correct: i32,
    pub answered: i32,
    pub total: i32,
    /// The live sort key, without the prediction.
    #[serde(with = "hex::serde")]
    pub sort_key: Vec<u8>,
    pub sheet_hash: String,
    pub recorded_at: Millis,
    /// The code of the receipt as a number; 0 in rows of earlier releases until it is filled in.
    #[serde(default)]
    pub receipt_code: i64,
}

/// Who closed the attempt. Reading a row fails if it says anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    #[sea_orm(string_value = "contestant")]
    Contestant,
    #[sea_orm(string_value = "deadline")]
    Deadline,
}

impl From<wire::attempts::ClosedBy> for ClosedBy {
    fn from(closed_by: wire::attempts::ClosedBy) -> ClosedBy {
        match closed_by {
            wire::attempts::ClosedBy::Contestant => ClosedBy::Contestant,
            wire::attempts::ClosedBy::Deadline => ClosedBy::Deadline,
        }
    }
}

impl From<ClosedBy> for wire::attempts::ClosedBy {
    fn from(closed_by: ClosedBy) -> wire::attempts::ClosedBy {
        match closed_by {
            ClosedBy::Contestant => wire::attempts::ClosedBy::Contestant,
            ClosedBy::Deadline => wire::attempts::ClosedBy::Deadline,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
