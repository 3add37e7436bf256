//! Fills a round inside the database. For settlement and boards, the attempts look as if they had been played; their
//! contestants cannot sign in.

use crate::account;
use crate::common::contest::Arranged;
use crate::common::{Database, TestApp};
use contest_core::ids::AccountId;
use sea_orm::{ConnectionTrait, TransactionTrait};

pub(crate) const PEOPLE: u64 = 60_000;
pub(crate) const ATTEMPTS: u64 = 100_000;

/// How a database generates numbers, and makes an id or bytes from one.
struct Written {
    numbers: String,
    id: fn(&str) -> String,
    key: &'static str,
}

fn written(database: Database, up_to: u64) -> Written {
    match database {
        Database::Postgres => Written {
            numbers: format!("SELECT generate_series(1, {up_to}) AS n"),
            id: |n| format!("('00000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"),
            key: "decode(lpad(to_hex(n), 80, '0'), 'hex')",
        },
        Database::Sqlite => Written {
            numbers: format!(
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {up_to}) SELECT n FROM c"
            ),
            id: |n| format!("unhex('0000000000007000' || printf('8000%012x', {n}))"),
            key: "unhex(printf('%080x', n))",
        },
    }
}

/// Returns the contestant who is last in the order of registration.
pub(crate) async fn fill(app: &TestApp, arranged: &Arranged) -> AccountId {
    let people = written(app.database, PEOPLE);
    let attempts = written(app.database, ATTEMPTS);
    let uuid = |id: uuid::Uuid| match app.database {
        Database::Postgres => format!("'{id}'::uuid"),
        Database::Sqlite => format!("X'{}'", id.simple()),
    };
    let (contest, round) = (uuid(arranged.contest.0), uuid(arranged.round.0));
    let (unit, now) = (uuid(arranged.units[1].0), app.now().0);
    let (person, attempt) = ((people.id)("n"), (attempts.id)("1000000 + n"));
    let theirs = (attempts.id)(&format!("1 + n % {PEOPLE}"));
    let number = format!("1 + (n - 1) / {PEOPLE}");
    let statements = [
        format!(
            "INSERT INTO accounts SELECT {person}, 'contestant', 'so-' || n, '', 0, 'Nguyễn Văn An', '1990-01-01', 'v', {now} \
             FROM ({}) AS numbers",
            people.numbers
        ),
        format!(
            "INSERT INTO entries SELECT {contest}, {person}, {unit}, 'v', {now} FROM ({}) AS numbers",
            people.numbers
        ),
        format!(
            "INSERT INTO starts SELECT {attempt}, {round}, {theirs}, {number}, {now} + n, {now} + n + 600000, {unit}, {now} + n \
             FROM ({}) AS numbers",
            attempts.numbers
        ),
        format!(
            "INSERT INTO attempts SELECT {attempt}, {round}, {theirs}, {unit}, {number}, {now} + n, {now} + n + 600000, \
             {now} + n + 1000, {now} + n + 30000 + n % 1000, 'contestant', 1, 'AAAAAAAAAA', NULL, 100 * (n % 11), 1000, \
             n % 11, 10, 10, {}, 'hash', {now} + n FROM ({}) AS numbers",
            attempts.key, attempts.numbers
        ),
    ];
    // In one transaction, because a start without an attempt would be taken for an open attempt.
    let transaction = app.state.db.write.begin().await.expect("a transaction");
    for statement in statements {
        let done = transaction.execute_unprepared(&statement).await;
        done.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    transaction.commit().await.expect("committed");
    account(PEOPLE)
}

/// Vacuums and analyses the tables, as PostgreSQL does by itself after a while.
pub(crate) async fn look_at_all(app: &TestApp) {
    if app.database == Database::Postgres {
        let done = app.state.db.write.execute_unprepared("VACUUM ANALYZE").await;
        done.expect("statistics");
    }
}
