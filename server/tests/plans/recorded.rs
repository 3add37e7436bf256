//! The statements sent to the database, as the server logs them.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry};

static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

struct Asked;

impl<S: Subscriber> Layer<S> for Asked {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "thiluat::sql" {
            event.record(&mut Sql);
        }
    }
}

struct Sql;

impl Visit for Sql {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
            asked.insert(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

pub(crate) fn listen() {
    tracing::subscriber::set_global_default(Registry::default().with(Asked)).expect("the first");
}

/// Forgets the statements so far.
pub(crate) fn begin() {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Returns the statements since then.
pub(crate) fn end() -> BTreeSet<String> {
    std::mem::take(&mut *ASKED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Returns the steps by which SQLite carries out a statement.
pub(crate) async fn plan(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let explained = Statement::from_string(
        connection.get_database_backend(),
        format!("EXPLAIN QUERY PLAN {sql}"),
    );
    let steps = connection.query_all_raw(explained).await;
    let steps = steps.unwrap_or_else(|error| panic!("{error}: {sql}"));
    let detail = |step: &sea_orm::QueryResult| step.try_get("", "detail").expect("a step");
    steps.iter().map(detail).collect()
}

/// Returns where a statement would scan a large SQLite table from beginning to end.
pub(crate) async fn scans(connection: &DatabaseConnection, sql: &str, large: &[&str]) -> Vec<String> {
    // What begins and ends transactions has no plan.
    if !["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"]
        .iter()
        .any(|verb| sql.trim_start().starts_with(verb))
    {
        return Vec::new();
    }
    let steps = plan(connection, sql).await.into_iter();
    let scan = |step: &String| {
        let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        table.is_some_and(|table| large.contains(&named(sql, table).as_str()))
    };
    steps.filter(scan).map(|step| format!("{step}: {sql}")).collect()
}

/// Returns the table behind a name that a statement gives it: `attempts AS r`.
fn named(sql: &str, name: &str) -> String {
    let words: Vec<&str> = sql
        .split_whitespace()
        .map(|word| word.trim_matches(['"', ',', '(']))
        .collect();
    let given = words
        .windows(3)
        .find(|three| three[1] == "AS" && three[2].trim_end_matches(')') == name);
    given.map_or(name, |three| three[0]).to_owned()
}
