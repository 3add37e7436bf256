//! Fills in the names by which the desk finds people, in entries of earlier releases, a few at a time: others must not
//! wait for it.

use crate::auth::name_key;
use crate::db::Db;
use crate::db::entities::{account, entry};
use contest_core::ids::{AccountId, ContestId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, TransactionTrait};

/// Rows per transaction. SQLite has one writer: others wait for some milliseconds.
const ROWS: u64 = 500;

/// Fills in some entries of a contest that lack a name. Returns how many there were; 0 once all have theirs.
pub async fn fill(db: &Db, contest: ContestId) -> Result<usize, DbErr> {
    let without: Vec<AccountId> = entry::Entity::find()
        .select_only()
        .column(entry::Column::AccountId)
        .filter(entry::Column::ContestId.eq(contest))
        .filter(entry::Column::NameKey.eq(""))
        .limit(ROWS)
        .into_tuple()
        .all(&db.read)
        .await?;
    if without.is_empty() {
        return Ok(0);
    }
    let names: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(without.iter().copied()))
        .into_tuple()
        .all(&db.read)
        .await?;
    let transaction = db.write.begin().await?;
    for (account, name) in &names {
        let keys = name_key::of(name);
        let row = entry::ActiveModel {
            name_key: Set(keys.name),
            given_key: Set(keys.given),
            ..Default::default()
        };
        entry::Entity::update_many()
            .set(row)
            .filter(entry::Column::ContestId.eq(contest))
            .filter(entry::Column::AccountId.eq(*account))
            // Whoever has corrected their name meanwhile has filled it in.
            .filter(entry::Column::NameKey.eq(""))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(names.len())
}
