//! Records that a correction has replaced. They are kept because earlier settlements were made from them.

use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "superseded_attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: AttemptId,
    /// Later than every settlement that was made from this record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub superseded_at: Millis,
    pub round_id: RoundId,
    /// The row as it was, as JSON.
    pub record: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
