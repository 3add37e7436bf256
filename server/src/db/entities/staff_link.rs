//! Links with which people get an account of staff, or a new password for one. Each is used once.

use crate::db::entities::account::Role;
use contest_core::ids::{AccountId, ContestId, StaffLinkId};
use contest_core::time::Millis;
use contest_core::wire::staff_accounts::{LinkPurpose, StaffLink};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffLinkId,
    /// SHA-256 of the secret, lower-case hex. The secret itself is nowhere.
    pub secret_hash: String,
    pub role: Role,
    pub name: String,
    /// The contest to which a judge is appointed on joining.
    pub contest_id: Option<ContestId>,
    /// The account that gets a new password; absent if one is made.
    pub account_id: Option<AccountId>,
    pub made_by: AccountId,
    pub made_at: Millis,
    pub valid_until: Millis,
    /// The account that was made or changed.
    pub used_by: Option<AccountId>,
    pub withdrawn_at: Option<Millis>,
}

impl Model {
    pub(crate) fn purpose(&self) -> LinkPurpose {
        match self.account_id {
            None => LinkPurpose::Join,
            Some(_) => LinkPurpose::Password,
        }
    }

    pub(crate) fn to_wire(&self) -> StaffLink {
        StaffLink {
            id: self.id,
            purpose: self.purpose(),
            role: self.role.into(),
            name: self.name.clone(),
            made_at: self.made_at,
            valid_until: self.valid_until,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
