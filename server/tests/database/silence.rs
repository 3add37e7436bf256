//! A database that accepts connections and says nothing: nobody waits for good, and afterwards every connection works.

use crate::common::postgres::fresh_database;
use crate::common::{Database, run_with};
use crate::proxy::{Proxy, until};
use contest_core::wire::accounts::SignIn;
use contest_core::wire::paths;
use futures_util::future::join_all;
use futures_util::{FutureExt, TryStreamExt};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, Statement, StreamTrait, TransactionTrait};
use std::time::{Duration, Instant};
use thiluat::db::trouble::is_away;
use thiluat::db::{Db, Limits, patiently};

const LIMIT: Duration = Duration::from_secs(1);
/// The time that a machine under load may add.
const MARGIN: Duration = Duration::from_secs(2);
/// The number of connections in a pool.
const POOL: usize = 24;

const LIMITS: Limits = Limits {
    statement: LIMIT,
    long_statement: Duration::from_secs(2),
};

struct Bed {
    proxy: Proxy,
    db: Db,
}

impl Bed {
    async fn new() -> Bed {
        let proxy = Proxy::start(&fresh_database().await).await;
        let db = Db::open_with(&proxy.address, LIMITS).await.expect("a database");
        db.write
            .execute_unprepared("CREATE TABLE a (id int PRIMARY KEY)")
            .await
            .expect("a table");
        Bed { proxy, db }
    }

    async fn sleep(&self, seconds: f32) -> Result<ExecResult, DbErr> {
        let sql = format!("SELECT pg_sleep({seconds})");
        self.db.read.execute_unprepared(&sql).await
    }

    /// Uses all connections of the pool at once.
    async fn sleep_all(&self, seconds: f32) -> Vec<Result<ExecResult, DbErr>> {
        join_all((0..POOL).map(|_| self.sleep(seconds))).await
    }

    async fn connections(&self) -> i64 {
        let sql = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()";
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let row = self.db.read.query_one_raw(asked).await.expect("a count");
        row.expect("a row").try_get("", "n").expect("a number")
    }
}

fn is_gone<T>(answer: &Result<T, DbErr>) -> bool {
    matches!(answer, Err(error) if is_away(error))
}

#[tokio::test]
async fn what_waits_is_answered_and_the_pool_is_whole_afterwards() {
    let bed = Bed::new().await;
    for round in 0..3 {
        assert!(
            bed.sleep_all(0.2).await.iter().all(Result::is_ok),
            "round {round}"
        );
        // It falls silent while some statements run and others have ended and returned their connections.
        let since = Instant::now();
        let waiting = join_all((0..200).map(|n| bed.sleep(n as f32 / 500.0)));
        let (answers, ()) = tokio::join!(waiting, async {
            tokio::time::sleep(Duration::from_millis(150)).await;
            bed.proxy.fall_silent();
        });
        assert!(answers.iter().any(is_gone), "round {round}");
        assert!(
            answers.iter().all(|answer| answer.is_ok() || is_gone(answer)),
            "round {round}"
        );
        assert!(since.elapsed() < LIMIT + MARGIN, "{:?}", since.elapsed());
        // Meanwhile nobody waits longer than that.
        let since = Instant::now();
        assert!(bed.sleep_all(0.0).await.iter().all(is_gone), "round {round}");
        assert!(since.elapsed() < LIMIT + MARGIN, "{:?}", since.elapsed());
        bed.proxy.heal();
        until("an answer", async || bed.sleep(0.0).await.is_ok()).await;
        let since = Instant::now();
        assert!(
            bed.sleep_all(0.3).await.iter().all(Result::is_ok),
            "round {round}"
        );
        let time = since.elapsed();
        assert!(
            time < Duration::from_millis(900),
            "not all connections are back: {time:?}"
        );
    }
}

#[tokio::test]
async fn connections_that_idled_are_tried_before_they_are_used() {
    let bed = Bed::new().await;
    assert!(bed.sleep_all(0.2).await.iter().all(Result::is_ok));
    bed.proxy.fall_silent();
    bed.proxy.heal();
    // As after a firewall has forgotten the connections: only new ones work.
    until("an answer", async || bed.sleep(0.0).await.is_ok()).await;
    assert!(bed.sleep_all(0.2).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn transactions_and_streams_are_given_up_too() {
    let bed = Bed::new().await;
    let transaction = bed.db.write.begin().await.expect("a transaction");
    let insert = "INSERT INTO a VALUES (1)";
    transaction.execute_unprepared(insert).await.expect("a row");
    let many = Statement::from_string(DbBackend::Postgres, "SELECT generate_series(1, 3000000) AS n");
    let mut rows = bed.db.read.stream_raw(many).await.expect("rows");
    assert!(rows.try_next().await.expect("a row").is_some());
    bed.proxy.fall_silent();
    let committed = async {
        let since = Instant::now();
        assert!(is_gone(&transaction.commit().await));
        assert!(since.elapsed() < LIMIT + MARGIN);
    };
    let read = async {
        let since = Instant::now();
        // Requests under way are still read.
        let error = loop {
            match rows.try_next().await {
                Ok(row) => assert!(row.is_some(), "all rows were read"),
                Err(error) => break error,
            }
        };
        assert!(is_away(&error), "{error}");
        assert!(since.elapsed() < LIMITS.long_statement + 2 * MARGIN);
    };
    tokio::join!(committed, read);
    bed.proxy.heal();
    // The commit may have arrived or not, and repeating it does no harm. The server releases the row by itself.
    let again = format!("{insert} ON CONFLICT DO NOTHING");
    until("a row", async || {
        bed.db.write.execute_unprepared(&again).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_busy_database_ends_statements_itself_and_keeps_its_connections() {
    let bed = Bed::new().await;
    let since = Instant::now();
    let answers = join_all((0..3 * POOL).map(|_| bed.sleep(60.0))).await;
    assert!(answers.iter().all(is_gone));
    assert!(since.elapsed() < LIMIT + MARGIN);
    assert!(bed.sleep_all(0.1).await.iter().all(Result::is_ok));
    // Connections for long work included.
    assert!(bed.connections().await <= POOL as i64 + 6);
}

#[tokio::test]
async fn long_work_may_take_longer() {
    let bed = Bed::new().await;
    assert!(is_gone(&bed.sleep(1.3).await));
    patiently(bed.sleep(1.3)).await.expect("enough time");
    assert!(is_gone(&patiently(bed.sleep(60.0)).await));
}

/// With the server's own limits.
#[test]
fn requests_are_refused_and_served_again() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let proxy = runtime.block_on(async { Proxy::start(&fresh_database().await).await });
    let settings = format!("database_url = {:?}", proxy.address);
    run_with(Database::Sqlite, &settings, |app| async move {
        app.staff_account("organiser", "tochuc").await;
        app.sign_in("tochuc").await;
        let sign_in = SignIn {
            login: "tochuc".into(),
            password: crate::common::contest::PASSWORD.into(),
        };
        let visitor = app.visitor();
        proxy.fall_silent();
        let since = Instant::now();
        let asked = (0..8).map(|_| visitor.post(paths::SESSION, &sign_in));
        for reply in join_all(asked).await {
            assert_eq!(reply.status, 503, "{}", reply.text());
        }
        let probe = reqwest::get(format!("{}{}", app.url, paths::READY))
            .await
            .expect("an answer");
        assert_eq!(probe.status(), 503);
        assert!(since.elapsed() < Duration::from_secs(25), "{:?}", since.elapsed());
        proxy.heal();
        until("a session", async || {
            visitor.post(paths::SESSION, &sign_in).await.status.is_success()
        })
        .await;
    });
    runtime.shutdown_background();
}

// A phone goes away while its request begins a transaction, and the request is dropped at that moment.
#[tokio::test]
async fn what_is_written_after_a_beginning_that_was_broken_off_is_committed() {
    let address = fresh_database().await;
    let [db, other] = [Db::open(&address), Db::open(&address)].map(async |db| db.await.expect("a database"));
    let (db, other) = (db.await, other.await);
    db.write
        .execute_unprepared("CREATE TABLE a (id int PRIMARY KEY)")
        .await
        .expect("a table");
    for id in 0..50 {
        // As a rule the statement has been sent, and its response has not arrived.
        drop(db.write.begin().now_or_never());
        let insert = format!("INSERT INTO a VALUES ({id})");
        db.write.execute_unprepared(&insert).await.expect("inserted");
    }
    let all = "SELECT id FROM a";
    let all = Statement::from_string(DbBackend::Postgres, all);
    let found = other.read.query_all_raw(all).await.expect("rows");
    assert_eq!(found.len(), 50, "what was answered is committed");
}
