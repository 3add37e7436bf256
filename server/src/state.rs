//! What every request can reach. Cheap to clone: handles only.

use crate::admission::calling::Rooms;
use crate::auth::password::Passwords;
use crate::auth::throttle::Throttle;
use crate::boards::snapshot::Boards;
use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::config::Config;
use crate::contests::catalog::{Catalog, LiveContest, LiveRound};
use crate::contests::current::Contests;
use crate::contests::reveal::Readings;
use crate::db::Db;
use crate::db::entities::account;
use crate::errors::Answer;
use crate::metrics::Metrics;
use crate::recovery::Recovery;
use crate::secrets::Secrets;
use arc_swap::ArcSwap;
use contest_core::ids::{AccountId, ContestId, RoundId};
use live::Live;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone)]
pub struct State {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub clock_skew: ClockSkew,
    pub secrets: Secrets,
    pub db: Db,
    pub live: Live,
    pub recovery: Recovery,
    pub passwords: Passwords,
    pub sign_ins: Throttle,
    pub boards: Boards,
    pub readings: Readings,
    pub revocations: Revocations,
    pub rooms: Arc<Rooms>,
    pub metrics: Metrics,
    pub contests: Contests,
}

/// The parts of a [`State`] that are opened before it exists.
pub struct Opened {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub secrets: Secrets,
    pub db: Db,
    pub live: Live,
    pub recovery: Recovery,
    pub metrics: Metrics,
}

impl State {
    pub async fn new(opened: Opened) -> Answer<State> {
        let Opened {
            config,
            clock,
            secrets,
            db,
            live,
            recovery,
            metrics,
        } = opened;
        let contests = recovery.contests.clone();
        contests.reload(&db).await?;
        let revocations = Revocations::default();
        revocations.reload(&db).await?;
        Ok(State {
            passwords: Passwords::new(config.password_workers),
            rooms: Arc::new(Rooms::new(&config, &secrets)),
            metrics,
            sign_ins: Throttle::default(),
            boards: Boards::default(),
            readings: Readings::default(),
            clock_skew: ClockSkew::default(),
            revocations,
            contests,
            config,
            clock,
            secrets,
            db,
            live,
            recovery,
        })
    }

    /// For a thread that serves requests: the same, with a connection to Redis of its own.
    pub fn for_worker(&self) -> State {
        let live = self.live.for_worker();
        State {
            recovery: self.recovery.for_worker(&live),
            live,
            ..self.clone()
        }
    }

    /// The published contests and their rounds, as they are in memory.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.contests.catalog()
    }

    pub fn round(&self, id: RoundId) -> Answer<Arc<LiveRound>> {
        self.contests.round(id)
    }

    pub fn contest(&self, id: ContestId) -> Answer<Arc<LiveContest>> {
        self.contests.contest(id)
    }

    /// After a change of contests or accounts: reads them anew here, and tells the other nodes to.
    pub async fn changed(&self) -> Answer<()> {
        self.reload().await?;
        // A node that misses this finds the change by itself, see `contests/changes.rs`.
        if let Err(error) = self.live.announce_change().await {
            tracing::warn!(%error, "the change was not announced to other nodes");
        }
        Ok(())
    }

    /// Reads contests and revocations from the database.
    pub async fn reload(&self) -> Answer<()> {
        self.contests.reload(&self.db).await?;
        self.revocations.reload(&self.db).await?;
        Ok(())
    }
}

/// Accounts whose older sessions no longer count, with the version from which they do.
#[derive(Clone, Default)]
pub struct Revocations(Arc<ArcSwap<HashMap<AccountId, i32>>>);

impl Revocations {
    pub fn is_revoked(&self, account: AccountId, version: i32) -> bool {
        self.0
            .load()
            .get(&account)
            .is_some_and(|valid_from| version < *valid_from)
    }

    async fn reload(&self, db: &Db) -> Result<(), DbErr> {
        let changed = account::Entity::find()
            .filter(account::Column::SessionVersion.gt(0))
            .all(&db.read)
            .await?;
        let versions = changed
            .into_iter()
            .map(|a| (AccountId(a.id), a.session_version))
            .collect();
        self.0.store(Arc::new(versions));
        Ok(())
    }
}
