//! A database of the load test's own, filled directly: PostgreSQL by `COPY`, SQLite by inserts of many rows.

use super::rows::{ACCOUNTS, ATTEMPTS, Cell, ENTRIES, STARTS, Table};
use contest_core::ids::{AccountId, RoundId, Uuid};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use std::fmt::Write;
use std::str::FromStr;
use std::time::Duration;

/// Below the number of values that SQLite takes in one statement.
const SQLITE_VALUES: usize = 30_000;
/// How long the server may hold SQLite's only write lock.
const PATIENCE: Duration = Duration::from_secs(30);

pub enum Database {
    Postgres(Box<PgConnection>),
    Sqlite(Box<SqliteConnection>),
}

impl Database {
    /// Opens `postgres://…` or `sqlite://…`. Commits need not survive a power failure: the run would not either.
    pub async fn open(url: &str) -> Result<Database, sqlx::Error> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .busy_timeout(PATIENCE)
                .synchronous(SqliteSynchronous::Off);
            let connection = SqliteConnection::connect_with(&options).await?;
            return Ok(Database::Sqlite(Box::new(connection)));
        }
        let mut connection = PgConnection::connect(url).await?;
        sqlx::raw_sql("SET synchronous_commit = off")
            .execute(&mut connection)
            .await?;
        Ok(Database::Postgres(Box::new(connection)))
    }

    /// Inserts rows whose values follow each other. Either all of them are committed, or none.
    pub async fn insert(&mut self, table: &Table, cells: Vec<Cell>) -> Result<(), sqlx::Error> {
        match self {
            Database::Postgres(connection) => {
                let statement = format!("COPY {} ({}) FROM STDIN", table.name, table.columns.join(", "));
                let mut copy = connection.copy_in_raw(&statement).await?;
                copy.send(copied(&cells, table.columns.len()).into_bytes())
                    .await?;
                copy.finish().await?;
            }
            Database::Sqlite(connection) => {
                let columns = table.columns.len();
                let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
                for some in cells.chunks(SQLITE_VALUES / columns * columns) {
                    let statement = insertion(table, some.len() / columns);
                    let mut query = sqlx::query(AssertSqlSafe(statement));
                    for cell in some {
                        query = match cell {
                            Cell::Nothing => query.bind(None::<i64>),
                            Cell::Whole(number) => query.bind(*number),
                            Cell::Text(text) => query.bind(text.as_str()),
                            Cell::Id(id) => query.bind(id.as_bytes().as_slice()),
                            Cell::Bytes(bytes) => query.bind(bytes.as_slice()),
                        };
                    }
                    query.execute(&mut *transaction).await?;
                }
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    /// Does what PostgreSQL sooner or later does by itself to tables that have grown.
    pub async fn tidy(&mut self) -> Result<(), sqlx::Error> {
        if let Database::Postgres(connection) = self {
            for table in [&ACCOUNTS, &ENTRIES, &STARTS, &ATTEMPTS] {
                let statement = format!("VACUUM (ANALYZE) {}", table.name);
                sqlx::raw_sql(AssertSqlSafe(statement))
                    .execute(&mut **connection)
                    .await?;
            }
        }
        Ok(())
    }

    /// Returns the secret from which the round's papers are drawn.
    pub async fn secret_of(&mut self, round: RoundId) -> Result<Vec<u8>, sqlx::Error> {
        self.value("SELECT secret FROM rounds WHERE id = $1", round.0)
            .await
    }

    pub async fn password_hash_of(&mut self, account: AccountId) -> Result<String, sqlx::Error> {
        self.value("SELECT password_hash FROM accounts WHERE id = $1", account.0)
            .await
    }

    async fn value<T>(&mut self, question: &'static str, id: Uuid) -> Result<T, sqlx::Error>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
        T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        match self {
            Database::Postgres(connection) => {
                let row = sqlx::query(question)
                    .bind(id)
                    .fetch_one(&mut **connection)
                    .await?;
                row.try_get(0)
            }
            Database::Sqlite(connection) => {
                let row = sqlx::query(question)
                    .bind(id.as_bytes().as_slice())
                    .fetch_one(&mut **connection)
                    .await?;
                row.try_get(0)
            }
        }
    }
}

fn insertion(table: &Table, rows: usize) -> String {
    let row = format!("({})", vec!["?"; table.columns.len()].join(","));
    let rows = vec![row; rows].join(",");
    format!(
        "INSERT INTO {} ({}) VALUES {rows}",
        table.name,
        table.columns.join(", ")
    )
}

/// Formats rows as `COPY` reads them: one line per row, tabs between the values.
fn copied(cells: &[Cell], columns: usize) -> String {
    let mut lines = String::with_capacity(cells.len() * 24);
    for row in cells.chunks(columns) {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                lines.push('\t');
            }
            copy_cell(&mut lines, cell);
        }
        lines.push('\n');
    }
    lines
}

fn copy_cell(lines: &mut String, cell: &Cell) {
    // Writing to a `String` never fails.
    let _ = match cell {
        Cell::Nothing => lines.write_str("\\N"),
        Cell::Whole(number) => write!(lines, "{number}"),
        Cell::Id(id) => write!(lines, "{id}"),
        Cell::Bytes(bytes) => write!(lines, "\\\\x{}", hex::encode(bytes)),
        Cell::Text(text) => {
            for letter in text.chars() {
                match letter {
                    '\\' => lines.push_str("\\\\"),
                    '\t' => lines.push_str("\\t"),
                    '\n' => lines.push_str("\\n"),
                    '\r' => lines.push_str("\\r"),
                    other => lines.push(other),
                }
            }
            Ok(())
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_copied_one_a_column() {
        let cells = [
            Cell::Text("a\tb\\".into()),
            Cell::Nothing,
            Cell::Bytes(vec![0, 255]),
            Cell::Whole(-7),
        ];
        assert_eq!(copied(&cells, 2), "a\\tb\\\\\t\\N\n\\\\x00ff\t-7\n");
    }

    #[test]
    fn an_insertion_has_a_place_for_every_value() {
        assert_eq!(insertion(&ENTRIES, 2).matches('?').count(), 10);
    }
}
