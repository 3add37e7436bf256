//! Practice of contests: a bank that anybody may try out. At most one for each contest.

use crate::db::stored::Stored;
use contest_core::ids::{BankVersionId, ContestId};
use contest_core::practice::PracticeRules;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub contest_id: ContestId,
    pub bank_version_id: BankVersionId,
    /// Whether the draft names no version: until the contest is published, the newest one counts.
    pub newest_bank: bool,
    /// `contest_core::practice::PracticeRules` as JSON.
    pub rules: String,
}

impl Model {
    pub fn rules(&self) -> Result<PracticeRules, DbErr> {
        Stored::new("practices", self.contest_id).document("rules", &self.rules)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
