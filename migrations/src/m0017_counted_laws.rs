//! Counts changes to laws apart from those to contests: neither is read again because the other has changed.
//!
//! `version` still counts all changes, as servers of earlier releases read it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMN: &str = "ALTER TABLE catalog_version ADD COLUMN laws bigint NOT NULL DEFAULT 0";

/// Laws first: whoever changes one locks the count of changes last.
const POSTGRES: &[&str] = &[
    "LOCK TABLE laws IN ACCESS EXCLUSIVE MODE",
    COLUMN,
    "CREATE FUNCTION laws_moved() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN UPDATE catalog_version SET version = version + 1, laws = laws + 1; RETURN NULL; END $$",
    "DROP TRIGGER laws_moved ON laws",
    "CREATE TRIGGER laws_moved AFTER INSERT OR UPDATE OR DELETE ON laws
        FOR EACH STATEMENT EXECUTE FUNCTION laws_moved()",
];

const EVENTS: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Postgres {
            for statement in POSTGRES {
                db.execute_unprepared(statement).await?;
            }
            return Ok(());
        }
        db.execute_unprepared(COLUMN).await?;
        for event in EVENTS {
            let name = ["laws_moved_", &event.to_lowercase()].concat();
            db.execute_unprepared(&["DROP TRIGGER ", &name].concat()).await?;
            let trigger = format!(
                "CREATE TRIGGER {name} AFTER {event} ON laws
                BEGIN UPDATE catalog_version SET version = version + 1, laws = laws + 1; END"
            );
            db.execute_unprepared(&trigger).await?;
        }
        Ok(())
    }
}
