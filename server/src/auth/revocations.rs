//! Sessions revoked before they expired. Kept in memory, because every request checks them.

use crate::db::Db;
use crate::db::entities::account;
use arc_swap::ArcSwap;
use contest_core::ids::AccountId;
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::Arc;

/// Accounts with revoked sessions, and the lowest session version that is valid.
#[derive(Clone, Default)]
pub(crate) struct Revocations(Arc<ArcSwap<HashMap<AccountId, i32>>>);

impl Revocations {
    pub(crate) fn is_revoked(&self, account: AccountId, version: i32) -> bool {
        self.0
            .load()
            .get(&account)
            .is_some_and(|valid_from| version < *valid_from)
    }

    /// Reads the revocations from the database.
    pub(crate) async fn reload(&self, db: &Db) -> Result<(), DbErr> {
        let changed = account::Entity::find()
            // Written as in the partial index: with a parameter, it would not be used, and every account would be read.
            .filter(Expr::cust("session_version > 0"))
            .all(&db.read)
            .await?;
        let versions = changed.into_iter().map(|a| (a.id, a.session_version)).collect();
        self.0.store(Arc::new(versions));
        Ok(())
    }
}
