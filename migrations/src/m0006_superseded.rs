//! Keeps what a correction replaces, so that an earlier version of a settlement can be exported again as it was.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE superseded_attempts (
        attempt_id {uuid} NOT NULL,
        superseded_at bigint NOT NULL,
        round_id {uuid} NOT NULL,
        record text NOT NULL,
        PRIMARY KEY (attempt_id, superseded_at))",
    "CREATE INDEX superseded_by_round ON superseded_attempts (round_id, superseded_at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let uuid = match db.get_database_backend() {
            DbBackend::Postgres => "uuid",
            _ => "blob",
        };
        for statement in STATEMENTS {
            db.execute_unprepared(&statement.replace("{uuid}", uuid)).await?;
        }
        Ok(())
    }
}
