//! Lets organisers say how contestants reach them. Contests published earlier have nothing here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &[&str] = &[
    "ALTER TABLE contests ADD COLUMN contact_desk text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN contact_phone text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN contact_email text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN contact_address text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN contact_hours text NOT NULL DEFAULT ''",
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
