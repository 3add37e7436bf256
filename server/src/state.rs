//! What every request can reach. Cheap to clone: handles only.

use crate::admission::calling::Rooms;
use crate::auth::password::Passwords;
use crate::auth::revocations::Revocations;
use crate::auth::throttle::Throttle;
use crate::boards::snapshot::Boards;
use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::config::Config;
use crate::contests::catalog::{Catalog, LiveContest, LiveRound};
use crate::contests::changes::Changes;
use crate::contests::current::Contests;
use crate::contests::reveal::Reveal;
use crate::db::Db;
use crate::errors::Answer;
use crate::metrics::Metrics;
use crate::recovery::Recovery;
use crate::secrets::Secrets;
use contest_core::ids::{ContestId, RoundId};
use live::Live;
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
    pub reveal: Reveal,
    pub revocations: Revocations,
    pub rooms: Arc<Rooms>,
    pub metrics: Metrics,
    pub contests: Contests,
    pub changes: Changes,
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
        let revocations = Revocations::default();
        let changes = Changes::new(db.clone(), live.clone(), contests.clone(), revocations.clone());
        changes.reload().await?;
        let clock_skew = ClockSkew::new(db.clone(), live.clone(), clock.clone());
        Ok(State {
            passwords: Passwords::new(config.password_workers),
            rooms: Arc::new(Rooms::new(&config, &secrets)),
            metrics,
            sign_ins: Throttle::default(),
            boards: Boards::new(
                db.clone(),
                live.clone(),
                recovery.clone(),
                contests.clone(),
                clock.clone(),
            ),
            reveal: Reveal::new(
                db.clone(),
                clock.clone(),
                clock_skew.clone(),
                contests.clone(),
                changes.clone(),
            ),
            clock_skew,
            revocations,
            contests,
            changes,
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
        let recovery = self.recovery.for_worker(&live);
        State {
            boards: self.boards.for_worker(&live, &recovery),
            recovery,
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

    /// See [`Changes::announce`].
    pub async fn changed(&self) -> Answer<()> {
        self.changes.announce().await
    }

    /// See [`Changes::reload`].
    pub async fn reload(&self) -> Answer<()> {
        self.changes.reload().await
    }
}
