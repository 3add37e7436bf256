//! Why the desk looked at somebody, made a code for them or corrected them; and what it corrected. It belongs to an event of
//! the audit log, and goes when the person has their data erased.

use contest_core::ids::{AccountId, ContestId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_acts")]
pub struct Model {
    /// That of the audit event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contest_id: ContestId,
    pub account_id: AccountId,
    pub reason: String,
    /// `contest_core::wire::audit::AuditedChange`s as JSON.
    pub changes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
