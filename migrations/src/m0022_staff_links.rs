//! Lets people get an account of staff, or a new password for one, by a link that is valid once; and lets accounts of
//! staff be disabled.
//!
//! A server of the previous release that still runs alongside knows nothing of disabled accounts: until it is gone, their
//! sessions end, but their passwords still work there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE accounts ADD COLUMN disabled_at bigint",
    // Few of the accounts are of staff. The roles are listed, so that both databases search the index by them.
    "CREATE INDEX accounts_of_staff ON accounts (role, login) WHERE role IN ('administrator', 'judge', 'organiser')",
    // `secret_hash` is SHA-256 of what only the holder of the link has. `account_id`: of the account that gets a new
    // password. `used_by`: the account that was made or changed.
    "CREATE TABLE staff_links (
        id {uuid} PRIMARY KEY,
        secret_hash text NOT NULL UNIQUE,
        role text NOT NULL,
        name text NOT NULL,
        contest_id {uuid} REFERENCES contests (id),
        account_id {uuid} REFERENCES accounts (id),
        made_by {uuid} NOT NULL REFERENCES accounts (id),
        made_at bigint NOT NULL,
        valid_until bigint NOT NULL,
        used_by {uuid} REFERENCES accounts (id),
        withdrawn_at bigint)",
    "CREATE INDEX staff_links_by_contest ON staff_links (contest_id)",
    "CREATE INDEX staff_links_by_account ON staff_links (account_id)",
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
