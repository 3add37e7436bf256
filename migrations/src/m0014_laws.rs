//! The register of laws: their texts, and what is known about their validity.
//!
//! Every server keeps the register in memory, without the texts, so its changes are counted like those of contests.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "CREATE TABLE laws (
    slug text PRIMARY KEY,
    number text NOT NULL,
    about text NOT NULL,
    articles text NOT NULL,
    content text NOT NULL,
    hash text NOT NULL,
    loaded_at bigint NOT NULL)";

const EVENTS: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(TABLE).await?;
        if db.get_database_backend() == DbBackend::Postgres {
            let trigger = "CREATE TRIGGER laws_moved AFTER INSERT OR UPDATE OR DELETE ON laws
                FOR EACH STATEMENT EXECUTE FUNCTION catalog_moved()";
            db.execute_unprepared(trigger).await?;
            return Ok(());
        }
        for event in EVENTS {
            let name = event.to_lowercase();
            let trigger = format!(
                "CREATE TRIGGER laws_moved_{name} AFTER {event} ON laws
                BEGIN UPDATE catalog_version SET version = version + 1; END"
            );
            db.execute_unprepared(&trigger).await?;
        }
        Ok(())
    }
}
