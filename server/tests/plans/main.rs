//! No request reads a whole table. A round has 100,000 attempts; everything that contestants, visitors and judges ask
//! for is requested from a server that has just started, and the database says how it found the rows.
//!
//! PostgreSQL counts the rows it has read sequentially. For SQLite, every statement is explained.

#[path = "../api/common/mod.rs"]
mod common;
mod recorded;

use common::contest::{Arranged, rules};
use common::crowd::{Play, Player, crowd};
use common::{Database, TestApp, Visitor};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::wire::attempts::MyRound;
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::desk::{DeskFound, DeskSearch, MOST_FOUND};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{Job, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::Arc;
use thiluat::clock::Clock;

/// These tables grow with a contest. So does the table of entries, but it is only counted, now and then; all other
/// tables stay small.
const LARGE: [&str; 5] = ["attempts", "standings", "accounts", "starts", "audit_log"];
/// Of the table of entries, too, nothing that the desk asks for may read more than a few rows.
const ENTRIES: &str = "entries";
/// The most rows that may be read sequentially: what the catalog and the sign-in of staff read from small tables.
const FEW: i64 = 5_000;

const PEOPLE: u64 = 60_000;
const ATTEMPTS: u64 = 100_000;
/// People who are recorded at once.
const CHUNK: u64 = 5_000;

async fn asked(visitor: &Visitor, path: &str) {
    let reply = visitor.get(path).await;
    assert!(reply.status.is_success(), "{path}: {}", reply.text());
}

/// Arranges a round with this many attempts, settled, with one contestant disqualified, and final.
async fn arrange(app: &TestApp) -> (Arranged, AttemptId) {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let played = app.play(&contestant, arranged.round, 9).await;
    let attempt = played.receipt.expect("a receipt").attempt;
    let last = fill(app, &arranged).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settled: RoundResults = judge.job(&paths::settlement(arranged.round), &()).await.ok();
    assert_eq!(settled.attempts, ATTEMPTS + 1);
    let body = Disqualify {
        accounts: vec![last],
        reason: "Thi hộ người khác".into(),
    };
    judge
        .job(&paths::disqualifications(arranged.round), &body)
        .await
        .ok::<RoundResults>();
    judge.publish(arranged.round).await.ok::<RoundResults>();
    (arranged, attempt)
}

/// Fills a round; most people have two attempts. Returns the contestant who is last in the order of registration.
async fn fill(app: &TestApp, arranged: &Arranged) -> AccountId {
    let play = |n: u64| Play::of((n % 11) as u16, (30_000 + n % 1_000) as i64);
    let mut last = None;
    for first in (0..PEOPLE).step_by(CHUNK as usize) {
        let people = (first..first + CHUNK).map(|n| {
            let attempts = [n, PEOPLE + n].into_iter().filter(|n| *n < ATTEMPTS);
            Player::new("Nguyễn Văn An", &attempts.map(play).collect::<Vec<_>>())
        });
        let known = crowd(app, arranged, &people.collect::<Vec<_>>()).await;
        last = known.last().map(|(account, _)| *account);
    }
    last.expect("somebody")
}

/// Vacuums and analyses the tables, as PostgreSQL does by itself after a while.
async fn look_at_all(app: &TestApp) {
    if app.database == Database::Postgres {
        let done = app.state.db.write.execute_unprepared("VACUUM ANALYZE").await;
        done.expect("statistics");
    }
}

/// Requests what people do on results day, and what they do in another round that is open.
async fn ask_for_everything(app: &TestApp, arranged: &Arranged, running: &Arranged, attempt: AttemptId) {
    let (anybody, contestant) = (app.visitor(), app.sign_in("0900000001").await);
    let round = arranged.round;
    asked(&anybody, paths::CONTESTS).await;
    asked(&anybody, &paths::contest(&arranged.slug)).await;
    asked(&anybody, &paths::units(arranged.contest)).await;
    let board: Board = anybody.get(&paths::board(round)).await.ok();
    assert_eq!((board.standings.len(), board.attempts), (100, ATTEMPTS + 1));
    assert_eq!(board.people, PEOPLE, "one is out");
    let winners: WinnerList = anybody.get(&paths::winners(round)).await.ok();
    assert_eq!(winners.winners.len(), 3);
    let mine: MyRound = contestant.get(&paths::my_round(round)).await.ok();
    assert!(mine.rank.is_some() && mine.attempts_used == 1);
    asked(&contestant, paths::MY_ATTEMPTS).await;
    asked(&contestant, &paths::receipt(attempt)).await;
    // The other round has the same questions.
    let review = contestant.get(&paths::review(attempt)).await;
    review.refused(ErrorCode::KeysNotPublic);

    let somebody = app.contestant(running, 7).await;
    app.play(&somebody, running.round, 8).await;
    asked(&somebody, &paths::my_round(running.round)).await;
    asked(&somebody, &paths::board(running.round)).await;

    app.staff_account("administrator", "quantri").await;
    asked(&app.sign_in("quantri").await, paths::STAFF_ACCOUNTS).await;
    let (judge, owner) = (app.sign_in("giamkhao").await, app.sign_in("tochuc").await);
    asked(&owner, &paths::judges(arranged.contest)).await;
    for staff in [&judge, &owner] {
        asked(staff, &paths::settlement(round)).await;
        asked(staff, &paths::jobs(round)).await;
        asked(staff, &paths::monitor(round)).await;
        asked(staff, &paths::unit_report(round)).await;
        asked(staff, &paths::staff_contest(arranged.contest)).await;
        asked(staff, &paths::audit(arranged.contest)).await;
        asked(staff, &paths::export(round, "winners.csv")).await;
        asked(
            staff,
            &format!("{}?version=1", paths::export(round, "winners.csv")),
        )
        .await;
    }
    // The other round has the same questions: until it is over, only the owner sees how hard they are.
    let statistics = paths::statistics(round);
    let job: Job = owner.post(&statistics, &()).await.ok();
    assert_eq!(owner.ended(job).await.state, JobState::Done);
    asked(&owner, &statistics).await;
    asked(&judge, &paths::unit_report(round)).await;
    // A page of a long list is found without reading those before it.
    asked(&judge, &paths::export(round, "ranking.csv")).await;
    let jobs: Vec<Job> = judge.get(&paths::jobs(round)).await.ok();
    assert_eq!(jobs.len(), 4);
}

/// Looks for people as the desk does on the phone: by either end of a name, rare and frequent, by phone and by receipt.
async fn ask_at_the_desk(app: &TestApp, arranged: &Arranged) {
    let desk = app.sign_in("tochuc").await;
    let path = paths::desk_search(arranged.contest);
    for (text, people) in [
        ("Nguyễn Văn An", MOST_FOUND),
        ("van an", MOST_FOUND),
        ("nguyen", MOST_FOUND),
        ("Nguyễn Thị Một", 1),
        ("Trần Thị Không Có", 0),
        ("0900000001", 1),
        ("7F3K-9QAB-2MXR", 0),
    ] {
        let body = DeskSearch { text: text.into() };
        let found: DeskFound = desk.post(&path, &body).await.ok();
        assert_eq!(found.people.len(), people, "{text}");
        for person in found.people.iter().take(1) {
            asked(&desk, &paths::desk_person(arranged.contest, person.account)).await;
        }
    }
}

/// Returns the rows that PostgreSQL has read sequentially, by table.
async fn read_in_a_row(address: &str) -> Vec<(String, i64)> {
    let connection = sea_orm::Database::connect(address).await.expect("PostgreSQL");
    // The counts of a connection are known once it is closed.
    let others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                  AND backend_type = 'client backend'";
    let statement = |sql: &str| Statement::from_string(connection.get_database_backend(), sql);
    while !connection
        .query_all_raw(statement(others))
        .await
        .expect("others")
        .is_empty()
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let counted =
        "SELECT relname::text AS name, seq_tup_read AS rows FROM pg_stat_user_tables ORDER BY relname";
    let rows = connection
        .query_all_raw(statement(counted))
        .await
        .expect("statistics");
    let counts = rows.iter().map(|row| {
        (
            row.try_get("", "name").expect("a name"),
            row.try_get("", "rows").expect("a number"),
        )
    });
    let counts = counts
        .filter(|(name, _): &(String, i64)| LARGE.contains(&name.as_str()) || name == ENTRIES)
        .collect();
    connection.close().await.expect("closed");
    counts
}

/// Arranges on one server and asks another.
async fn on(database: Database) -> (String, Arc<tempfile::TempDir>) {
    let clock = Clock::default();
    let (app, handle, served) = TestApp::start(database, "", clock.clone()).await;
    let (arranged, attempt) = Box::pin(arrange(&app)).await;
    let running = app
        .arrange_for(arranged.organiser, arranged.judge, "cuoc-thi-khac", rules())
        .await;
    look_at_all(&app).await;
    let address = app.state.config.database();
    handle.stop(true).await;
    served.await.expect("the task").expect("the server");
    let folder = app.into_folder();

    let before = match database {
        Database::Postgres => read_in_a_row(&address).await,
        Database::Sqlite => Vec::new(),
    };
    recorded::begin();
    let settings = format!("database_url = \"{address}\"");
    let (app, handle, served) = TestApp::start(database, &settings, clock.clone()).await;
    Box::pin(ask_for_everything(&app, &arranged, &running, attempt)).await;
    handle.stop(true).await;
    served.await.expect("the task").expect("the server");
    drop(app);
    let after = match database {
        Database::Postgres => read_in_a_row(&address).await,
        Database::Sqlite => Vec::new(),
    };
    require_few(&before, &after, &LARGE);

    let settings = format!("database_url = \"{address}\"");
    let (app, handle, served) = TestApp::start(database, &settings, clock).await;
    Box::pin(ask_at_the_desk(&app, &arranged)).await;
    handle.stop(true).await;
    served.await.expect("the task").expect("the server");
    drop(app);
    if database == Database::Postgres {
        let at_last = read_in_a_row(&address).await;
        require_few(&after, &at_last, &[&LARGE[..], &[ENTRIES]].concat());
    }
    (address, folder)
}

fn require_few(before: &[(String, i64)], after: &[(String, i64)], tables: &[&str]) {
    let both = before.iter().zip(after);
    for ((name, before), (_, after)) in both.filter(|((name, _), _)| tables.contains(&name.as_str())) {
        let rows = after - before;
        assert!(rows < FEW, "{name}: {rows} rows were read one after another");
    }
}

#[test]
fn nothing_is_read_whole() {
    recorded::listen();
    actix_web::rt::System::new().block_on(async {
        Box::pin(on(Database::Postgres)).await;
        let (address, _folder) = Box::pin(on(Database::Sqlite)).await;
        let statements = recorded::end();
        assert!(statements.len() > 40, "{} statements", statements.len());
        let connection = sea_orm::Database::connect(&address).await.expect("SQLite");
        let whole = "SELECT 1 FROM attempts AS a WHERE a.points = 500";
        assert_eq!(
            recorded::scans(&connection, whole, &LARGE).await.len(),
            1,
            "it would be seen"
        );
        let mut scans = Vec::new();
        for sql in &statements {
            scans.extend(recorded::scans(&connection, sql, &LARGE).await);
        }
        assert!(scans.is_empty(), "{}", scans.join("\n"));
        // Each end of a name is a range of its index, read in order until there are enough.
        let by_name = statements.iter().filter(|sql| sql.contains("_key\" >= "));
        let by_name: Vec<&String> = by_name.collect();
        assert_eq!(by_name.len(), 2, "{by_name:?}");
        for sql in by_name {
            let plan = recorded::plan(&connection, sql).await.join("; ");
            let by_index = ["entries_by_name", "entries_by_given"]
                .iter()
                .any(|index| plan.contains(index));
            assert!(
                by_index && !plan.contains("SCAN") && !plan.contains("B-TREE"),
                "{plan}: {sql}"
            );
        }
    });
}
