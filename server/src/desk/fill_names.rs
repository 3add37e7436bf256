//! Fills in the names by which the desk finds people, in entries of earlier releases, a few at a time: others must not
//! wait for it.

use crate::auth::name_key;
use crate::contests::entry::found_by;
use crate::db::Db;
use crate::db::entities::{account, desk_act, entry};
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait};

/// Rows per transaction. SQLite has one writer: others wait for some milliseconds.
const ROWS: u64 = 500;

/// Fills in some entries of a contest that lack a name. Returns how many there were; 0 once all have theirs.
pub async fn fill(db: &Db, contest: ContestId) -> Result<usize, DbErr> {
    let without: Vec<AccountId> = entry::Entity::find()
        .select_only()
        .column(entry::Column::AccountId)
        .filter(entry::Column::ContestId.eq(contest))
        .filter(entry::Column::NameKey.eq(""))
        // Two servers that do the same at once take the rows in the same order.
        .order_by_asc(entry::Column::AccountId)
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
        .order_by_asc(account::Column::Id)
        .into_tuple()
        .all(&db.read)
        .await?;
    let transaction = db.write.begin().await?;
    for (account, name) in &names {
        entry::Entity::update_many()
            .set(found_by(name_key::of(name)))
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

/// How long servers of an earlier release may run beside this one.
const ROLLING_MS: i64 = 7 * 86_400_000;

/// Forgets names and reasons of people whom a server of an earlier release has erased: it does not know of them.
pub async fn forget_erased(db: &Db, now: Millis) -> Result<(), DbErr> {
    let erased = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        // Written as in the partial index, which would not be used otherwise.
        .and_where(Expr::cust("erased_at > 0"))
        .and_where(account::Column::ErasedAt.gt(now - ROLLING_MS))
        .to_owned();
    let keys = name_key::hidden();
    entry::Entity::update_many()
        .filter(entry::Column::AccountId.in_subquery(erased.clone()))
        .filter(entry::Column::NameKey.ne(&keys.name))
        .set(found_by(keys))
        .exec(&db.write)
        .await?;
    desk_act::Entity::delete_many()
        .filter(desk_act::Column::AccountId.in_subquery(erased))
        .exec(&db.write)
        .await?;
    Ok(())
}
