//! Puts recovery together: the recorder tells it what was committed.

use super::Recovery;
use super::note::Noting;
use crate::clock::Clock;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::metrics::Metrics;
use crate::pace::Pace;
use crate::recording::recorder::Recorder;
use live::Live;
use std::io;
use std::sync::Arc;
use tokio::runtime::Handle;

impl Recovery {
    /// Must be called on the runtime on which long work is to run. The contests still have to be loaded.
    pub(crate) fn open(db: &Db, live: &Live, clock: &Clock, metrics: &Metrics) -> io::Result<Recovery> {
        let noting = Noting {
            db: db.clone(),
            live: live.clone(),
            clock: clock.clone(),
            contests: Contests::default(),
            repairs: Arc::default(),
            pace: Pace::default(),
        };
        let (contests, repairs) = (noting.contests.clone(), noting.repairs.clone());
        let pace = noting.pace.clone();
        Ok(Recovery {
            db: db.clone(),
            live: live.clone(),
            clock: clock.clone(),
            contests,
            recorder: Recorder::start(db, clock.clone(), metrics.clone(), || noting.handler())?,
            repairs,
            pace,
            builds: Arc::default(),
            cursors: Arc::default(),
            runtime: Handle::current(),
        })
    }
}
