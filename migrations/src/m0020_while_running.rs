//! What organisers do while a round runs: extra time, notices, and cancelling a round. Servers keep all of it in memory with
//! the contest, so its changes are counted as those of rounds are.
//!
//! Extra time and notices are only added, never changed, except that the reason for giving time to a person goes when
//! they have their data erased. Servers of the previous release know no extra time and close attempts without it: like
//! every upgrade, this is for a time when no round is open.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    // Either for one account, or for the attempts that were open between two moments.
    "CREATE TABLE extra_times (
        id {uuid} PRIMARY KEY,
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        round_id {uuid} NOT NULL REFERENCES rounds (id),
        account_id {uuid} REFERENCES accounts (id),
        open_from bigint,
        open_to bigint,
        seconds integer NOT NULL CHECK (seconds > 0),
        moved_close boolean NOT NULL,
        reason text NOT NULL,
        actor_id {uuid} NOT NULL REFERENCES accounts (id),
        made_at bigint NOT NULL,
        CHECK ((account_id IS NULL) = (open_from IS NOT NULL)),
        CHECK ((open_from IS NULL) = (open_to IS NULL)))",
    "CREATE INDEX extra_times_by_contest ON extra_times (contest_id)",
    "CREATE INDEX extra_times_by_round ON extra_times (round_id)",
    "CREATE INDEX extra_times_by_account ON extra_times (account_id)",
    // The last of a contest counts; one without a text takes down what stood there.
    "CREATE TABLE notices (
        id {uuid} PRIMARY KEY,
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        text text NOT NULL,
        shown_until bigint,
        actor_id {uuid} NOT NULL REFERENCES accounts (id),
        made_at bigint NOT NULL)",
    "CREATE INDEX notices_by_contest ON notices (contest_id)",
    "ALTER TABLE rounds ADD COLUMN cancelled_at bigint",
    "ALTER TABLE rounds ADD COLUMN cancelled_for text",
];

/// The event, and the name of the row that describes it.
const EVENTS: [(&str, &str); 3] = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")];
const COUNTED: [&str; 2] = ["extra_times", "notices"];

/// Returns the trigger that counts a change to what belongs to a published contest.
fn trigger(backend: DbBackend, table: &str, event: &str, row: &str) -> String {
    let suffix = event.to_lowercase();
    if backend == DbBackend::Postgres {
        // The functions are those of the rounds.
        return format!(
            "CREATE TRIGGER {table}_moved_{suffix} AFTER {event} ON {table}
            FOR EACH ROW EXECUTE FUNCTION catalog_moved_{suffix}()"
        );
    }
    format!(
        "CREATE TRIGGER {table}_moved_{suffix} AFTER {event} ON {table}
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
        for statement in STATEMENTS {
            db.execute_unprepared(&statement.replace("{uuid}", uuid)).await?;
        }
        for table in COUNTED {
            for (event, row) in EVENTS {
                db.execute_unprepared(&trigger(backend, table, event, row))
                    .await?;
            }
        }
        Ok(())
    }
}
