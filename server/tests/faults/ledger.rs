//! What row, receipt, board and audit log say, read without the proxies, and whether they agree.

use crate::bed::{Bed, Server, until};
use crate::contestants::Person;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{OpenAttempt, Receipt};
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::time::{Duration, Instant};
use thiluat::db::entities::{attempt, audit};

/// How soon all must agree once every store can be reached.
pub(crate) const SOON: Duration = Duration::from_secs(10);

pub(crate) async fn row(bed: &Bed, attempt: AttemptId) -> Option<attempt::Model> {
    let found = attempt::Entity::find_by_id(attempt).one(&bed.db).await;
    found.expect("the database")
}

pub(crate) async fn rows(bed: &Bed, round: RoundId) -> Vec<attempt::Model> {
    let found = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round));
    found.all(&bed.db).await.expect("the database")
}

/// Returns how many attempts of a round are recorded.
pub(crate) async fn recorded(bed: &Bed, round: RoundId) -> u64 {
    let found = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round));
    found.count(&bed.db).await.expect("the database")
}

/// Returns the attempt and number of every start of a round, read from the database.
pub(crate) async fn starts(bed: &Bed, round: RoundId) -> Vec<(AttemptId, i32)> {
    let sql = "SELECT id, number FROM starts WHERE round_id = $1 ORDER BY account_id, number";
    let found = bed.db.query_all_raw(bed.statement(sql, [round.into()])).await;
    let found = found.expect("starts are rows: the table `starts`");
    found
        .iter()
        .map(|row| {
            (
                row.try_get("", "id").expect("id"),
                row.try_get("", "number").expect("number"),
            )
        })
        .collect()
}

/// Returns the audit events about an attempt.
pub(crate) async fn audited(bed: &Bed, attempt: AttemptId) -> Vec<audit::Model> {
    let (text, simple) = (attempt.to_string(), attempt.0.simple().to_string());
    let mut speaks = Condition::any();
    for id in [text, simple] {
        speaks = speaks
            .add(audit::Column::Subject.contains(&id))
            .add(audit::Column::Detail.contains(&id));
    }
    audit::Entity::find()
        .filter(speaks)
        .all(&bed.db)
        .await
        .expect("the database")
}

/// Returns how many attempts were set aside for a round, by the table's column `round_id`.
pub(crate) async fn set_aside(bed: &Bed, round: RoundId) -> usize {
    let sql = "SELECT round_id FROM set_aside WHERE round_id = $1";
    let found = bed.db.query_all_raw(bed.statement(sql, [round.into()])).await;
    found.expect("late finds have a table: `set_aside`").len()
}

/// Returns the board as one server serves it.
pub(crate) async fn board(server: &Server, person: &Person, round: RoundId) -> Result<Board, String> {
    let reply = person.get(server, &paths::board(round)).await?;
    if !reply.status.is_success() {
        return Err(format!("the board: {} {}", reply.status, reply.text()));
    }
    Ok(reply.ok())
}

/// Checks that row, receipt and board of every server show these points for an attempt, by then at the latest. The
/// person has no better attempt in this round. Returns the receipt.
pub(crate) async fn agree(
    bed: &Bed,
    person: &Person,
    open: &OpenAttempt,
    points: u32,
    patience: Duration,
) -> Receipt {
    let end = Instant::now() + patience;
    let mut agreed = None;
    for server in &bed.servers {
        let left = end
            .saturating_duration_since(Instant::now())
            .max(Duration::from_secs(2));
        let what = format!("row, receipt and board say {points}");
        let receipt = until(left, &what, async || {
            agrees(bed, server, person, open, points).await
        })
        .await;
        let before = agreed.get_or_insert_with(|| receipt.clone());
        assert_eq!(*before, receipt, "the same receipt from every server");
    }
    agreed.expect("a server")
}

async fn agrees(
    bed: &Bed,
    server: &Server,
    person: &Person,
    open: &OpenAttempt,
    points: u32,
) -> Result<Receipt, String> {
    let row = row(bed, open.attempt).await.ok_or("no row")?;
    if row.points != points as i32 {
        return Err(format!(
            "the row has {} points, revision {}",
            row.points, row.revision
        ));
    }
    let receipt = person.ask_receipt(server, open.attempt).await?;
    let told = (receipt.score.points, &receipt.sheet_hash, receipt.closed_at);
    if told != (points, &row.sheet_hash, row.closed_at) {
        return Err(format!("the receipt has {told:?}, the row {row:?}"));
    }
    let board = board(server, person, open.round).await?;
    let shown = board
        .standings
        .iter()
        .any(|standing| (standing.points, standing.duration_ms) == (points, receipt.duration_ms));
    if shown {
        Ok(receipt)
    } else {
        Err(format!("the board has {:?}", board.standings))
    }
}

/// Checks that this stays true for this long, which gives what must never happen the time to happen.
pub(crate) async fn stays(time: Duration, what: &str, mut holds: impl AsyncFnMut() -> Result<(), String>) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        if let Err(seen) = holds().await {
            panic!("{what}: {seen}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
