//! Authorisation of staff. Handlers take a contest or a round through one of these extractors, which load it and check
//! access: `NotFound` if it does not exist, `Forbidden` if it is somebody else's. A handler that forgets the check has
//! nothing to work on.

use crate::auth::session::{Claims, Judge, Organiser, Staff};
use crate::db::Db;
use crate::db::entities::{contest, contest_judge, round};
use crate::errors::{AppResult, Refusal};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::LocalBoxFuture;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use std::sync::Arc;

/// A round together with its contest.
pub(crate) struct RoundAccess {
    pub(crate) contest: contest::Model,
    pub(crate) round: round::Model,
}

macro_rules! authorised {
    ($(#[$doc:meta])* $name:ident, $field:ident: $thing:ty, $session:ident, $id:ident of $parameter:literal, $load:path) => {
        $(#[$doc])*
        pub(crate) struct $name {
            #[allow(dead_code, reason = "not every request tells who made it")]
            pub(crate) claims: Arc<Claims>,
            pub(crate) $field: $thing,
        }

        impl FromRequest for $name {
            type Error = Refusal;
            type Future = LocalBoxFuture<'static, AppResult<Self>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let session = $session::from_request(request, payload);
                let asked = (|| Some((
                    request.app_data::<Data<Db>>()?.clone(),
                    $id(request.match_info().get($parameter)?.parse().ok()?),
                )))();
                Box::pin(async move {
                    let $session(claims) = session.await?;
                    let (db, id) = asked.ok_or_else(|| Refusal::new(ErrorCode::MalformedPath))?;
                    let $field = $load(&db, &claims, id).await?;
                    Ok($name { claims, $field })
                })
            }
        }
    };
}

authorised!(
    /// `{contest}` of the path, owned by the organiser who asks.
    OwnedContest, contest: contest::Model, Organiser, ContestId of "contest", owned_contest
);
authorised!(
    /// `{contest}` of the path, owned by the organiser who asks, or to which the judge who asks is appointed.
    ContestForStaff, contest: contest::Model, Staff, ContestId of "contest", contest_for_staff
);
authorised!(
    /// `{round}` of the path, in a contest of the organiser who asks.
    OwnedRound, access: RoundAccess, Organiser, RoundId of "round", owned_round
);
authorised!(
    /// `{round}` of the path, to which the judge who asks is appointed. Not for organisers, not even the owner.
    JudgedRound, access: RoundAccess, Judge, RoundId of "round", round_for_judge
);
authorised!(
    /// `{round}` of the path, owned by the organiser who asks, or to which the judge who asks is appointed.
    RoundForStaff, access: RoundAccess, Staff, RoundId of "round", round_for_staff
);

async fn owned_contest(db: &Db, claims: &Claims, id: ContestId) -> AppResult<contest::Model> {
    let contest = contest_by_id(&db.read, id).await?;
    if owns(claims, &contest) {
        Ok(contest)
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

async fn contest_for_staff(db: &Db, claims: &Claims, id: ContestId) -> AppResult<contest::Model> {
    let contest = contest_by_id(&db.read, id).await?;
    if owns(claims, &contest) || judges(&db.read, claims, id).await? {
        Ok(contest)
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

async fn owned_round(db: &Db, claims: &Claims, id: RoundId) -> AppResult<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = owned_contest(db, claims, round.contest_id).await?;
    Ok(RoundAccess { contest, round })
}

/// Like [`JudgedRound`], for a round that is not in the path.
pub(crate) async fn round_for_judge(db: &Db, claims: &Claims, id: RoundId) -> AppResult<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = contest_by_id(&db.read, round.contest_id).await?;
    if judges(&db.read, claims, contest.id).await? {
        Ok(RoundAccess { contest, round })
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

/// Like [`RoundForStaff`], for a round that is not in the path.
pub(crate) async fn round_for_staff(db: &Db, claims: &Claims, id: RoundId) -> AppResult<RoundAccess> {
    let round = round_by_id(&db.read, id).await?;
    let contest = contest_for_staff(db, claims, round.contest_id).await?;
    Ok(RoundAccess { contest, round })
}

/// Loads a contest, for transactions that must see it as it is now. The caller has checked access.
pub(crate) async fn contest_by_id(db: &impl ConnectionTrait, id: ContestId) -> AppResult<contest::Model> {
    contest::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

/// Loads a contest and locks it: nobody else changes it, enters it or replaces its rounds until the transaction ends.
pub(crate) async fn locked_contest(db: &impl ConnectionTrait, id: ContestId) -> AppResult<contest::Model> {
    let locked = contest::Entity::find_by_id(id).lock_exclusive();
    locked
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

/// Loads a round. The caller has checked access.
pub(crate) async fn round_by_id(db: &impl ConnectionTrait, id: RoundId) -> AppResult<round::Model> {
    round::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))
}

fn owns(claims: &Claims, contest: &contest::Model) -> bool {
    claims.role == Role::Organiser && claims.sub == contest.owner_id
}

async fn judges(db: &impl ConnectionTrait, claims: &Claims, contest: ContestId) -> AppResult<bool> {
    if claims.role != Role::Judge {
        return Ok(false);
    }
    is_appointed(db, contest, claims.sub).await
}

/// Returns whether an account is appointed as a judge of the contest.
pub(crate) async fn is_appointed(
    db: &impl ConnectionTrait,
    contest: ContestId,
    account: AccountId,
) -> AppResult<bool> {
    let appointed = contest_judge::Entity::find_by_id((contest, account))
        .one(db)
        .await?;
    Ok(appointed.is_some())
}
