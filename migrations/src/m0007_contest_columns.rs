//! Stores each part of a contest once. Its draft was a JSON text that repeated the rows of rounds and judges; now the
//! rows are the draft, and the rest of the text becomes columns.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &[&str] = &[
    "ALTER TABLE contests ADD COLUMN title text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN organiser text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN summary text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN min_age integer",
    "ALTER TABLE contests ADD COLUMN consent_controller text NOT NULL DEFAULT ''",
    "ALTER TABLE contests ADD COLUMN consent_text text NOT NULL DEFAULT ''",
    // Whether the round still draws from the newest version of its bank; publishing fixes the version.
    "ALTER TABLE rounds ADD COLUMN newest_bank boolean NOT NULL DEFAULT FALSE",
];

/// `{title}` and the like are replaced by expressions that read the draft.
const CARRY_OVER: &[&str] = &[
    "UPDATE contests SET title = {title}, organiser = {organiser}, summary = coalesce({summary}, ''),
        min_age = {min_age}, consent_controller = coalesce({consent,controller}, ''),
        consent_text = coalesce({consent,text}, '')",
    "UPDATE rounds SET newest_bank = TRUE WHERE EXISTS (SELECT 1 FROM contests
        WHERE contests.id = rounds.contest_id AND published_at IS NULL AND {round} IS NULL)",
];

const DROP: &str = "ALTER TABLE contests DROP COLUMN draft";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Also on SQLite: a migration that stopped halfway could never be resumed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        for statement in COLUMNS {
            db.execute_unprepared(statement).await?;
        }
        for statement in CARRY_OVER {
            db.execute_unprepared(&reading_draft(statement, postgres)).await?;
        }
        db.execute_unprepared(DROP).await?;
        Ok(())
    }
}

fn reading_draft(statement: &str, postgres: bool) -> String {
    let mut written = statement.to_owned();
    for path in [
        "title",
        "organiser",
        "summary",
        "min_age",
        "consent,controller",
        "consent,text",
    ] {
        let read = match (postgres, path) {
            (true, "min_age") => "(draft::json ->> 'min_age')::integer".to_owned(),
            (true, _) => format!("draft::json #>> '{{{path}}}'"),
            (false, _) => format!("json_extract(draft, '$.{}')", path.replace(',', ".")),
        };
        written = written.replace(&format!("{{{path}}}"), &read);
    }
    let version_of_round = match postgres {
        true => "draft::json -> 'rounds' -> (number - 1) -> 'bank_version'",
        false => "json_extract(draft, '$.rounds[' || (number - 1) || '].bank_version')",
    };
    written.replace("{round}", version_of_round)
}
