//! Starts are recorded like submissions, so limits and deadlines survive the loss of Redis. What is found too late to
//! count is set aside.
//!
//! An existing database gets the starts of its closed attempts. If a contestant has two attempts with the same number
//! (an older release could assign them), the later ones get the next free numbers: nothing that was recorded is lost.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    // No foreign keys, as in `attempts`: nothing may prevent a start from being recorded.
    "CREATE TABLE starts (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL,
        account_id {uuid} NOT NULL,
        number integer NOT NULL,
        started_at bigint NOT NULL,
        deadline bigint NOT NULL,
        unit_id {uuid},
        recorded_at bigint NOT NULL)",
    "CREATE TABLE set_aside (
        attempt_id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL,
        account_id {uuid} NOT NULL,
        reason text NOT NULL,
        record text NOT NULL,
        found_at bigint NOT NULL)",
];

const CARRY_OVER: &[&str] = &[
    // Duplicate numbers are replaced by numbers above the contestant's highest.
    "UPDATE attempts SET number = renumbered.number FROM (
        SELECT id, highest + row_number() OVER (PARTITION BY round_id, account_id ORDER BY started_at, id) AS number
        FROM (
            SELECT id, round_id, account_id, started_at,
                row_number() OVER (PARTITION BY round_id, account_id, number ORDER BY started_at, id) AS nth,
                max(number) OVER (PARTITION BY round_id, account_id) AS highest
            FROM attempts) AS counted
        WHERE nth > 1) AS renumbered
        WHERE attempts.id = renumbered.id",
    "INSERT INTO starts SELECT id, round_id, account_id, number, started_at, deadline, unit_id, recorded_at FROM attempts",
];

const INDICES: &[&str] = &[
    "CREATE UNIQUE INDEX starts_by_number ON starts (round_id, account_id, number)",
    "CREATE INDEX set_aside_by_round ON set_aside (round_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        let uuid = if postgres { "uuid" } else { "blob" };
        // As for attempts: see `m0002_recorded_lately`.
        let recorded = if postgres {
            "CREATE INDEX starts_recorded ON starts USING brin (recorded_at) WITH (autosummarize = on)"
        } else {
            "CREATE INDEX starts_recorded ON starts (recorded_at)"
        };
        let statements = TABLES.iter().chain(CARRY_OVER).chain(INDICES);
        for statement in statements.chain([&recorded]) {
            db.execute_unprepared(&statement.replace("{uuid}", uuid)).await?;
        }
        Ok(())
    }
}
