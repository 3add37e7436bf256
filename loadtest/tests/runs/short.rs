//! Ten seconds of the open model against a server in this process, audited, on both databases; and the audit of a
//! tampered ledger.

use crate::served::{LOGIN, STAFF_PASSWORD, serve};
use contest_core::ids::{AttemptId, Uuid};
use loadtest::arrivals::Profile;
use loadtest::bed::Bed;
use loadtest::contest::Shape;
use loadtest::measure::{Operation, Period};
use loadtest::surge::{Surge, surge};
use loadtest::target::Server;
use private_stores::postgres::Postgres;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

fn run(database_url: String) {
    let (address, _folder) = serve(database_url, String::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(surge_and_audit(address));
}

async fn surge_and_audit(address: SocketAddr) {
    let shape = Shape {
        rounds: 1,
        time_limit_s: 120,
        attempts: Some(50),
    };
    let server = Server::at(address).expect("an address");
    let mut bed = Bed::make(server, LOGIN, STAFF_PASSWORD, shape, 0)
        .await
        .expect("a contest");
    bed.register_up_to(60).await.expect("people");
    let (round, addresses) = bed.take_round().expect("a round");
    let from = Instant::now();
    let period = Period {
        from,
        until: from + Duration::from_secs(10),
    };
    let load = Surge::of(Profile::Steady, 20.0, 5, Duration::from_millis(150));
    let outcome = surge(&bed.server, &addresses, &bed.people, period, load)
        .await
        .expect("a run");
    assert!(
        outcome.measures.errors.is_empty(),
        "{:?}",
        outcome.measures.errors
    );
    assert!(outcome.measures.attempts > 50, "{}", outcome.measures.attempts);
    assert!(outcome.measures.latency(Operation::Board).len() > 50);

    let ledger = outcome.ledger;
    let audit = bed.audit(&round, &ledger, true).await.expect("an audit");
    assert!(audit.passed && audit.board_checked, "{:#?}", audit.complaints);
    assert_eq!(audit.receipts, ledger.promises.len() as u64);
    assert_eq!(audit.signatures_checked, audit.receipts);
    assert_eq!(audit.started, ledger.attempts.len() as u64);
    assert_eq!(
        (audit.scored_again, audit.recorded),
        (audit.started, audit.started)
    );

    let mut tampered = ledger.clone();
    let mut forged = tampered.promises[0].clone();
    forged.attempt = AttemptId(Uuid::now_v7());
    forged.code = "AAAA-BBBB-CCCC".into();
    tampered.promises.push(forged);
    let audit = bed.audit(&round, &tampered, true).await.expect("an audit");
    assert!(!audit.passed);
    let told = audit.complaints.join("\n");
    assert!(
        told.contains("AAAA-BBBB-CCCC") && told.contains("is not recorded"),
        "{told}"
    );
    assert!(told.contains("the signature is not the server's"), "{told}");

    let mut doubled = ledger.clone();
    doubled.promises.push(ledger.promises[0].clone());
    let audit = bed.audit(&round, &doubled, true).await.expect("an audit");
    assert!(!audit.passed && audit.complaints[0].contains("given twice"));

    let mut better = ledger.clone();
    better.promises[0].points += 100;
    let audit = bed.audit(&round, &better, true).await.expect("an audit");
    assert!(
        !audit.passed && audit.complaints[0].contains("points recorded"),
        "{:?}",
        audit.complaints
    );
}

#[test]
fn every_receipt_of_a_short_run_is_kept_on_sqlite() {
    run(String::new());
}

#[test]
fn every_receipt_of_a_short_run_is_kept_on_postgres() {
    let postgres = Postgres::start(false).expect("PostgreSQL");
    postgres.create_database("short_run").expect("a database");
    run(postgres.url("short_run"));
}
