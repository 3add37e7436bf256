//! Accounts of contestants and staff.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `contestant`, `organiser` or `judge`.
    pub role: String,
    /// The phone number as `+84…` for contestants, the user name for staff.
    pub login: String,
    pub password_hash: String,
    /// Sessions of a lower version are revoked.
    pub session_version: i32,
    pub name: String,
    /// `YYYY-MM-DD`; absent for staff.
    pub date_of_birth: Option<String>,
    pub consent_version: Option<String>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
