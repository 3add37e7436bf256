//! An audit is worth something only if it can fail: broken servers are reported with the attempts concerned, and with
//! no others.

use crate::proxy::{Fault, Proxy};
use crate::served::{LOGIN, STAFF_PASSWORD, serve};
use contest_core::ids::AttemptId;
use loadtest::arrivals::Profile;
use loadtest::audit::Audit;
use loadtest::bed::Bed;
use loadtest::contest::{Round, Shape};
use loadtest::crew::Outcome;
use loadtest::measure::Period;
use loadtest::surge::{Surge, surge};
use loadtest::target::{Addresses, Server};
use std::time::{Duration, Instant};

const SHAPE: Shape = Shape {
    rounds: 6,
    time_limit_s: 120,
    attempts: Some(50),
};
const SAVES: u32 = 5;
const PEOPLE: usize = 90;

/// Runs fewer arrivals than there are people, because those who are gone do not come back.
async fn some_play(bed: &Bed, server: &Server, addresses: &Addresses, rate: f64) -> Outcome {
    let from = Instant::now();
    let period = Period {
        from,
        until: from + Duration::from_secs(5),
    };
    let load = Surge {
        looks: false,
        ..Surge::of(Profile::Steady, rate, SAVES, Duration::from_millis(100))
    };
    let outcome = surge(server, addresses, &bed.people, period, load).await;
    let outcome = outcome.expect("a run");
    assert!(outcome.ledger.attempts.len() < PEOPLE);
    outcome
}

/// One broken server and its outcome.
struct Case {
    round: Round,
    proxy: Proxy,
    outcome: Outcome,
}

/// Plays against four proxies in front of the same server, each with its own round.
async fn played(bed: &mut Bed) -> [Case; 4] {
    let (spare, _) = bed.take_round().expect("a round");
    let faults = [
        Fault::ScoresBlank,
        Fault::ForgetsSave { last: SAVES },
        Fault::ForgetsStart { elsewhere: spare.id },
        Fault::ForgetsSubmission,
    ];
    let rounds = faults.map(|fault| {
        (
            bed.take_round().expect("a round"),
            Proxy::before(&bed.server, fault),
        )
    });
    let bed = &*bed;
    let playing = rounds.map(|((round, addresses), proxy)| async move {
        let outcome = some_play(bed, &proxy.server, &addresses, 12.0).await;
        Case {
            round,
            proxy,
            outcome,
        }
    });
    let cases = futures_util::future::join_all(playing).await;
    cases.try_into().unwrap_or_else(|_| panic!("four cases"))
}

/// Checks that every struck attempt is named with these words, and no other is.
fn names_exactly(audit: &Audit, struck: &[AttemptId], words: &str) {
    let told = audit.complaints.join("\n");
    assert!(!audit.passed && struck.len() >= 2, "{struck:?}\n{told}");
    for attempt in struck {
        let attempt = attempt.to_string();
        let named = |complaint: &String| complaint.contains(&attempt) && complaint.contains(words);
        assert!(audit.complaints.iter().any(named), "{attempt}: {words}\n{told}");
    }
    for complaint in &audit.complaints {
        assert!(
            struck
                .iter()
                .any(|attempt| complaint.contains(&attempt.to_string())),
            "{complaint}"
        );
    }
    assert_eq!(audit.complaint_count, audit.complaints.len() as u64);
}

#[test]
fn a_server_that_breaks_its_word_is_named() {
    let (address, _folder) = serve(String::new(), String::new());
    in_runtime(async {
        let server = Server::at(address).expect("an address");
        let bed = Bed::make(server, LOGIN, STAFF_PASSWORD, SHAPE, 0).await;
        let mut bed = bed.expect("a contest");
        bed.register_up_to(PEOPLE).await.expect("people");
        let [blank, save, start, submission] = played(&mut bed).await;

        let (struck, _) = blank.proxy.struck();
        let audit = audited(&mut bed, &blank).await;
        names_exactly(&audit, &struck, "submitted was");
        names_exactly(&audit, &struck, "the receipt is for another sheet");

        let (struck, abandoned) = save.proxy.struck();
        let audit = audited(&mut bed, &save).await;
        names_exactly(
            &audit,
            &struck,
            "closed by the server with revision 4, acknowledged was 5",
        );
        // The server closed others too, and kept its word.
        assert!(abandoned >= 2);
        assert_eq!(audit.closed_by_server, (struck.len() + abandoned) as u64);

        let (struck, _) = start.proxy.struck();
        let audit = audited(&mut bed, &start).await;
        names_exactly(
            &audit,
            &struck,
            "the start was acknowledged, but nothing is recorded",
        );

        let (struck, _) = submission.proxy.struck();
        let audit = audited(&mut bed, &submission).await;
        names_exactly(&audit, &struck, "but the submission was accepted at");
    });
}

#[test]
fn a_server_that_scores_by_other_keys_is_named() {
    let (address, _folder) = serve(String::new(), String::new());
    in_runtime(async {
        let server = Server::at(address).expect("an address");
        let proxy = Proxy::before(&server, Fault::OtherKeys);
        let bed = Bed::make(proxy.server, LOGIN, STAFF_PASSWORD, SHAPE, 0).await;
        let mut bed = bed.expect("a contest");
        bed.register_up_to(PEOPLE).await.expect("people");
        let (round, addresses) = bed.take_round().expect("a round");
        let outcome = some_play(&bed, &server, &addresses, 8.0).await;
        let audit = bed.audit(&round, &outcome.ledger, true).await.expect("an audit");
        assert!(!audit.passed);
        // A sheet may earn the same by chance, but not half of them.
        assert!(audit.complaint_count > audit.receipts, "{:#?}", audit.complaints);
        assert!(
            audit
                .complaints
                .iter()
                .all(|complaint| complaint.contains("the sheet") && complaint.contains("earns")),
            "{:#?}",
            audit.complaints
        );
    });
}

async fn audited(bed: &mut Bed, case: &Case) -> Audit {
    let audit = bed.audit(&case.round, &case.outcome.ledger, true).await;
    audit.expect("an audit")
}

fn in_runtime(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(test);
}
