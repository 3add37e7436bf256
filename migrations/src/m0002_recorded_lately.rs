//! Finds recently recorded attempts: after Redis has changed, the last minute of a round is put on the board again.
//!
//! Rows arrive in the order of `recorded_at`. In PostgreSQL, a block-range index on such a column takes almost no space
//! and adds almost nothing to the cost of an insert. SQLite has no such index; there, an ordinary index is appended to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let index = if db.get_database_backend() == DbBackend::Postgres {
            "CREATE INDEX attempts_recorded ON attempts USING brin (recorded_at) WITH (autosummarize = on)"
        } else {
            "CREATE INDEX attempts_recorded ON attempts (recorded_at)"
        };
        db.execute_unprepared(index).await.map(drop)
    }
}
