//! Practice: a bank of its own for a contest, which anybody may try out. Servers keep it in memory with the contest, so its
//! changes are counted as those of rounds are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "CREATE TABLE practices (
    contest_id {uuid} PRIMARY KEY REFERENCES contests (id),
    bank_version_id {uuid} NOT NULL REFERENCES bank_versions (id),
    newest_bank boolean NOT NULL,
    rules text NOT NULL)";

/// The event, and the name of the row that describes it.
const EVENTS: [(&str, &str); 3] = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")];

/// Returns the trigger that counts a change to the practice of a published contest.
fn trigger(backend: DbBackend, event: &str, row: &str) -> String {
    let suffix = event.to_lowercase();
    if backend == DbBackend::Postgres {
        // The functions are those of the rounds.
        return format!(
            "CREATE TRIGGER practices_moved_{suffix} AFTER {event} ON practices
            FOR EACH ROW EXECUTE FUNCTION catalog_moved_{suffix}()"
        );
    }
    format!(
        "CREATE TRIGGER practices_moved_{suffix} AFTER {event} ON practices
        BEGIN UPDATE catalog_version SET version = version + 1
        WHERE EXISTS (SELECT 1 FROM contests WHERE id = {row}.contest_id AND published_at IS NOT NULL); END"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = db.get_database_backend();
        let uuid = match backend {
            DbBackend::Postgres => "uuid",
            _ => "blob",
        };
        db.execute_unprepared(&TABLE.replace("{uuid}", uuid)).await?;
        for (event, row) in EVENTS {
            db.execute_unprepared(&trigger(backend, event, row)).await?;
        }
        Ok(())
    }
}
