//! The order of a round's contestants is stored once, however many versions of a settlement are made from it. A version
//! is an order together with the decisions about it: who is disqualified and who has won which prize. Jobs have a
//! record.
//!
//! An existing settlement keeps its rows as an order of its own. The hash of that order is unknown (`''`), so no later
//! version is made from it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE rankings (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL REFERENCES rounds (id),
        made_at bigint NOT NULL,
        hash text NOT NULL,
        people bigint NOT NULL,
        attempts bigint NOT NULL,
        prediction_value bigint)",
    "CREATE INDEX rankings_by_round ON rankings (round_id)",
    // Distinct people by unit, without the units below.
    "CREATE TABLE ranking_units (
        ranking_id {uuid} NOT NULL,
        unit_id {uuid} NOT NULL,
        people bigint NOT NULL,
        PRIMARY KEY (ranking_id, unit_id))",
    "DROP INDEX standings_by_account",
    "DROP INDEX standings_with_prize",
    "ALTER TABLE standings RENAME TO settled_standings",
    // No foreign keys: a million rows are written at once.
    "CREATE TABLE standings (
        ranking_id {uuid} NOT NULL,
        position integer NOT NULL,
        account_id {uuid} NOT NULL,
        attempt_id {uuid} NOT NULL,
        sort_key {bytes} NOT NULL,
        tied_with_next boolean NOT NULL,
        has_points boolean NOT NULL,
        PRIMARY KEY (ranking_id, position))",
    "CREATE TABLE decisions (
        settlement_id {uuid} NOT NULL REFERENCES settlements (id),
        position integer NOT NULL,
        disqualified boolean NOT NULL,
        prize text,
        amount_vnd bigint NOT NULL,
        tied_with_next boolean NOT NULL,
        PRIMARY KEY (settlement_id, position))",
    "ALTER TABLE settlements ADD COLUMN ranking_id {uuid}",
    "UPDATE settlements SET ranking_id = id",
    "INSERT INTO rankings
        SELECT id, round_id, settled_at, '', people,
            (SELECT count(*) FROM attempts WHERE attempts.round_id = settlements.round_id), prediction_value
        FROM settlements",
    "INSERT INTO ranking_units
        SELECT settlements.id, attempts.unit_id, count(DISTINCT attempts.account_id)
        FROM settlements JOIN attempts ON attempts.round_id = settlements.round_id
        WHERE attempts.unit_id IS NOT NULL GROUP BY settlements.id, attempts.unit_id",
    "INSERT INTO standings
        SELECT settlement_id, position, account_id, attempt_id, sort_key, tied_with_next,
            COALESCE((SELECT points > 0 FROM attempts WHERE attempts.id = attempt_id), false)
        FROM settled_standings",
    "INSERT INTO decisions
        SELECT settlement_id, position, place IS NULL, prize, amount_vnd, tied_with_next
        FROM settled_standings WHERE place IS NULL OR prize IS NOT NULL",
    "DROP TABLE settled_standings",
    "CREATE INDEX standings_by_account ON standings (ranking_id, account_id)",
    // The few accounts with revoked sessions: every server reads them at every change.
    "CREATE INDEX accounts_revoked ON accounts (session_version) WHERE session_version > 0",
    "CREATE TABLE jobs (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL REFERENCES rounds (id),
        kind text NOT NULL,
        scope text NOT NULL,
        task text NOT NULL,
        asked_by {uuid} NOT NULL REFERENCES accounts (id),
        asked_at bigint NOT NULL,
        state text NOT NULL,
        progress integer NOT NULL,
        tries integer NOT NULL,
        due_at bigint NOT NULL,
        runner {uuid},
        ended_at bigint,
        error text,
        file_name text,
        file_size bigint,
        file_removed_at bigint)",
    // One unfinished job per scope, and few of them overall: workers look here for work.
    "CREATE UNIQUE INDEX jobs_at_work ON jobs (scope) WHERE ended_at IS NULL",
    "CREATE INDEX jobs_by_round ON jobs (round_id, asked_at)",
    // In the database, because any server may be asked for the file.
    "CREATE TABLE job_files (
        job_id {uuid} NOT NULL,
        part integer NOT NULL,
        content {bytes} NOT NULL,
        PRIMARY KEY (job_id, part))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        let (uuid, bytes) = if postgres {
            ("uuid", "bytea")
        } else {
            ("blob", "blob")
        };
        for statement in STATEMENTS {
            let statement = statement.replace("{uuid}", uuid).replace("{bytes}", bytes);
            db.execute_unprepared(&statement).await?;
        }
        if postgres {
            // A server of the previous release that still runs alongside is refused, and leaves nothing half done.
            let always = "ALTER TABLE settlements ALTER COLUMN ranking_id SET NOT NULL";
            db.execute_unprepared(always).await?;
        }
        Ok(())
    }
}
