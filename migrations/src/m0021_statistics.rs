//! Keeps the statistics of a round: sums over its attempts, made by a job after its close. They name nobody.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENT: &str = "CREATE TABLE round_statistics (
    round_id {uuid} PRIMARY KEY REFERENCES rounds (id),
    made_at bigint NOT NULL,
    attempts bigint NOT NULL,
    corrections bigint NOT NULL,
    sums text NOT NULL)";

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
        db.execute_unprepared(&STATEMENT.replace("{uuid}", uuid)).await?;
        Ok(())
    }
}
