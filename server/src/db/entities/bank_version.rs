//! Immutable versions of banks.

use crate::db::stored::Stored;
use contest_core::ids::{AccountId, BankId, BankVersionId};
use contest_core::questions::Bank;
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BankVersionId,
    pub bank_id: BankId,
    pub version: i32,
    pub title: String,
    /// `contest_core::questions::Bank` as JSON.
    pub content: String,
    pub questions: i32,
    /// SHA-256 of `content`, lower-case hex.
    pub hash: String,
    pub loaded_by: AccountId,
    pub loaded_at: Millis,
}

impl Model {
    pub fn bank(&self) -> Result<Bank, DbErr> {
        Stored::new("bank_versions", self.id).document("content", &self.content)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
