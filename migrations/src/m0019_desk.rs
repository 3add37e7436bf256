//! Lets the desk of a contest find its people by name, and keeps why it looked at somebody or corrected them.
//!
//! Each entry has the person's name without accents, from its first word and from its last, so that either end of a name
//! is one range of an index. New entries bring theirs; those of earlier releases get it after the migration, in small
//! steps (`desk/fill_names` in the server). The table is locked while the indices are built, some seconds for a million
//! rows: like every upgrade, this is for a time when no round is open.
//!
//! Reasons may name people, so they are not in the audit log, which cannot be changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    // A server of the previous release that still runs alongside leaves the columns out. They are compared byte by byte,
    // whatever language the database is set to.
    "ALTER TABLE entries ADD COLUMN name_key text {bytewise} NOT NULL DEFAULT ''",
    "ALTER TABLE entries ADD COLUMN given_key text {bytewise} NOT NULL DEFAULT ''",
    "CREATE INDEX entries_by_name ON entries (contest_id, name_key)",
    "CREATE INDEX entries_by_given ON entries (contest_id, given_key)",
    // `id` is that of the audit event.
    "CREATE TABLE desk_acts (
        id {uuid} PRIMARY KEY,
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        reason text NOT NULL,
        changes text NOT NULL)",
    "CREATE INDEX desk_acts_by_contest ON desk_acts (contest_id)",
    "CREATE INDEX desk_acts_by_account ON desk_acts (account_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let (uuid, bytewise) = match db.get_database_backend() {
            DbBackend::Postgres => ("uuid", "COLLATE \"C\""),
            _ => ("blob", "COLLATE BINARY"),
        };
        for statement in STATEMENTS {
            let statement = statement.replace("{uuid}", uuid).replace("{bytewise}", bytewise);
            db.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
