//! Keeps the consent texts of a contest that others have replaced since it was published: people have consented to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "CREATE TABLE consent_texts (
    contest_id {uuid} NOT NULL REFERENCES contests (id),
    version text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (contest_id, version))";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let uuid = match db.get_database_backend() {
            DbBackend::Postgres => "uuid",
            _ => "blob",
        };
        db.execute_unprepared(&TABLE.replace("{uuid}", uuid)).await?;
        Ok(())
    }
}
