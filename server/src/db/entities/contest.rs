//! Contests. With the rows of their rounds and judges they are also the drafts: see `contests::draft_rows`.

use crate::db::stored::Stored;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContestId,
    pub slug: String,
    pub owner_id: AccountId,
    pub title: String,
    /// The body that runs the contest.
    pub organiser: String,
    pub summary: String,
    pub min_age: Option<i32>,
    pub guardian_below: Option<i32>,
    /// Empty: the organiser.
    pub consent_controller: String,
    /// Empty: the platform's standard text.
    pub consent_text: String,
    pub consent_version: String,
    /// Empty where nothing was given, as are the others.
    pub contact_desk: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub contact_address: String,
    pub contact_hours: String,
    pub published_at: Option<Millis>,
    pub created_at: Millis,
}

impl Model {
    pub fn min_age(&self) -> Result<Option<u8>, DbErr> {
        let stored = Stored::new("contests", self.id);
        self.min_age.map(|age| stored.number("min_age", age)).transpose()
    }

    pub fn guardian_below(&self) -> Result<Option<u8>, DbErr> {
        let stored = Stored::new("contests", self.id);
        let age = self.guardian_below;
        age.map(|age| stored.number("guardian_below", age)).transpose()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
