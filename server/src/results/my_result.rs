//! What a contestant is told once the result of a round is final: place, prize and why; or why they were disqualified.

use super::finals::{Final, Finals};
use super::neighbours::surroundings;
use super::standings::position_of;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::contests::contact;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::db::entities::{disqualification, entry, standing};
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::ranking::TieBreak;
use contest_core::wire::my_result::{
    MyPlace, MyResult, NoPrize, Place, ToldDisqualification, ToldPrediction, WonPrize,
};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Returns the signed-in contestant's part of a final result. Everything is found by keys: on the day of the results
/// everybody asks.
#[utoipa::path(get, path = paths::MY_RESULT, tag = "results", params(("round" = RoundId, Path)),
    responses((status = 200, body = MyResult)))]
pub(crate) async fn my_result(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    finals: Data<Finals>,
    round: Path<RoundId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let round = contests.round(*round)?;
    let contest = contests.contest(round.contest)?;
    let result = finals.get(&round).await?;
    let db = &finals.db;
    let mut told = MyResult {
        organiser: contest.organiser.clone(),
        contact: contact::told(&contest.contact),
        ranked: None,
        disqualification: None,
    };
    if let Some(row) = line_of(db, &result, claims.sub).await? {
        let position = position_of(row.ranking_id, row.position)?;
        match result.version.rank(position) {
            Some(rank) => {
                let place = Place {
                    rank: rank.into(),
                    people: result.version.ranked(),
                };
                let mut ranked = my_place(db, &contest, &round, &result, (&row, place)).await?;
                if ranked.prize.is_none() && has_withdrawn(db, contest.id, claims.sub).await? {
                    ranked.no_prize = Some(NoPrize::Withdrawn);
                }
                told.ranked = Some(ranked);
            }
            None => told.disqualification = disqualification_of(db, round.id, claims.sub).await?,
        }
    }
    Ok(HttpResponse::Ok().json(told))
}

/// Returns whether the consent is withdrawn. Whoever has consented anew since then is not asked again.
async fn has_withdrawn(db: &Db, contest: ContestId, account: AccountId) -> AppResult<bool> {
    let row = entry::Entity::find_by_id((contest, account))
        .one(&db.read)
        .await?;
    Ok(row.is_some_and(|row| row.withdrawn_at.is_some()))
}

async fn line_of(db: &Db, result: &Final, account: AccountId) -> AppResult<Option<standing::Model>> {
    let line = standing::Entity::find()
        .filter(standing::Column::RankingId.eq(result.version.settlement.ranking_id))
        .filter(standing::Column::AccountId.eq(account));
    Ok(line.one(&db.read).await?)
}

async fn disqualification_of(
    db: &Db,
    round: RoundId,
    account: AccountId,
) -> AppResult<Option<ToldDisqualification>> {
    let found = disqualification::Entity::find()
        .filter(disqualification::Column::RoundId.eq(round))
        .filter(disqualification::Column::AccountId.eq(account))
        .one(&db.read)
        .await?;
    Ok(found.map(|row| ToldDisqualification {
        reason: row.told.then_some(row.reason),
        at: row.at,
    }))
}

async fn my_place(
    db: &Db,
    contest: &LiveContest,
    round: &LiveRound,
    result: &Final,
    (row, place): (&standing::Model, Place),
) -> AppResult<MyPlace> {
    let version = &result.version;
    let position = position_of(row.ranking_id, row.position)?;
    let unit = match row.unit_id.zip(row.unit_position) {
        Some(line) => result.unit_place(db, contest, line).await?,
        None => None,
    };
    let around = surroundings(db, round, result, position).await?;
    let prize = version.prize(position).map(|name| -> AppResult<WonPrize> {
        Ok(WonPrize {
            name: name.to_owned(),
            amount_vnd: version.amount_vnd(position)?,
        })
    });
    let prize = prize.transpose()?;
    let no_prize = match prize {
        Some(_) => None,
        None if round.rules.prizes.is_empty() => Some(NoPrize::NoneOffered),
        None if !row.has_points => Some(NoPrize::NoPoints),
        None => Some(NoPrize::AllAwarded),
    };
    Ok(MyPlace {
        attempt: row.attempt_id,
        place,
        unit,
        prize,
        no_prize,
        ahead: around.ahead,
        behind: around.behind,
        prediction: prediction(round, result, around.prediction),
    })
}

/// Returns what was predicted and what came true, if the ranking counts it.
fn prediction(round: &LiveRound, result: &Final, own: Option<i64>) -> Option<ToldPrediction> {
    let asked = round.rules.prediction.as_ref()?;
    let counts = round.rules.chain.contains(&TieBreak::NearestPrediction);
    let value = result.version.settlement.prediction_value.filter(|_| counts)?;
    Some(ToldPrediction {
        target: asked.target,
        value,
        own,
    })
}
