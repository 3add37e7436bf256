//! What every request can reach. Cheap to clone: handles only.

use crate::admission::calling::Rooms;
use crate::attempts::recorder::Recorder;
use crate::auth::password::Passwords;
use crate::auth::throttle::Throttle;
use crate::boards::snapshot::Boards;
use crate::clock::Clock;
use crate::config::Config;
use crate::contests::catalog::{Catalog, LiveContest, LiveRound};
use crate::db::Db;
use crate::db::entities::account;
use crate::errors::Answer;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::secrets::Secrets;
use arc_swap::ArcSwap;
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone)]
pub struct State {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub secrets: Secrets,
    pub db: Db,
    pub live: Live,
    pub recorder: Recorder,
    pub passwords: Passwords,
    pub sign_ins: Throttle,
    pub boards: Boards,
    pub revocations: Revocations,
    pub rooms: Arc<Rooms>,
    pub metrics: Metrics,
    catalog: Arc<ArcSwap<Catalog>>,
}

/// The parts of a [`State`] that are opened before it exists.
pub struct Opened {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub secrets: Secrets,
    pub db: Db,
    pub live: Live,
    pub recorder: Recorder,
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
            recorder,
            metrics,
        } = opened;
        let catalog = Catalog::load(&db, None).await?;
        let revocations = Revocations::default();
        revocations.reload(&db).await?;
        Ok(State {
            passwords: Passwords::new(config.password_workers),
            rooms: Arc::new(Rooms::new(&config, &secrets)),
            metrics,
            sign_ins: Throttle::default(),
            boards: Boards::default(),
            revocations,
            catalog: Arc::new(ArcSwap::from_pointee(catalog)),
            config,
            clock,
            secrets,
            db,
            live,
            recorder,
        })
    }

    /// For a thread that serves requests: the same, with a connection to Redis of its own.
    pub fn for_worker(&self) -> State {
        State {
            live: self.live.for_worker(),
            ..self.clone()
        }
    }

    /// The published contests and their rounds, as they are in memory.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.load_full()
    }

    pub fn round(&self, id: RoundId) -> Answer<Arc<LiveRound>> {
        self.catalog
            .load()
            .round(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    pub fn contest(&self, id: ContestId) -> Answer<Arc<LiveContest>> {
        self.catalog
            .load()
            .contest(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// After a change of contests or accounts: reads them anew here, and tells the other nodes to.
    pub async fn changed(&self) -> Answer<()> {
        self.reload().await?;
        // A node that misses this sees the change with its periodic reload.
        if let Err(error) = self.live.announce_change().await {
            tracing::warn!(%error, "the change was not announced to other nodes");
        }
        Ok(())
    }

    /// Reads contests and revocations from the database.
    pub async fn reload(&self) -> Answer<()> {
        let fresh = Catalog::load(&self.db, Some(&self.catalog())).await?;
        self.catalog.store(Arc::new(fresh));
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
