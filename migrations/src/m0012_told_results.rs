//! What contestants are told of a final result: their place in their unit, and why they were disqualified.
//!
//! Rankings of earlier releases have no places in units, and judges wrote earlier reasons without knowing that the
//! contestant would read them: neither is told.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    // The unit of the attempt that counts, and the position among those of this unit, from 1.
    "ALTER TABLE standings ADD COLUMN unit_id {uuid}",
    "ALTER TABLE standings ADD COLUMN unit_position integer",
    // How many of the ranking have this unit in `standings`.
    "ALTER TABLE ranking_units ADD COLUMN ranked bigint",
    "ALTER TABLE disqualifications ADD COLUMN told boolean NOT NULL DEFAULT FALSE",
];

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
        for statement in STATEMENTS {
            db.execute_unprepared(&statement.replace("{uuid}", uuid)).await?;
        }
        Ok(())
    }
}
