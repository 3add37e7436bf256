//! Accounts, contests, banks, attempts, settlements and the audit log.
//!
//! Moments are `bigint` milliseconds since 1970 UTC. Documents (rules, drafts, banks) are JSON text: they are read and
//! written whole, and no query looks inside them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of every table, in order: name, type, constraints that both databases understand.
const TABLES: &[&str] = &[
    "CREATE TABLE accounts (
        id {uuid} PRIMARY KEY,
        role text NOT NULL,
        login text NOT NULL UNIQUE,
        password_hash text NOT NULL,
        session_version integer NOT NULL,
        name text NOT NULL,
        date_of_birth text,
        consent_version text,
        created_at bigint NOT NULL)",
    "CREATE TABLE banks (
        id {uuid} PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        owner_id {uuid} NOT NULL REFERENCES accounts (id),
        created_at bigint NOT NULL)",
    "CREATE TABLE bank_versions (
        id {uuid} PRIMARY KEY,
        bank_id {uuid} NOT NULL REFERENCES banks (id),
        version integer NOT NULL,
        title text NOT NULL,
        content text NOT NULL,
        questions integer NOT NULL,
        hash text NOT NULL,
        loaded_by {uuid} NOT NULL REFERENCES accounts (id),
        loaded_at bigint NOT NULL,
        UNIQUE (bank_id, version))",
    "CREATE TABLE contests (
        id {uuid} PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        owner_id {uuid} NOT NULL REFERENCES accounts (id),
        draft text NOT NULL,
        consent_version text NOT NULL,
        published_at bigint,
        created_at bigint NOT NULL)",
    "CREATE TABLE contest_judges (
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        PRIMARY KEY (contest_id, account_id))",
    "CREATE TABLE units (
        id {uuid} PRIMARY KEY,
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        parent_id {uuid} REFERENCES units (id),
        code text NOT NULL,
        name text NOT NULL,
        headcount integer,
        position integer NOT NULL,
        UNIQUE (contest_id, code))",
    "CREATE TABLE entries (
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        unit_id {uuid} REFERENCES units (id),
        consent_version text NOT NULL,
        entered_at bigint NOT NULL,
        PRIMARY KEY (contest_id, account_id))",
    "CREATE TABLE rounds (
        id {uuid} PRIMARY KEY,
        contest_id {uuid} NOT NULL REFERENCES contests (id),
        number integer NOT NULL,
        title text NOT NULL,
        opens_at bigint NOT NULL,
        closes_at bigint NOT NULL,
        bank_version_id {uuid} NOT NULL REFERENCES bank_versions (id),
        rules text NOT NULL,
        secret {bytes} NOT NULL,
        commitment text NOT NULL,
        finalised_at bigint,
        UNIQUE (contest_id, number))",
    // No foreign keys on accounts and rounds, and no unique constraint on the number: nothing may prevent an accepted
    // attempt from being recorded.
    "CREATE TABLE attempts (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL,
        account_id {uuid} NOT NULL,
        unit_id {uuid},
        number integer NOT NULL,
        started_at bigint NOT NULL,
        deadline bigint NOT NULL,
        last_change_at bigint NOT NULL,
        closed_at bigint NOT NULL,
        closed_by text NOT NULL,
        revision integer NOT NULL,
        answers text NOT NULL,
        prediction bigint,
        points integer NOT NULL,
        max_points integer NOT NULL,
        correct integer NOT NULL,
        answered integer NOT NULL,
        total integer NOT NULL,
        sort_key {bytes} NOT NULL,
        sheet_hash text NOT NULL,
        recorded_at bigint NOT NULL)",
    "CREATE TABLE settlements (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL REFERENCES rounds (id),
        version integer NOT NULL,
        settled_at bigint NOT NULL,
        settled_by {uuid} NOT NULL REFERENCES accounts (id),
        hash text NOT NULL,
        people bigint NOT NULL,
        prediction_value bigint,
        finalised_at bigint,
        finalised_by {uuid} REFERENCES accounts (id),
        UNIQUE (round_id, version))",
    "CREATE TABLE standings (
        settlement_id {uuid} NOT NULL REFERENCES settlements (id),
        position integer NOT NULL,
        place integer,
        account_id {uuid} NOT NULL,
        attempt_id {uuid} NOT NULL,
        sort_key {bytes} NOT NULL,
        prize text,
        amount_vnd bigint NOT NULL,
        tied_with_next boolean NOT NULL,
        PRIMARY KEY (settlement_id, position))",
    "CREATE TABLE disqualifications (
        id {uuid} PRIMARY KEY,
        round_id {uuid} NOT NULL REFERENCES rounds (id),
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        reason text NOT NULL,
        by_id {uuid} NOT NULL REFERENCES accounts (id),
        at bigint NOT NULL,
        UNIQUE (round_id, account_id))",
    "CREATE TABLE audit_log (
        id {uuid} PRIMARY KEY,
        at bigint NOT NULL,
        actor_id {uuid} NOT NULL,
        action text NOT NULL,
        contest_id {uuid},
        subject text NOT NULL,
        detail text NOT NULL)",
];

const INDICES: &[&str] = &[
    "CREATE INDEX attempts_by_round ON attempts (round_id, account_id)",
    "CREATE INDEX attempts_by_account ON attempts (account_id)",
    "CREATE INDEX entries_by_account ON entries (account_id)",
    "CREATE INDEX units_by_contest ON units (contest_id, position)",
    "CREATE INDEX audit_by_contest ON audit_log (contest_id, at)",
];

/// The audit log only grows: the database itself refuses changes.
const APPEND_ONLY_SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
];
const APPEND_ONLY_POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        let (uuid, bytes) = if postgres {
            ("uuid", "bytea")
        } else {
            ("blob", "blob")
        };
        let append_only = if postgres {
            APPEND_ONLY_POSTGRES
        } else {
            APPEND_ONLY_SQLITE
        };
        for statement in TABLES.iter().chain(INDICES).chain(append_only) {
            db.execute_unprepared(&statement.replace("{uuid}", uuid).replace("{bytes}", bytes))
                .await?;
        }
        Ok(())
    }
}
