//! The board once the result is final: the settled order, with the prediction counted in and nobody disqualified on it.
//! Made from the database alone: a round that is over leaves nothing to be kept in Redis.

use super::people::{attempts, name_of, people};
use super::settled::{attempts_of_round, first_places, newest_settlement, people_by_unit};
use crate::boards::mask::masked;
use crate::contests::catalog::LiveContest;
use crate::db::Db;
use crate::db::entities::{attempt, settlement, standing};
use crate::errors::Answer;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::wire::boards::{BOARD_SIZE, BoardEntry};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::HashMap;

/// What a final board shows.
pub struct FinalBoard {
    pub entries: Vec<BoardEntry>,
    pub people: u64,
    pub attempts: u64,
    /// Distinct people by unit, without the units below.
    pub units: HashMap<UnitId, u64>,
}

/// The settlement that became final: from then on nothing of the board changes.
pub async fn final_settlement(db: &Db, round: RoundId) -> Answer<settlement::Model> {
    let newest = newest_settlement(&db.read, round).await?;
    newest
        .filter(|settlement| settlement.finalised_at.is_some())
        .ok_or_else(|| ErrorCode::NotSettled.into())
}

pub async fn final_board(
    db: &Db,
    contest: &LiveContest,
    settlement: &settlement::Model,
) -> Answer<FinalBoard> {
    let round = RoundId(settlement.round_id);
    let rows = first_places(&db.read, settlement.id, BOARD_SIZE as u64).await?;
    let shown = attempts(db, rows.iter().map(|row| row.attempt_id)).await?;
    let names = people(db, rows.iter().map(|row| row.account_id)).await?;
    let entry = |row: standing::Model| {
        let record = AttemptRecord::from(shown.get(&row.attempt_id)?.clone());
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
    Ok(FinalBoard {
        entries: rows.into_iter().filter_map(entry).collect(),
        people: settlement.people.unsigned_abs(),
        attempts: attempts_of_round(&db.read, round).await?,
        units: people_by_unit(&db.read, round).await?,
    })
}

/// How a contestant came out of a round whose result is final.
pub struct FinalPlace {
    pub place: Option<u64>,
    /// How many people are ranked.
    pub people: u64,
    pub attempts_used: u16,
}

pub async fn final_place(db: &Db, round: RoundId, account: AccountId) -> Answer<FinalPlace> {
    let settlement = final_settlement(db, round).await?;
    let row = standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement.id))
        .filter(standing::Column::AccountId.eq(account.0))
        .one(&db.read)
        .await?;
    let used = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round.0))
        .filter(attempt::Column::AccountId.eq(account.0))
        .count(&db.read)
        .await?;
    Ok(FinalPlace {
        place: row
            .and_then(|row| row.place)
            .map(|place| u64::from(place.unsigned_abs())),
        people: settlement.people.unsigned_abs(),
        attempts_used: u16::try_from(used).unwrap_or(u16::MAX),
    })
}
