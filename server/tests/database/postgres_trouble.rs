//! Errors provoked from a real PostgreSQL.

use crate::common::postgres::fresh_database;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use std::time::Duration;
use thiluat::db::trouble::{Trouble, is_away, is_of_a_row, is_unstorable_text, trouble};
use thiluat::db::{Db, Limits};

async fn connect(address: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).test_before_acquire(false);
    Database::connect(options).await
}

/// Two connections to one database with two tables.
struct Bed {
    address: String,
    db: DatabaseConnection,
    other: DatabaseConnection,
}

impl Bed {
    async fn new() -> Bed {
        let address = fresh_database().await;
        let db = connect(&address).await.expect("a database");
        let tables = "CREATE TABLE a (id int PRIMARY KEY, t text NOT NULL CHECK (t <> 'no')); \
            CREATE TABLE b (a int REFERENCES a); INSERT INTO a VALUES (1, 'x'), (2, 'y')";
        db.execute_unprepared(tables).await.expect("tables");
        let other = connect(&address).await.expect("a database");
        Bed { address, db, other }
    }

    async fn run(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.expect(sql);
    }

    async fn others(&self, sql: &str) {
        self.other.execute_unprepared(sql).await.expect(sql);
    }

    async fn error(&self, sql: &str) -> DbErr {
        self.db.execute_unprepared(sql).await.expect_err(sql)
    }
}

#[tokio::test]
async fn a_server_that_only_reads() {
    let bed = Bed::new().await;
    bed.run("SET default_transaction_read_only = on").await;
    let error = bed.error("INSERT INTO a VALUES (3, 'x')").await;
    assert!(is_away(&error) && !is_of_a_row(&error), "{error}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long() {
    let bed = Bed::new().await;
    bed.run("SET statement_timeout = '50ms'").await;
    let error = bed.error("SELECT pg_sleep(60)").await;
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn a_lock_that_another_holds() {
    let bed = Bed::new().await;
    bed.others("BEGIN; LOCK TABLE a").await;
    bed.run("SET lock_timeout = '50ms'").await;
    let error = bed.error("INSERT INTO a VALUES (3, 'x')").await;
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn a_connection_that_is_ended() {
    let bed = Bed::new().await;
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let (error, ()) = tokio::join!(bed.error("SELECT pg_sleep(60)"), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        bed.others(ended).await;
    });
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn transactions_in_each_others_way() {
    let bed = Bed::new().await;
    // Each transaction waits for the other's row.
    bed.run("BEGIN; SET LOCAL deadlock_timeout = '50ms'; UPDATE a SET t = 'z' WHERE id = 1")
        .await;
    bed.others("BEGIN; SET LOCAL deadlock_timeout = '1h'; UPDATE a SET t = 'z' WHERE id = 2")
        .await;
    let (error, ()) = tokio::join!(
        bed.error("UPDATE a SET t = 'z' WHERE id = 2"),
        bed.others("UPDATE a SET t = 'z' WHERE id = 1")
    );
    assert!(is_away(&error), "{error}");
    bed.run("ROLLBACK").await;
    bed.others("COMMIT").await;
    // A row has changed since the transaction's snapshot.
    bed.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM a")
        .await;
    bed.others("UPDATE a SET t = 'w' WHERE id = 1").await;
    let error = bed.error("UPDATE a SET t = 'v' WHERE id = 1").await;
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn no_connection_to_be_had() {
    let bed = Bed::new().await;
    let name = bed.address.rsplit('/').next().expect("a name");
    bed.run(&format!("CREATE ROLE r_{name} LOGIN CONNECTION LIMIT 1"))
        .await;
    let address = bed.address.replace("postgres@", &format!("r_{name}@"));
    let first = connect(&address).await.expect("the first");
    let error = connect(&address).await.expect_err("too many");
    assert!(is_away(&error), "{error}");
    first.close().await.expect("closed");
    // Nobody is listening there.
    let port = private_stores::free_ports(1).expect("a port")[0];
    let limits = Limits {
        statement: Duration::from_millis(300),
        ..Limits::default()
    };
    let nowhere = Db::open_with(&format!("postgres://postgres@127.0.0.1:{port}/x"), limits).await;
    let error = nowhere.err().expect("nobody is listening");
    assert!(is_away(&error), "{error}");
}

#[tokio::test]
async fn rows_that_never_get_in() {
    let bed = Bed::new().await;
    for sql in [
        "INSERT INTO a VALUES (1, 'twice')",
        "INSERT INTO a VALUES (3, NULL)",
        "INSERT INTO a VALUES (3, 'no')",
        "INSERT INTO a VALUES ('three', 'x')",
        "INSERT INTO a VALUES (3000000000, 'x')",
        "INSERT INTO b VALUES (7)",
        "INSERT INTO a VALUES (3, 'x'), (3, 'y') ON CONFLICT (id) DO UPDATE SET t = excluded.t",
    ] {
        let error = bed.error(sql).await;
        assert!(is_of_a_row(&error) && !is_away(&error), "{sql}: {error}");
        assert!(!is_unstorable_text(&error), "{sql}: {error}");
    }
    let nul =
        Statement::from_sql_and_values(DbBackend::Postgres, "INSERT INTO a VALUES (3, $1)", ["\0".into()]);
    let error = bed.db.execute_raw(nul).await.expect_err("NUL");
    assert!(is_of_a_row(&error) && is_unstorable_text(&error), "{error}");
}

#[tokio::test]
async fn what_a_trigger_refuses() {
    let bed = Bed::new().await;
    for raised in ["EXCEPTION 'no'", "EXCEPTION 'no' USING ERRCODE = '23514'"] {
        bed.run(&format!(
            "CREATE OR REPLACE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE {raised}; END $$; \
             CREATE OR REPLACE TRIGGER refuses BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION refuses()"
        ))
        .await;
        let error = bed.error("INSERT INTO a VALUES (3, 'x')").await;
        assert!(is_of_a_row(&error) && !is_away(&error), "{raised}: {error}");
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
