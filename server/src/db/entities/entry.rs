//! Entries: who has entered which contest, for which unit.

use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::time::Millis;
use contest_core::wire::accounts;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub contest_id: ContestId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub unit_id: Option<UnitId>,
    pub consent_version: String,
    /// When the person entered, or consented anew after a withdrawal.
    pub entered_at: Millis,
    /// When the consent was withdrawn. The entry then permits nothing, until the person consents again.
    pub withdrawn_at: Option<Millis>,
    /// Who has consented for a child; absent if the contest does not ask, or the contestant was old enough.
    pub guardian_name: Option<String>,
    pub guardian_relationship: Option<Relationship>,
    /// As `+84…`.
    pub guardian_phone: Option<String>,
    /// The person's name as the desk looks for it, see `auth/name_key.rs`; empty in rows of earlier releases until it is
    /// filled in.
    pub name_key: String,
    pub given_key: String,
}

/// What the guardian is to the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Relationship {
    #[sea_orm(string_value = "father")]
    Father,
    #[sea_orm(string_value = "mother")]
    Mother,
    #[sea_orm(string_value = "guardian")]
    Guardian,
}

impl From<Relationship> for accounts::Relationship {
    fn from(relationship: Relationship) -> accounts::Relationship {
        match relationship {
            Relationship::Father => accounts::Relationship::Father,
            Relationship::Mother => accounts::Relationship::Mother,
            Relationship::Guardian => accounts::Relationship::Guardian,
        }
    }
}

impl From<accounts::Relationship> for Relationship {
    fn from(relationship: accounts::Relationship) -> Relationship {
        match relationship {
            accounts::Relationship::Father => Relationship::Father,
            accounts::Relationship::Mother => Relationship::Mother,
            accounts::Relationship::Guardian => Relationship::Guardian,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
