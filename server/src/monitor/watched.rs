//! Who may watch a round: the owner of its contest, and its judges. They want to most when a store is away, so this does
//! not need the database: the owner is in memory with the contest, and of a judge it is remembered for a while that the
//! database has named them.

use super::parts::Monitoring;
use crate::auth::session::{Claims, Staff};
use crate::contests::access::round_for_staff;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::errors::{AppResult, Refusal};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use contest_core::ids::RoundId;
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::LocalBoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// A database that takes longer counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// `{round}` of the path, published, and watched by its owner or one of its judges.
pub(crate) struct Watched {
    pub(super) contest: Arc<LiveContest>,
    pub(super) round: Arc<LiveRound>,
}

impl FromRequest for Watched {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let session = Staff::from_request(request, payload);
        let id: Option<RoundId> = request.match_info().get("round").and_then(|id| id.parse().ok());
        let asked = request.app_data::<Data<Monitoring>>().cloned().zip(id);
        Box::pin(async move {
            let Staff(claims) = session.await?;
            let (parts, id) = asked.ok_or_else(|| Refusal::new(ErrorCode::MalformedPath))?;
            if !owns(&parts, &claims, id) {
                require_allowed(&parts, &claims, id).await?;
            }
            let round = parts.contests.round(id)?;
            Ok(Watched {
                contest: parts.contests.contest(round.contest)?,
                round,
            })
        })
    }
}

fn owns(parts: &Monitoring, claims: &Claims, id: RoundId) -> bool {
    let catalog = parts.contests.catalog();
    let contest = catalog.round(id).and_then(|round| catalog.contest(round.contest));
    claims.role == Role::Organiser && contest.is_some_and(|contest| contest.owner == claims.sub)
}

/// Asks the database; if it is away, what it said before counts.
async fn require_allowed(parts: &Monitoring, claims: &Claims, id: RoundId) -> AppResult<()> {
    let watcher = (claims.sub, claims.ver, id);
    let asking = tokio::time::timeout(PATIENCE, round_for_staff(&parts.db, claims, id));
    let told = asking
        .await
        .unwrap_or_else(|_elapsed| Err(ErrorCode::Unavailable.into()));
    match told {
        Ok(access) => {
            parts.kept.watchers.note(watcher, true);
            match access.contest.published_at {
                Some(_) => Ok(()),
                None => Err(ErrorCode::RoundNotOpen.into()),
            }
        }
        // Of all refusals, only this one says nothing about the person.
        Err(refusal) if refusal.code == ErrorCode::Unavailable => match parts.kept.watchers.knows(watcher) {
            true => Ok(()),
            false => Err(refusal),
        },
        Err(refusal) => {
            parts.kept.watchers.note(watcher, false);
            Err(refusal)
        }
    }
}
