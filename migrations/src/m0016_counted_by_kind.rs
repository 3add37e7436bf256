//! Counts changes to accounts apart from those to contests: a person who corrects a name must not make every server read
//! all contests again.
//!
//! `version` still counts all changes, as servers of earlier releases read it; `sessions` is the part of it that ended
//! sessions. A change of one's own data always does, so erasures are among them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMN: &str = "ALTER TABLE catalog_version ADD COLUMN sessions bigint NOT NULL DEFAULT 0";

/// Accounts first: whoever changes one locks the count of changes last.
const POSTGRES: &[&str] = &[
    "LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE",
    COLUMN,
    "CREATE FUNCTION sessions_moved() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN UPDATE catalog_version SET version = version + 1, sessions = sessions + 1; RETURN NULL; END $$",
    "DROP TRIGGER accounts_moved ON accounts",
    "CREATE TRIGGER accounts_moved AFTER UPDATE OF session_version ON accounts
        FOR EACH ROW EXECUTE FUNCTION sessions_moved()",
];

const SQLITE: &[&str] = &[
    COLUMN,
    "DROP TRIGGER accounts_moved",
    "CREATE TRIGGER accounts_moved AFTER UPDATE OF session_version ON accounts
        BEGIN UPDATE catalog_version SET version = version + 1, sessions = sessions + 1; END",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let statements = match db.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
