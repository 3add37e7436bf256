//! Reads the board of a round afresh.

use super::TestApp;
use contest_core::ids::RoundId;
use contest_core::wire::boards::Board;

/// Returns the board as it is now. The snapshot that a server keeps is up to a second old.
pub(crate) async fn board(app: &TestApp, round: RoundId) -> Board {
    let live = app.state.round(round).expect("the round");
    let snapshot = app.fresh_boards().get(&live).await.expect("a board");
    serde_json::from_slice(snapshot.plain()).expect("JSON")
}
