//! Accounts of contestants and staff.

use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::accounts;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub role: Role,
    /// The phone number as `+84…` for contestants, the user name for staff; of an erased account a text that is neither.
    pub login: String,
    pub password_hash: String,
    /// Sessions of a lower version are revoked.
    pub session_version: i32,
    pub name: String,
    /// `YYYY-MM-DD`; absent for staff.
    pub date_of_birth: Option<String>,
    pub consent_version: Option<String>,
    pub created_at: Millis,
    /// When the person had their data erased. Since then, the name is a pseudonym, and nobody can sign in.
    pub erased_at: Option<Millis>,
    /// Of staff: since when nobody can sign in.
    pub disabled_at: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Role {
    #[sea_orm(string_value = "contestant")]
    Contestant,
    #[sea_orm(string_value = "organiser")]
    Organiser,
    #[sea_orm(string_value = "judge")]
    Judge,
    #[sea_orm(string_value = "administrator")]
    Administrator,
}

impl From<accounts::Role> for Role {
    fn from(role: accounts::Role) -> Role {
        match role {
            accounts::Role::Contestant => Role::Contestant,
            accounts::Role::Organiser => Role::Organiser,
            accounts::Role::Judge => Role::Judge,
            accounts::Role::Administrator => Role::Administrator,
        }
    }
}

impl From<Role> for accounts::Role {
    fn from(role: Role) -> accounts::Role {
        match role {
            Role::Contestant => accounts::Role::Contestant,
            Role::Organiser => accounts::Role::Organiser,
            Role::Judge => accounts::Role::Judge,
            Role::Administrator => accounts::Role::Administrator,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
