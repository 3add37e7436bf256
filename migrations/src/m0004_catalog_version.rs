//! Counts the changes to what every server keeps in memory, so one number tells a server whether it is up to date. Also
//! finds one contestant's standing without reading everybody's.
//!
//! Triggers count, in the transaction of the change itself: no code can forget to, and repairs made by hand are counted
//! as well. The one row is always the last that such a transaction locks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &[&str] = &[
    "CREATE TABLE catalog_version (
        id integer PRIMARY KEY CHECK (id = 1),
        version bigint NOT NULL)",
    "INSERT INTO catalog_version (id, version) VALUES (1, 1)",
];

const INDICES: &[&str] = &[
    "CREATE INDEX standings_by_account ON standings (settlement_id, account_id)",
    "CREATE INDEX standings_with_prize ON standings (settlement_id, position) WHERE prize IS NOT NULL",
];

/// The event, and the name of the row that describes it.
const EVENTS: [(&str, &str); 3] = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")];

/// What belongs to a contest counts only once the contest is published; until then no server has it in memory.
const OF_A_PUBLISHED_CONTEST: &str =
    "WHERE EXISTS (SELECT 1 FROM contests WHERE id = {row}.contest_id AND published_at IS NOT NULL)";

fn postgres() -> Vec<String> {
    let function = |name: &str, which: &str| {
        format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN UPDATE catalog_version SET version = version + 1 {which}; RETURN NULL; END $$"
        )
    };
    let mut made = vec![
        function("catalog_moved", ""),
        // Thousands of rows change at once, so each statement counts once, whether the contest is published or not.
        "CREATE TRIGGER units_moved AFTER INSERT OR UPDATE OR DELETE ON units
            FOR EACH STATEMENT EXECUTE FUNCTION catalog_moved()"
            .into(),
        "CREATE TRIGGER accounts_moved AFTER UPDATE OF session_version ON accounts
            FOR EACH ROW EXECUTE FUNCTION catalog_moved()"
            .into(),
    ];
    for (event, row) in EVENTS {
        let suffix = event.to_lowercase();
        made.push(format!(
            "CREATE TRIGGER contests_moved_{suffix} AFTER {event} ON contests
            FOR EACH ROW WHEN ({row}.published_at IS NOT NULL) EXECUTE FUNCTION catalog_moved()"
        ));
        let name = format!("catalog_moved_{suffix}");
        made.push(function(&name, &OF_A_PUBLISHED_CONTEST.replace("{row}", row)));
        made.push(format!(
            "CREATE TRIGGER rounds_moved_{suffix} AFTER {event} ON rounds
            FOR EACH ROW EXECUTE FUNCTION {name}()"
        ));
    }
    made
}

fn sqlite() -> Vec<String> {
    let trigger = |name: &str, when: &str, which: &str| {
        format!(
            "CREATE TRIGGER {name} {when}
            BEGIN UPDATE catalog_version SET version = version + 1 {which}; END"
        )
    };
    let mut made = vec![trigger(
        "accounts_moved",
        "AFTER UPDATE OF session_version ON accounts",
        "",
    )];
    for (event, row) in EVENTS {
        let suffix = event.to_lowercase();
        let when = format!("AFTER {event} ON contests WHEN {row}.published_at IS NOT NULL");
        made.push(trigger(&format!("contests_moved_{suffix}"), &when, ""));
        let which = OF_A_PUBLISHED_CONTEST.replace("{row}", row);
        for table in ["rounds", "units"] {
            let when = format!("AFTER {event} ON {table}");
            made.push(trigger(&format!("{table}_moved_{suffix}"), &when, &which));
        }
    }
    made
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let triggers = if db.get_database_backend() == DbBackend::Postgres {
            postgres()
        } else {
            sqlite()
        };
        let triggers = triggers.iter().map(String::as_str);
        for statement in TABLE.iter().chain(INDICES).copied().chain(triggers) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
