//! Compares the board shown with the one that the rules make from the exported attempts.

use super::Audit;
use crate::contest::{CHAIN, Round};
use crate::export::Row;
use crate::staff::{StaffError, fetch};
use crate::target::Server;
use contest_core::ids::AccountId;
use contest_core::ranking::{Standing, sort_key};
use contest_core::scoring::Score;
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Returns the board as the rules make it: everyone's best attempt, ordered by sort key.
fn recomputed(rows: &[Row]) -> Vec<&Row> {
    let mut best: HashMap<AccountId, (Vec<u8>, &Row)> = HashMap::new();
    for row in rows {
        let key = sort_key(&CHAIN, &standing(row)).0;
        match best.get(&row.account) {
            Some((held, _)) if *held <= key => {}
            _ => {
                best.insert(row.account, (key, row));
            }
        }
    }
    let mut ranked: Vec<(Vec<u8>, &Row)> = best.into_values().collect();
    ranked.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    ranked.into_iter().map(|(_, row)| row).collect()
}

fn standing(row: &Row) -> Standing {
    Standing {
        attempt: row.attempt,
        score: Score {
            points: row.points,
            max_points: 0,
            correct: row.correct,
            answered: row.answered,
            total: row.total,
        },
        started_at: row.started_at,
        last_change_at: row.closed_at,
        closed_at: row.closed_at,
        prediction_distance: None,
        lot: 0,
    }
}

/// The public board may be a second old, so it is read again until it agrees.
pub(super) async fn check(
    server: &Server,
    round: &Round,
    rows: &[Row],
    audit: &mut Audit,
) -> Result<(), StaffError> {
    let expected = recomputed(rows);
    let mut client = server.client();
    let path = paths::board(round.id);
    let begun = Instant::now();
    loop {
        let board: Board = fetch(&mut client, &path).await?;
        let Some(difference) = difference(&board, &expected, rows) else {
            break;
        };
        if begun.elapsed() > Duration::from_secs(5) {
            audit.complain(|| format!("the board: {difference}"));
            break;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    audit.board_checked = true;
    Ok(())
}

fn difference(board: &Board, expected: &[&Row], rows: &[Row]) -> Option<String> {
    if board.people != expected.len() as u64 {
        return Some(format!("{} people, recomputed {}", board.people, expected.len()));
    }
    if board.attempts != rows.len() as u64 {
        return Some(format!("{} attempts, recorded {}", board.attempts, rows.len()));
    }
    for (standing, row) in board.standings.iter().zip(expected) {
        let shown = (
            standing.points,
            standing.correct,
            standing.total,
            standing.duration_ms,
        );
        let right = (row.points, row.correct, row.total, row.duration_ms());
        let masked = thiluat::boards::mask::masked(&row.name);
        if shown != right || standing.name != masked {
            return Some(format!(
                "rank {}: {} {shown:?}, recomputed {masked} {right:?}",
                standing.rank, standing.name
            ));
        }
    }
    let listed = expected.len().min(contest_core::wire::boards::BOARD_SIZE);
    (board.standings.len() != listed).then(|| format!("{} standings, not {listed}", board.standings.len()))
}
