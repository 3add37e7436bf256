//! The contests that a person has entered, also those whose consent was withdrawn.

use crate::db::entities::entry;
use contest_core::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// Returns the entries of a person, newest first.
pub(crate) async fn entries_of(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<entry::Model>, DbErr> {
    entry::Entity::find()
        .filter(entry::Column::AccountId.eq(account))
        .order_by_desc(entry::Column::EnteredAt)
        .all(db)
        .await
}
