//! The board once the result is final: the settled order, with the prediction counted in and nobody disqualified on it.

use super::people::{attempts, name_of, people};
use super::settled::{leading_standings, newest_settlement};
use crate::boards::mask::masked;
use crate::contests::catalog::LiveContest;
use crate::db::entities::{settlement, standing};
use crate::errors::Answer;
use crate::state::State;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::boards::{BOARD_SIZE, BoardEntry};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

async fn final_settlement(state: &State, round: RoundId) -> Answer<settlement::Model> {
    let newest = newest_settlement(&state.db.read, round).await?;
    newest
        .filter(|settlement| settlement.finalised_at.is_some())
        .ok_or_else(|| ErrorCode::NotSettled.into())
}

/// The first places and how many people are ranked.
pub async fn final_board(
    state: &State,
    contest: &LiveContest,
    round: RoundId,
) -> Answer<(Vec<BoardEntry>, u64)> {
    let settlement = final_settlement(state, round).await?;
    let mut rows = leading_standings(&state.db.read, settlement.id).await?;
    rows.retain(|row| row.place.is_some());
    rows.truncate(BOARD_SIZE);
    let attempts = attempts(&state.db, rows.iter().map(|row| row.attempt_id)).await?;
    let names = people(&state.db, rows.iter().map(|row| row.account_id)).await?;
    let entry = |row: standing::Model| {
        let record = AttemptRecord::from(attempts.get(&row.attempt_id)?.clone());
        Some(BoardEntry {
            place: row.place?.unsigned_abs(),
            name: masked(&name_of(&names, row.account_id)),
            unit: record
                .unit
                .and_then(|unit| contest.unit(unit))
                .map(|unit| unit.name.clone()),
            points: record.score.points,
            correct: record.score.correct,
            total: record.score.total,
            duration_ms: record.duration_ms(),
        })
    };
    let entries = rows.into_iter().filter_map(entry).collect();
    Ok((entries, settlement.people.unsigned_abs()))
}

/// A contestant's final place, if they have one, and how many people are ranked.
pub async fn final_place(state: &State, round: RoundId, account: AccountId) -> Answer<(Option<u64>, u64)> {
    let settlement = final_settlement(state, round).await?;
    let row = standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement.id))
        .filter(standing::Column::AccountId.eq(account.0))
        .one(&state.db.read)
        .await?;
    let place = row
        .and_then(|row| row.place)
        .map(|place| u64::from(place.unsigned_abs()));
    Ok((place, settlement.people.unsigned_abs()))
}
