//! Lets a contest ask for a guardian's consent to the entry of a child, and keeps it with the entry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &[&str] = &[
    // In full years; absent: nobody is asked.
    "ALTER TABLE contests ADD COLUMN guardian_below integer",
    "ALTER TABLE entries ADD COLUMN guardian_name text",
    "ALTER TABLE entries ADD COLUMN guardian_relationship text",
    "ALTER TABLE entries ADD COLUMN guardian_phone text",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in COLUMNS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
