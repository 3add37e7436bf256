//! Who of the staff may touch what. Every function returns the loaded thing, already authorised: `NotFound` if there is
//! no such thing, `Forbidden` if it is somebody else's.

use crate::auth::session::Claims;
use crate::db::Db;
use crate::db::entities::{contest, contest_judge, round};
use crate::errors::{Answer, Refusal};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

/// A round together with its contest.
pub struct RoundAccess {
    pub contest: contest::Model,
    pub round: round::Model,
}

/// A contest of this organiser.
pub async fn owned_contest(db: &Db, claims: &Claims, id: ContestId) -> Answer<contest::Model> {
    let contest = contest_by_id(&db.read, id).await?;
    if owns(claims, &contest) {
        Ok(contest)
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

/// A contest that this organiser owns or this judge is appointed to.
pub async fn contest_for_staff(db: &Db, claims: &Claims, id: ContestId) -> Answer<contest::Model> {
    let contest = contest_by_id(&db.read, id).await?;
    if owns(claims, &contest) || judges(&db.read, claims, id).await? {
        Ok(contest)
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

/// A round of a contest of this organiser.
pub async fn owned_round(db: &Db, claims: &Claims, id: RoundId) -> Answer<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = owned_contest(db, claims, ContestId(round.contest_id)).await?;
    Ok(RoundAccess { contest, round })
}

/// A round that this judge is appointed to; not for organisers, also not for the owner.
pub async fn round_for_judge(db: &Db, claims: &Claims, id: RoundId) -> Answer<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = contest_by_id(&db.read, ContestId(round.contest_id)).await?;
    if judges(&db.read, claims, ContestId(contest.id)).await? {
        Ok(RoundAccess { contest, round })
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

/// A round that this organiser owns or this judge is appointed to.
pub async fn round_for_staff(db: &Db, claims: &Claims, id: RoundId) -> Answer<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = contest_for_staff(db, claims, ContestId(round.contest_id)).await?;
    Ok(RoundAccess { contest, round })
}

/// For transactions that have to see the contest as it is at this moment. Access has been checked before.
pub async fn contest_by_id(db: &impl ConnectionTrait, id: ContestId) -> Answer<contest::Model> {
    contest::Entity::find_by_id(id.0)
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

/// Likewise, and nobody else changes it, enters it or replaces its rounds until the transaction ends.
pub async fn locked_contest(db: &impl ConnectionTrait, id: ContestId) -> Answer<contest::Model> {
    let locked = contest::Entity::find_by_id(id.0).lock_exclusive();
    locked
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

/// Likewise for a round.
pub async fn round_by_id(db: &impl ConnectionTrait, id: RoundId) -> Answer<round::Model> {
    round::Entity::find_by_id(id.0)
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

fn owns(claims: &Claims, contest: &contest::Model) -> bool {
    claims.role == Role::Organiser && claims.sub == AccountId(contest.owner_id)
}

async fn judges(db: &impl ConnectionTrait, claims: &Claims, contest: ContestId) -> Answer<bool> {
    if claims.role != Role::Judge {
        return Ok(false);
    }
    is_appointed(db, contest, claims.sub).await
}

/// Whether somebody is appointed a judge of the contest.
pub async fn is_appointed(db: &impl ConnectionTrait, contest: ContestId, account: AccountId) -> Answer<bool> {
    let appointed = contest_judge::Entity::find_by_id((contest.0, account.0))
        .one(db)
        .await?;
    Ok(appointed.is_some())
}
