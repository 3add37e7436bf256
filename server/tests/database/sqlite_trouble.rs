//! Errors provoked from a real SQLite.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use std::path::Path;
use thiluat::db::trouble::{Trouble, is_away, is_of_a_row, trouble};

/// Opens one connection that does not wait for locks.
async fn open(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
    options.max_connections(1);
    options.map_sqlx_sqlite_opts(|driver| driver.pragma("busy_timeout", "0").pragma("foreign_keys", "ON"));
    Database::connect(options).await
}

struct Bed {
    folder: tempfile::TempDir,
    db: DatabaseConnection,
}

impl Bed {
    async fn new() -> Bed {
        let folder = tempfile::tempdir().expect("a folder");
        let db = open(&folder.path().join("db")).await.expect("a database");
        let tables = "CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text <> 'no'));\
            CREATE TABLE b (a INTEGER REFERENCES a)";
        db.execute_unprepared(tables).await.expect("tables");
        Bed { folder, db }
    }

    async fn run(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.expect(sql);
    }

    async fn error(&self, sql: &str) -> DbErr {
        self.db.execute_unprepared(sql).await.expect_err(sql)
    }
}

#[tokio::test]
async fn a_full_disk() {
    let bed = Bed::new().await;
    bed.run("PRAGMA max_page_count = 3").await;
    let error = bed
        .error("INSERT INTO a VALUES (1, hex(randomblob(100000)))")
        .await;
    assert!(is_away(&error) && !is_of_a_row(&error), "{error}");
    bed.run("PRAGMA max_page_count = 1000").await;
    bed.run("INSERT INTO a VALUES (1, hex(randomblob(100000)))").await;
}

#[tokio::test]
async fn a_lock_that_another_holds() {
    let bed = Bed::new().await;
    let other = open(&bed.folder.path().join("db")).await.expect("a database");
    other.execute_unprepared("BEGIN IMMEDIATE").await.expect("a lock");
    let error = bed.error("INSERT INTO a VALUES (1, 'x')").await;
    assert!(is_away(&error), "{error}");
    other.execute_unprepared("COMMIT").await.expect("released");
    bed.run("INSERT INTO a VALUES (1, 'x')").await;
}

#[tokio::test]
async fn a_database_that_only_reads() {
    let bed = Bed::new().await;
    bed.run("PRAGMA query_only = ON").await;
    let error = bed.error("INSERT INTO a VALUES (1, 'x')").await;
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_or_is_no_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = open(&folder.path().join("missing/db"))
        .await
        .expect_err("no folder");
    assert!(is_away(&error), "{error}");
    let garbage = folder.path().join("garbage");
    std::fs::write(&garbage, "no database at all, however long. ".repeat(300)).expect("a file");
    let asked = async { open(&garbage).await?.execute_unprepared("SELECT * FROM a").await };
    let error = asked.await.expect_err("garbage");
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn rows_that_never_get_in() {
    let bed = Bed::new().await;
    bed.run("INSERT INTO a VALUES (1, 'x')").await;
    for sql in [
        "INSERT INTO a VALUES (1, 'twice')",
        "INSERT INTO a VALUES (2, NULL)",
        "INSERT INTO a VALUES (2, 'no')",
        "INSERT INTO a VALUES ('two', 'x')",
        "INSERT INTO b VALUES (7)",
        "INSERT INTO a VALUES (2, zeroblob(2000000000))",
    ] {
        let error = bed.error(sql).await;
        assert!(is_of_a_row(&error) && !is_away(&error), "{sql}: {error}");
    }
}

#[tokio::test]
async fn mistakes_of_ours() {
    let bed = Bed::new().await;
    for sql in ["INSERT INTO nowhere VALUES (1)", "SELECT 1 FROM"] {
        let error = bed.error(sql).await;
        assert_eq!(trouble(&error), Trouble::Other, "{sql}: {error}");
    }
}
