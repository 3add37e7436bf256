//! A database of the release in which starts were not yet rows, with what that release could leave behind: numbers
//! given twice.

use crate::earlier::{Written, carried_over};
use crate::on_both;
use contest_core::receipts::ReceiptCode;
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeMap;
use thiluat::db::entities::{attempt, start};
use thiluat::recording::receipt_codes;

/// The migrations of that release.
const OF_THAT_RELEASE: u32 = 2;

/// Contestant, number, start time. The ids are in another order than the starts.
const ATTEMPTS: &[(u128, i32, i64)] = &[
    (1, 1, 100),
    // The last start of the three with number 1.
    (2, 1, 300),
    (2, 1, 100),
    (2, 1, 200),
    (2, 2, 400),
    (3, 1, 100),
    (3, 2, 200),
    (3, 2, 300),
];

fn row(n: usize, round: u128, written: Written) -> String {
    let (account, number, started) = ATTEMPTS[n];
    let id = |n: u128| written.id(n);
    let (attempt, round, account) = (id(1_000 * round + n as u128), id(round), id(account));
    format!(
        "({attempt}, {round}, {account}, NULL, {number}, {started}, {started} + 900, {started} + 10, {started} + 20, \
         'contestant', 3, 'AB', NULL, 100, 200, 1, 2, 2, {}, 'hash', {started} + 30)",
        written.bytes("00ff")
    )
}

async fn is_carried_over(address: &str) {
    let inserted = |written: Written| {
        let rounds = [1, 2].into_iter();
        let rows = rounds.flat_map(|round| (0..ATTEMPTS.len()).map(move |n| (n, round)));
        let rows: Vec<String> = rows.map(|(n, round)| row(n, round, written)).collect();
        vec![format!("INSERT INTO attempts VALUES {}", rows.join(", "))]
    };
    let db = carried_over(address, OF_THAT_RELEASE, inserted).await;
    let all = attempt::Entity::find().order_by_asc(attempt::Column::StartedAt);
    let attempts = all.all(&db.read).await.expect("attempts");
    assert_eq!(
        attempts.len(),
        2 * ATTEMPTS.len(),
        "nothing that was recorded goes"
    );
    let mut numbers = BTreeMap::<_, Vec<_>>::new();
    for attempt in &attempts {
        let by_start = numbers
            .entry((attempt.round_id, attempt.account_id.0.as_u128()))
            .or_default();
        by_start.push(attempt.number);
    }
    for ((_, account), numbers) in numbers {
        let expected: &[i32] = match account {
            1 => &[1],
            // The earliest start with a number keeps it.
            2 => &[1, 3, 4, 2],
            _ => &[1, 2, 3],
        };
        assert_eq!(
            numbers, expected,
            "contestant {account}, in the order of their starts"
        );
    }

    while receipt_codes::fill(&db).await.expect("codes of receipts") > 0 {}
    let filled = attempt::Entity::find().all(&db.read).await.expect("attempts");
    for attempt in filled {
        assert_eq!(attempt.receipt_code, ReceiptCode::of(attempt.id).number());
    }

    let starts = start::Entity::find().order_by_asc(start::Column::StartedAt);
    let mut starts = starts.all(&db.read).await.expect("starts");
    starts.sort_by_key(|start| start.id);
    let mut expected: Vec<start::Model> = attempts
        .iter()
        .map(|attempt| start::Model {
            id: attempt.id,
            round_id: attempt.round_id,
            account_id: attempt.account_id,
            number: attempt.number,
            started_at: attempt.started_at,
            deadline: attempt.deadline,
            unit_id: attempt.unit_id,
            recorded_at: attempt.recorded_at,
        })
        .collect();
    expected.sort_by_key(|start| start.id);
    assert_eq!(starts, expected, "every attempt has its start");
    db.migrate().await.expect("migrating again changes nothing");
}

on_both!(is_carried_over);
