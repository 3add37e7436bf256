//! The board once the result is final: the settled order, with the prediction counted in and without the disqualified.
//! It is made from the database alone: a round that is over need not stay in Redis.

use super::people::{attempts, name_of, people, record_of};
use super::settled::ranking_of;
use super::standings::{Standing, Version, position_of};
use crate::boards::mask::masked;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::db::Db;
use crate::db::entities::ranking_unit;
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, AttemptId, RankingId, UnitId};
use contest_core::ranking::is_by_submission;
use contest_core::wire::boards::{BOARD_SIZE, BoardStanding};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use std::collections::HashMap;

/// What a final board shows.
pub(crate) struct FinalBoard {
    pub(crate) standings: Vec<BoardStanding>,
    pub people: u64,
    pub(crate) attempts: u64,
    /// Distinct people by unit, not counting those of the units below.
    pub(crate) units: HashMap<UnitId, u64>,
}

pub(crate) async fn final_board(
    db: &Db,
    (contest, round): (&LiveContest, &LiveRound),
    version: &Version,
) -> AppResult<FinalBoard> {
    let by_submission = is_by_submission(&round.rules.chain);
    let rows = version.first_ranks(&db.read, BOARD_SIZE as u32).await?;
    let shown = attempts(db, rows.iter().map(|row| row.attempt)).await?;
    let names = people(db, rows.iter().map(|row| row.account)).await?;
    let standing = |row: Standing| -> AppResult<Option<BoardStanding>> {
        let record = record_of(&shown, row.attempt)?;
        let Some(rank) = row.rank else {
            return Ok(None);
        };
        Ok(Some(BoardStanding {
            rank,
            name: masked(&name_of(&names, row.account)),
            unit: record
                .unit
                .and_then(|unit| contest.unit(unit))
                .map(|unit| unit.name.clone()),
            points: record.score.points,
            correct: record.score.correct,
            total: record.score.total,
            duration_ms: record.duration_ms(),
            closed_at: by_submission.then_some(record.closed_at),
        }))
    };
    let standings = rows.into_iter().filter_map(|row| standing(row).transpose());
    let ranking = ranking_of(&db.read, &version.settlement).await?;
    Ok(FinalBoard {
        standings: standings.collect::<AppResult<_>>()?,
        people: version.ranked(),
        attempts: ranking.attempts()?,
        units: people_by_unit(&db.read, ranking.id).await?,
    })
}

/// Returns the distinct people of a ranking by unit, not counting those of the units below.
async fn people_by_unit(db: &impl ConnectionTrait, ranking: RankingId) -> AppResult<HashMap<UnitId, u64>> {
    let rows = ranking_unit::Entity::find()
        .filter(ranking_unit::Column::RankingId.eq(ranking))
        .all(db)
        .await?;
    let unit = |row: ranking_unit::Model| {
        let people = Stored::new("ranking_units", row.unit_id).number("people", row.people)?;
        Ok((row.unit_id, people))
    };
    rows.into_iter().map(unit).collect()
}

/// One statement: on the day of the results everybody asks at once, and a round trip costs more than the query.
const OWN: &str = "SELECT s.position, s.attempt_id, s.unit_id, s.unit_position, \
    (SELECT count(*) FROM attempts AS a WHERE a.round_id = $3 AND a.account_id = $2) AS used \
    FROM (SELECT 1 AS one) AS always LEFT JOIN standings AS s ON s.ranking_id = $1 AND s.account_id = $2";

/// A contestant's result in a round whose result is final.
pub struct FinalStanding {
    pub rank: Option<u64>,
    /// How many people are ranked.
    pub people: u64,
    /// The unit that the attempt was made for, and the position in it, the disqualified included.
    pub(crate) in_unit: Option<(UnitId, i32)>,
    pub attempts_used: u16,
    /// The attempt that counted.
    pub attempt: Option<AttemptId>,
    pub prize: Option<String>,
    pub disqualified: bool,
}

pub async fn final_standing(db: &Db, version: &Version, account: AccountId) -> AppResult<FinalStanding> {
    let settlement = &version.settlement;
    let values = [
        Value::from(settlement.ranking_id),
        account.into(),
        settlement.round_id.into(),
    ];
    let statement = Statement::from_sql_and_values(db.backend(), OWN, values);
    let row = db.read.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| Refusal::internal("one row always comes back"))?;
    let position: Option<i32> = row.try_get("", "position")?;
    let position = position.map(|position| position_of(settlement.ranking_id, position));
    let position = position.transpose()?;
    let attempt: Option<AttemptId> = row.try_get("", "attempt_id")?;
    let unit: Option<UnitId> = row.try_get("", "unit_id")?;
    let unit_position: Option<i32> = row.try_get("", "unit_position")?;
    let used: i64 = row.try_get("", "used")?;
    let rank = position.and_then(|position| version.rank(position));
    Ok(FinalStanding {
        rank: rank.map(u64::from),
        in_unit: unit.zip(unit_position).filter(|_| rank.is_some()),
        attempt,
        prize: position
            .and_then(|position| version.prize(position))
            .map(str::to_owned),
        disqualified: position.is_some() && rank.is_none(),
        people: version.ranked(),
        attempts_used: u16::try_from(used).unwrap_or(u16::MAX),
    })
}
