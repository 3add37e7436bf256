//! Contestants with the patience of the phone app: they repeat what is refused for the moment.

use crate::bed::{Bed, until};
use crate::common::contest::Arranged;
use crate::common::{Reply, Visitor};
use crate::ledger::{acknowledged, check_played, check_points, note, note_start};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::questions::OptionSet;
use contest_core::wire::attempts::{OpenAttempt, Receipt, Submitted};
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use thiluat::db::entities::attempt;
use uuid::Uuid;

/// How long a contestant keeps trying.
const PATIENCE: Duration = Duration::from_secs(40);

/// Sends until the request is accepted. A connection that breaks is retried like a server that is away for the moment.
async fn persist(visitor: &Visitor, method: Method, path: &str, key: &str, body: &impl Serialize) -> Reply {
    let end = tokio::time::Instant::now() + PATIENCE;
    loop {
        let request = visitor
            .request(method.clone(), path)
            .header("Idempotency-Key", key);
        let sent = request.timeout(Duration::from_secs(8)).json(body).send().await;
        let said = match sent {
            Ok(response) if response.status() == StatusCode::OK => {
                let (status, headers) = (response.status(), response.headers().clone());
                if let Ok(body) = response.bytes().await {
                    return Reply {
                        status,
                        headers,
                        body: body.to_vec(),
                    };
                }
                "the answer broke off".into()
            }
            // A permanent refusal fails the test; 202 means that the attempt is being recorded.
            Ok(response) if response.status().is_client_error() && response.status() != 429 => {
                panic!("{method} {path}: {:?}", response.text().await)
            }
            Ok(response) => response.status().to_string(),
            Err(error) => error.to_string(),
        };
        assert!(tokio::time::Instant::now() < end, "{method} {path}: {said}");
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

/// The number of saves in an attempt, each with other answers.
const SAVES: u32 = 2;

/// Plays one attempt: starts, saves twice, submits. Returns the receipt.
pub(crate) async fn play(bed: &Bed, visitor: &Visitor, round: RoundId, right: usize) -> Receipt {
    let key = Uuid::now_v7().to_string();
    let path = paths::attempts(round);
    let start = persist(visitor, Method::POST, &path, &key, &()).await;
    let open: OpenAttempt = start.ok();
    let attempt = open.attempt;
    note_start(&open);
    for revision in 1..=SAVES {
        let body = fill(&open, draft(bed, round, attempt, revision), None);
        let saved = persist(visitor, Method::PUT, &paths::sheet(attempt), &key, &body).await;
        let saved: Value = saved.ok();
        assert_eq!(saved["revision"], revision);
        note(attempt, |known| {
            known.acknowledged = revision;
            let mark = saved["ack"].as_str().filter(|mark| !mark.is_empty());
            known.mark = mark.map(|mark| json!({ "at": saved["now"], "ack": mark }));
        });
    }
    let last = bed.app.sheet_with(round, attempt, right, SAVES + 1);
    let body = fill(&open, last, acknowledged(attempt));
    note(attempt, |known| known.is_submitted = true);
    let submitted = persist(visitor, Method::POST, &paths::submission(attempt), &key, &body).await;
    submitted.ok::<Submitted>().receipt.expect("a receipt")
}

/// Notes what is about to be sent.
fn fill(open: &OpenAttempt, sheet: AnswerSheet, acknowledged: Option<Value>) -> Value {
    let mut body = json!({ "ticket": open.ticket, "revision": sheet.revision, "answers": sheet.answers });
    if let Some(acknowledged) = acknowledged {
        body["acknowledged"] = acknowledged;
    }
    note(open.attempt, |known| known.sheets.push(sheet));
    body
}

/// Returns a full sheet that differs from that of every other revision.
fn draft(bed: &Bed, round: RoundId, attempt: AttemptId, revision: u32) -> AnswerSheet {
    let live = bed.app.state.round(round).expect("the round");
    let marks = live.paper(attempt).items.into_iter().enumerate();
    let marks = marks.map(|(n, item)| OptionSet::single((n + revision as usize) % item.order.len()));
    AnswerSheet {
        revision,
        answers: Answers(marks.collect()).encode(),
        prediction: None,
    }
}

/// Checks that every receipt is in the database once and nothing else is, that each record has the sheet that was sent
/// and the points it earns, and that nobody has more attempts than the rules allow.
pub(crate) async fn audit(bed: &Bed, arranged: &Arranged, receipts: &[Receipt]) {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(arranged.round))
        .all(&bed.app.state.db.read)
        .await
        .expect("rows");
    let recorded: HashMap<AttemptId, &attempt::Model> = rows.iter().map(|row| (row.id, row)).collect();
    assert_eq!(recorded.len(), rows.len(), "recorded once");
    let live = bed.app.state.round(arranged.round).expect("the round");
    for row in &rows {
        check_points(&live, row);
    }
    for receipt in receipts {
        let row = recorded
            .get(&receipt.attempt)
            .expect("the receipt's attempt is recorded");
        assert_eq!(
            (row.points as u32, &row.sheet_hash),
            (receipt.score.points, &receipt.sheet_hash)
        );
        assert_eq!(row.closed_at, receipt.closed_at);
    }
    check_played(arranged.round, &recorded);
    let told: HashSet<AttemptId> = receipts.iter().map(|receipt| receipt.attempt).collect();
    assert_eq!(told.len(), rows.len(), "a receipt for each record");
    let mut numbers: HashMap<AccountId, Vec<i32>> = HashMap::new();
    for row in &rows {
        numbers.entry(row.account_id).or_default().push(row.number);
    }
    for (account, mut numbers) in numbers {
        numbers.sort_unstable();
        assert!(
            numbers.len() <= 3 && numbers.iter().copied().eq(1..=numbers.len() as i32),
            "the attempts of {account} have the numbers {numbers:?}"
        );
    }
}

/// Checks that the boards of both servers agree with the database, at the latest after this time.
pub(crate) async fn boards_agree(bed: &Bed, arranged: &Arranged, patience: Duration) {
    let expected = recomputed(bed, arranged.round).await;
    let path = paths::board(arranged.round);
    for server in &bed.servers {
        if reqwest::get(format!("{}{}", server.url, paths::LIVE))
            .await
            .is_err()
        {
            continue; // killed by the test
        }
        let visitor = bed.app.visitor().at(&server.url);
        let mut seen = String::new();
        let agrees = async || {
            let reply = visitor.get(&path).await;
            if !reply.status.is_success() {
                seen = reply.text();
                return false;
            }
            let board: Board = reply.ok();
            let entries = board
                .standings
                .iter()
                .map(|standing| (standing.points, standing.duration_ms));
            let now = (entries.collect(), board.people, board.attempts);
            seen = format!("{now:?}");
            now == expected
        };
        let found = tokio::time::timeout(patience, until(patience, "boards agree", agrees)).await;
        assert!(found.is_ok(), "{seen}\n{expected:?}\n{}", bed.logs());
    }
}

/// Computes from the database alone: points and durations in the order of the board, people, attempts.
async fn recomputed(bed: &Bed, round: RoundId) -> (Vec<(u32, u64)>, u64, u64) {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round))
        .all(&bed.app.state.db.read)
        .await;
    let mut rows = rows.expect("rows");
    let attempts = rows.len() as u64;
    rows.sort_by(|a, b| a.sort_key.cmp(&b.sort_key));
    let mut seen: HashSet<AccountId> = HashSet::new();
    rows.retain(|row| seen.insert(row.account_id));
    let entries = rows
        .iter()
        .map(|row| (row.points as u32, row.closed_at.since(row.started_at)));
    (entries.collect(), seen.len() as u64, attempts)
}
