//! Short texts that organisers showed on all screens of a contest. The last one counts.

use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    /// Ordered by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contest_id: ContestId,
    /// Empty: the former one was taken down.
    pub text: String,
    /// Shown before this moment; until it is replaced, if absent.
    pub shown_until: Option<Millis>,
    pub actor_id: AccountId,
    pub made_at: Millis,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
