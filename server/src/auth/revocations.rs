//! Sessions revoked before they expired. Kept in memory, because every request checks them.

use crate::db::Db;
use crate::db::entities::account;
use arc_swap::ArcSwap;
use contest_core::ids::AccountId;
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Accounts with revoked sessions, and the lowest session version that is valid.
#[derive(Clone, Default)]
pub(crate) struct Revocations {
    valid_from: Arc<ArcSwap<HashMap<AccountId, i32>>>,
    /// Held from reading to keeping: a read that began earlier must not replace one that began later.
    reading: Arc<Mutex<()>>,
}

impl Revocations {
    pub(crate) fn is_revoked(&self, account: AccountId, version: i32) -> bool {
        self.valid_from
            .load()
            .get(&account)
            .is_some_and(|valid_from| version < *valid_from)
    }

    /// Reads the revocations from the database.
    pub(crate) async fn reload(&self, db: &Db) -> Result<(), DbErr> {
        let _reading = self.reading.lock().await;
        let changed: Vec<(AccountId, i32)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::SessionVersion])
            // Written as in the partial index: with a parameter, it would not be used, and every account would be read.
            .filter(Expr::cust("session_version > 0"))
            .into_tuple()
            .all(&db.read)
            .await?;
        self.valid_from.store(Arc::new(changed.into_iter().collect()));
        Ok(())
    }
}
