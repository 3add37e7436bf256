//! What contestants do with their own data: withdraw their consent to a contest, and have their account erased.
//!
//! Nothing that was recorded is removed with a person: the account stays under a pseudonym, so that rankings, receipts
//! and hashes hold.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE accounts ADD COLUMN erased_at bigint",
    "ALTER TABLE entries ADD COLUMN withdrawn_at bigint",
    // People ask for everything that is stored about them.
    "CREATE INDEX set_aside_by_account ON set_aside (account_id)",
    "CREATE INDEX disqualifications_by_account ON disqualifications (account_id)",
    // Servers count the erased, and settlements ask who has withdrawn: both are few among many.
    "CREATE INDEX accounts_erased ON accounts (erased_at) WHERE erased_at > 0",
    "CREATE INDEX entries_withdrawn ON entries (contest_id) WHERE withdrawn_at IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
