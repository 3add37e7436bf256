//! What the tests of earlier releases share: a database as a release left it, and how to write its values in SQL.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DbBackend};
use thiluat::db::Db;
use uuid::Uuid;

/// How a database writes values in SQL.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    postgres: bool,
}

impl Written {
    pub(crate) fn id(self, n: u128) -> String {
        let id = Uuid::from_u128(n);
        match self.postgres {
            true => format!("'{id}'"),
            false => self.bytes(&id.simple().to_string()),
        }
    }

    pub(crate) fn bytes(self, hex: &str) -> String {
        match self.postgres {
            true => format!("'\\x{hex}'"),
            false => format!("X'{hex}'"),
        }
    }
}

/// Makes a database with the first `migrations`, fills it with `statements`, and opens it migrated to the end.
pub(crate) async fn carried_over(
    address: &str,
    migrations: u32,
    statements: impl FnOnce(Written) -> Vec<String>,
) -> Db {
    let before = Database::connect(address).await.expect("a connection");
    Migrator::up(&before, Some(migrations)).await.expect("as it was");
    let postgres = before.get_database_backend() == DbBackend::Postgres;
    for statement in statements(Written { postgres }) {
        let done = before.execute_unprepared(&statement).await;
        done.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    before.close().await.expect("closed");
    let db = Db::open(address).await.expect("a database");
    db.migrate().await.expect("migrated");
    db
}

/// Makes the two tests that call a function with the address of an empty database.
#[macro_export]
macro_rules! on_both {
    ($is_carried_over:path) => {
        #[tokio::test]
        async fn on_sqlite() {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("thiluat.sqlite");
            $is_carried_over(&format!("sqlite://{}?mode=rwc", file.display())).await;
        }

        #[tokio::test]
        async fn on_postgres() {
            $is_carried_over(&$crate::common::postgres::fresh_database().await).await;
        }
    };
}
