//! Finds an attempt by the code of its receipt. The code is part of a hash, which no index over the other columns can
//! find, so each attempt keeps it as a number.
//!
//! New rows bring theirs. Those of earlier releases get it after the migration, in small steps (`receipt_codes` in the
//! server). The table is locked while the index is built, some seconds for a million rows: like every upgrade, this is for
//! a time when no round is open.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    // A server of the previous release that still runs alongside leaves the column out.
    "ALTER TABLE attempts ADD COLUMN receipt_code bigint NOT NULL DEFAULT 0",
    // Rows without a code stand together in it, so the remaining ones are found at once.
    "CREATE INDEX attempts_by_receipt ON attempts (receipt_code)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in STATEMENTS {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
