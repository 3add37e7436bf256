//! Finds what was recorded lately: after Redis has changed, the last minute of a round is put on the board once more.
//!
//! Rows arrive in the order of `recorded_at`. In PostgreSQL a block-range index of such a column takes next to no room
//! and hardly costs an insertion anything. SQLite has no such kind; there an ordinary index is appended to.

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
