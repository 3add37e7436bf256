//! Extra time that an organiser gave in a round: to one person, or to whoever was answering between two moments.

use crate::db::stored::Stored;
use contest_core::extra_time::{ExtraTime, Reached};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extra_times")]
pub struct Model {
    /// Made by the organiser's browser: the same request twice is one act.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contest_id: ContestId,
    pub round_id: RoundId,
    pub account_id: Option<AccountId>,
    /// Both are there if no account is.
    pub open_from: Option<Millis>,
    pub open_to: Option<Millis>,
    pub seconds: i32,
    /// Whether the close of the round moved by as much.
    pub moved_close: bool,
    /// Empty if it was about a person who has had their data erased.
    pub reason: String,
    pub actor_id: AccountId,
    pub made_at: Millis,
}

impl Model {
    pub fn act(&self) -> Result<ExtraTime, DbErr> {
        let reached = match (self.account_id, self.open_from, self.open_to) {
            (Some(account), None, None) => Reached::Person(account),
            (None, Some(from), Some(to)) => Reached::OpenBetween(from, to),
            _ => return Err(DbErr::Type(format!("extra_times {}: reaches nobody", self.id))),
        };
        Ok(ExtraTime {
            reached,
            seconds: Stored::new("extra_times", self.id).number("seconds", self.seconds)?,
        })
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
