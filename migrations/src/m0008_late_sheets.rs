//! Keeps sheets that arrive too late beside what else is set aside, with what is known of their arrival.
//!
//! An attempt that was set aside itself may also have a late sheet. The first key would have dropped one of the two, so
//! the table is made again: SQLite cannot change a key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE set_aside RENAME TO set_aside_before",
    "CREATE TABLE set_aside (
        attempt_id {uuid} NOT NULL,
        round_id {uuid} NOT NULL,
        account_id {uuid} NOT NULL,
        reason text NOT NULL,
        record text NOT NULL,
        found_at bigint NOT NULL,
        evidence text,
        PRIMARY KEY (attempt_id, reason))",
    "INSERT INTO set_aside (attempt_id, round_id, account_id, reason, record, found_at)
        SELECT attempt_id, round_id, account_id, reason, record, found_at FROM set_aside_before",
    // Its index goes with it and leaves the name free.
    "DROP TABLE set_aside_before",
    "CREATE INDEX set_aside_by_round ON set_aside (round_id)",
    // As before, an attempt is set aside for one reason, the first; and it has one late sheet at most.
    "CREATE UNIQUE INDEX set_aside_once ON set_aside (attempt_id, (reason = 'late'))",
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
