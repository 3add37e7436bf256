//! Sessions revoked before they expired. Kept in memory, because every request checks them.

use crate::db::Db;
use crate::db::entities::account;
use arc_swap::ArcSwap;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Mutex;

/// The lowest session version of an account that is valid.
type ValidFrom = HashMap<AccountId, i32>;

/// Accounts with revoked sessions. Cheap to clone; all clones share them.
#[derive(Clone)]
pub(crate) struct Revocations {
    read: Arc<ArcSwap<ValidFrom>>,
    /// What this server has revoked itself since the last reading began.
    noted: Arc<ArcSwap<ValidFrom>>,
    /// The database's count of such changes when `read` was read.
    count: Arc<AtomicI64>,
    /// Held from reading to keeping: a read that began earlier must not replace one that began later.
    reading: Arc<Mutex<()>>,
}

impl Default for Revocations {
    fn default() -> Revocations {
        Revocations {
            read: Arc::default(),
            noted: Arc::default(),
            // Nothing has been read.
            count: Arc::new(AtomicI64::new(-1)),
            reading: Arc::default(),
        }
    }
}

impl Revocations {
    pub(crate) fn is_revoked(&self, account: AccountId, version: i32) -> bool {
        let is_below = |all: &ValidFrom| all.get(&account).is_some_and(|valid_from| version < *valid_from);
        is_below(&self.read.load()) || is_below(&self.noted.load())
    }

    /// Returns the database's count of ended sessions as of the last reading.
    pub(crate) fn count(&self) -> i64 {
        self.count.load(Ordering::Acquire)
    }

    /// Notes a revocation that has been committed.
    pub(crate) fn note(&self, account: AccountId, valid_from: i32) {
        self.noted.rcu(|noted| {
            let mut noted = ValidFrom::clone(noted);
            let version = noted.entry(account).or_insert(valid_from);
            *version = valid_from.max(*version);
            noted
        });
    }

    /// Reads the revocations from the database. `count` is its count of them, read before.
    pub(crate) async fn reload(&self, db: &Db, count: i64) -> Result<(), DbErr> {
        let _reading = self.reading.lock().await;
        let noted = self.noted.load_full();
        let changed: Vec<(AccountId, i32, Option<Millis>)> = account::Entity::find()
            .select_only()
            .columns([
                account::Column::Id,
                account::Column::SessionVersion,
                account::Column::DisabledAt,
            ])
            // Written as in the partial index: with a parameter, it would not be used, and every account would be read.
            .filter(Expr::cust("session_version > 0"))
            .into_tuple()
            .all(&db.read)
            .await?;
        // No session of a disabled account is valid: a server of an earlier release may have begun one since.
        let valid_from = |(id, version, disabled_at): (AccountId, i32, Option<Millis>)| {
            (id, disabled_at.map_or(version, |_disabled| i32::MAX))
        };
        let read: ValidFrom = changed.into_iter().map(valid_from).collect();
        self.read.store(Arc::new(read));
        self.count.store(count, Ordering::Release);
        // What was noted before the reading began is in it.
        self.noted.rcu(|now| {
            let is_new = |(id, version): &(&AccountId, &i32)| noted.get(*id) != Some(*version);
            let left = now.iter().filter(is_new);
            left.map(|(id, version)| (*id, *version)).collect::<ValidFrom>()
        });
        Ok(())
    }
}
