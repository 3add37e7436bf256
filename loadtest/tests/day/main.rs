//! A small day of results on both databases: what is filled in is settled, published and exported as it was written,
//! and a concurrent round loses nothing. This is a separate program, because it leaves other tests no processor time.

#[path = "../runs/served.rs"]
mod served;

use loadtest::bed::Bed;
use loadtest::day::crowd::Size;
use loadtest::day::figures::Day;
use loadtest::day::{SHAPE, Stores, Wishes, run_day};
use loadtest::target::Server;
use private_stores::postgres::Postgres;
use private_stores::redis_server::Redis;
use served::{JUDGE, LOGIN, STAFF_PASSWORD, serve};
use std::time::Duration;

const SIZE: Size = Size {
    people: 6_000,
    attempts: 10_000,
    seed: 1,
};

/// Fills the database that the server uses: SQLite's file in the server's folder if no address is given.
async fn day(database_url: &str) -> Day {
    let redis = Redis::start().expect("Redis");
    let (address, folder) = serve(database_url.to_owned(), redis.url());
    let file = folder.path().join("data/thiluat.sqlite");
    let fill_url = match database_url {
        "" => format!("sqlite://{}", file.display()),
        url => url.to_owned(),
    };
    let server = Server::at(address).expect("an address");
    let bed = Bed::make(server, LOGIN, STAFF_PASSWORD, SHAPE, 0).await;
    let stores = Stores {
        database_url: &fill_url,
        redis_url: &redis.url(),
    };
    let wishes = Wishes {
        phones: 4,
        starters: 12,
        readers: 10,
        reading: Duration::from_secs(1),
        quiet: Duration::from_secs(1),
        ..Wishes::of(SIZE)
    };
    let mut bed = bed.expect("a contest");
    let day = run_day(&mut bed, (JUDGE, STAFF_PASSWORD), stores, wishes).await;
    day.expect("a day")
}

fn is_right(day: &Day) {
    assert!(day.recount.passed, "{:#?}", day.recount);
    assert!(day.of_starters.passed, "{:#?}", day.of_starters);
    assert!(day.of_running.passed, "{:#?}", day.of_running);
    let played = day.of_starters.recorded;
    assert_eq!(day.recount.rows, u64::from(SIZE.attempts) + played);
    assert!(played > 0 && day.of_running.receipts > 20, "{:#?}", day.beside);
    assert_eq!(
        (day.recount.winners, day.recount.scored_again),
        (150, day.recount.rows.div_ceil(100))
    );
    for what in ["own result", "winners", "board"] {
        let errors = day.figure(&format!("{what}: errors"));
        assert!(errors.is_some_and(|figure| figure.value == 0.0), "{what}");
    }
    assert!(day.figure("CSV: size").is_some_and(|size| size.value > 1e6));
}

fn run(database_url: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    is_right(&runtime.expect("a runtime").block_on(day(database_url)));
}

#[test]
fn a_day_of_results_is_right_on_sqlite() {
    run("");
}

#[test]
fn a_day_of_results_is_right_on_postgres() {
    let postgres = Postgres::start(false).expect("PostgreSQL");
    postgres.create_database("results_day").expect("a database");
    run(&postgres.url("results_day"));
}
