//! Everything that a server is put together from. Handlers do not see it: each takes the parts that it uses, see
//! [`State::hand_out`]. Tests use it to look behind the API.

use crate::admission::calling::Rooms;
use crate::attempts::parts::Attempts;
use crate::auth::known_device::KnownDevices;
use crate::auth::parts::SigningIn;
use crate::auth::password::Passwords;
use crate::auth::revocations::Revocations;
use crate::auth::session::Sessions;
use crate::auth::throttle::Throttle;
use crate::boards::snapshot::Boards;
use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::codes::parts::Codes;
use crate::config::Config;
use crate::contests::catalog::LiveRound;
use crate::contests::changes::{Changes, InMemory};
use crate::contests::counts::Counts;
use crate::contests::current::Contests;
use crate::contests::kept::Pages;
use crate::contests::parts::Organising;
use crate::contests::reveal::Reveal;
use crate::db::Db;
use crate::documents::parts::Printing;
use crate::documents::press::Press;
use crate::errors::AppResult;
use crate::jobs::ask::Jobs;
use crate::laws::LawPages;
use crate::laws::register::Laws;
use crate::me::parts::OwnData;
use crate::metrics::Metrics;
use crate::monitor::parts::{Kept, Monitoring};
use crate::recovery::Recovery;
use crate::results::finals::Finals;
use crate::results::parts::Judging;
use crate::secrets::Secrets;
use actix_web::web::{Data, ServiceConfig};
use contest_core::ids::RoundId;
use live::Live;
use std::sync::Arc;

/// Cheap to clone: it consists of handles.
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
    pub throttle: Throttle,
    pub sessions: Sessions,
    pub boards: Boards,
    pub reveal: Reveal,
    pub rooms: Arc<Rooms>,
    pub metrics: Metrics,
    pub contests: Contests,
    pub changes: Changes,
    pub laws: Laws,
    pub(crate) law_pages: LawPages,
    pub finals: Finals,
    pub(crate) pages: Pages,
    pub(crate) press: Press,
    pub counts: Counts,
    pub jobs: Jobs,
    pub(crate) codes: Codes,
    pub(crate) monitored: Kept,
}

/// The parts of a [`State`] that are opened before it exists.
pub(crate) struct Opened {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) secrets: Secrets,
    pub(crate) db: Db,
    pub(crate) live: Live,
    pub(crate) recovery: Recovery,
    pub(crate) metrics: Metrics,
    pub(crate) codes: Codes,
}

impl State {
    pub(crate) async fn new(opened: Opened) -> AppResult<State> {
        let Opened {
            config,
            clock,
            secrets,
            db,
            live,
            recovery,
            metrics,
            codes,
        } = opened;
        let contests = recovery.contests.clone();
        let revocations = Revocations::default();
        let laws = Laws::default();
        let in_memory = InMemory {
            contests: contests.clone(),
            revocations: revocations.clone(),
            laws: laws.clone(),
        };
        let changes = Changes::new(db.clone(), live.clone(), in_memory, clock.clone());
        let clock_skew = ClockSkew::new(db.clone(), live.clone(), clock.clone());
        contests.compare_with(clock_skew.clone());
        changes.reload().await?;
        let finals = Finals::new(db.clone(), contests.clone());
        Ok(State {
            monitored: Kept::new(clock.now()),
            codes,
            passwords: Passwords::new(config.password_workers),
            rooms: Arc::new(Rooms::new(&config, &secrets)),
            metrics,
            throttle: Throttle::default(),
            sessions: Sessions::new(secrets.session, config.is_https(), clock.clone(), revocations),
            boards: Boards::new(&recovery, contests.clone(), finals.clone(), clock.clone()),
            laws,
            law_pages: LawPages::default(),
            finals,
            pages: Pages::default(),
            press: Press::default(),
            counts: Counts::new(db.clone()),
            jobs: Jobs::new(db.clone(), clock.clone()),
            reveal: Reveal::new(
                db.clone(),
                clock.clone(),
                clock_skew.clone(),
                contests.clone(),
                changes.clone(),
            ),
            clock_skew,
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

    /// Returns a state for a thread that serves requests: the same, with its own connection to Redis.
    pub(crate) fn for_worker(&self) -> State {
        let live = self.live.for_worker();
        let recovery = self.recovery.for_worker(&live);
        State {
            boards: self.boards.for_worker(&live, &recovery),
            recovery,
            live,
            ..self.clone()
        }
    }

    /// Registers the parts for the handlers of one thread.
    pub(crate) fn hand_out(&self, app: &mut ServiceConfig) {
        let State {
            db,
            live,
            contests,
            recovery,
            clock,
            ..
        } = self.clone();
        let attempts = Data::new(Attempts {
            contests: contests.clone(),
            live: live.clone(),
            recovery,
            secrets: self.secrets.clone(),
            db: db.clone(),
            clock: clock.clone(),
            clock_skew: self.clock_skew.clone(),
            rooms: self.rooms.clone(),
            finals: self.finals.clone(),
        });
        let signing_in = Data::new(SigningIn {
            db: db.clone(),
            live: live.clone(),
            clock: clock.clone(),
            rooms: self.rooms.clone(),
            passwords: self.passwords.clone(),
            throttle: self.throttle.clone(),
            sessions: self.sessions.clone(),
            known_devices: KnownDevices {
                key: self.secrets.device,
                is_https: self.config.is_https(),
            },
            trust_proxy: self.config.trust_proxy,
        });
        app.app_data(Data::new(OwnData {
            signing_in: signing_in.clone(),
            attempts: attempts.clone(),
            changes: self.changes.clone(),
        }));
        app.app_data(Data::new(Printing {
            press: self.press.clone(),
            config: self.config.clone(),
            contests: contests.clone(),
        }));
        app.app_data(Data::new(Monitoring {
            db: db.clone(),
            live: live.clone(),
            contests: contests.clone(),
            counts: self.counts.clone(),
            clock: clock.clone(),
            metrics: self.metrics.clone(),
            kept: self.monitored.clone(),
        }));
        app.app_data(attempts).app_data(signing_in);
        app.app_data(Data::new(self.organising()));
        app.app_data(Data::new(self.judging()));
        app.app_data(Data::from(self.config.clone()))
            .app_data(Data::new(self.boards.clone()))
            .app_data(Data::new(clock))
            .app_data(Data::new(self.clock_skew.clone()))
            .app_data(Data::new(contests))
            .app_data(Data::new(self.finals.clone()))
            .app_data(Data::new(self.pages.clone()))
            .app_data(Data::new(self.laws.clone()))
            .app_data(Data::new(self.law_pages.clone()))
            .app_data(Data::new(self.counts.clone()))
            .app_data(Data::new(db))
            .app_data(Data::new(live))
            .app_data(Data::new(self.reveal.clone()))
            .app_data(Data::new(self.changes.clone()))
            .app_data(Data::new(self.codes.clone()))
            .app_data(Data::new(self.sessions.clone()));
    }

    /// Returns the parts that an organiser's changes to a contest work with.
    pub fn organising(&self) -> Organising {
        Organising {
            db: self.db.clone(),
            clock: self.clock.clone(),
            changes: self.changes.clone(),
            counts: self.counts.clone(),
        }
    }

    /// Returns the parts that judging works with.
    pub(crate) fn judging(&self) -> Judging {
        Judging {
            db: self.db.clone(),
            contests: self.contests.clone(),
            changes: self.changes.clone(),
            live: self.live.clone(),
            recovery: self.recovery.clone(),
            clock: self.clock.clone(),
            clock_skew: self.clock_skew.clone(),
            counts: self.counts.clone(),
            jobs: self.jobs.clone(),
            data_dir: self.config.data_dir.clone(),
        }
    }

    /// See [`Contests::round`].
    pub fn round(&self, id: RoundId) -> AppResult<Arc<LiveRound>> {
        self.contests.round(id)
    }

    /// See [`Changes::announce`].
    pub async fn changed(&self) -> AppResult<()> {
        self.changes.announce().await
    }

    /// See [`Changes::reload`].
    pub async fn reload(&self) -> AppResult<()> {
        self.changes.reload().await
    }
}
