//! Rounds of contests.

use crate::db::stored::Stored;
use contest_core::ids::{BankVersionId, ContestId, RoundId};
use contest_core::rounds::{RoundRules, Window};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rounds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundId,
    pub contest_id: ContestId,
    pub number: i32,
    pub title: String,
    pub opens_at: Millis,
    pub closes_at: Millis,
    pub bank_version_id: BankVersionId,
    /// Whether the draft names no version: until the contest is published, the newest one counts.
    pub newest_bank: bool,
    /// `contest_core::rounds::RoundRules` as JSON.
    pub rules: String,
    /// 32 random bytes from which papers and lots are drawn; published after the close.
    pub secret: Vec<u8>,
    /// SHA-256 over rules, bank and secret, lower-case hex.
    pub commitment: String,
    pub finalised_at: Option<Millis>,
    /// A cancelled round closed at that moment at the latest, and is never settled.
    pub cancelled_at: Option<Millis>,
    /// Why: a text for the public.
    pub cancelled_for: Option<String>,
}

impl Model {
    pub fn window(&self) -> Window {
        Window {
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            finalised_at: self.finalised_at,
        }
    }

    pub fn rules(&self) -> Result<RoundRules, DbErr> {
        Stored::new("rounds", self.id).document("rules", &self.rules)
    }

    pub fn number(&self) -> Result<u32, DbErr> {
        Stored::new("rounds", self.id).number("number", self.number)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
