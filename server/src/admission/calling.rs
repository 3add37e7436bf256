//! The job that calls people in from the waiting rooms, ten times a second.

use super::limits::Load;
use super::pace::Backlog;
use super::room::Room;
use crate::auth::password::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::secrets::Secrets;
use live::Live;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) const STEP: Duration = Duration::from_millis(100);

/// How late the threads may run on average while people are called in. Less than starts tolerate (`limits`), so that
/// people who are called are not refused.
const TOLERATED_LAG_S: f64 = 0.025;
/// How long a password may queue. The slots hold twice as much.
const TOLERATED_PASSWORDS_S: f64 = 0.24;

/// The waiting rooms of this process, and the load that its threads report.
pub struct Rooms {
    pub starts: Room,
    pub sign_ins: Room,
    pub load: Load,
}

impl Rooms {
    pub(crate) fn new(config: &Config, secrets: &Secrets) -> Rooms {
        Rooms {
            starts: Room::new("starts", secrets.waiting, 200.0, config.starts_per_second).that_remembers(),
            sign_ins: Room::new("sign-ins", secrets.waiting, 20.0, 0),
            load: Load::default(),
        }
    }
}

/// The dependencies of the job.
pub(crate) struct Calling {
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) passwords: Passwords,
    pub(crate) live: Live,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
}

impl Calling {
    /// Runs one step of both rooms. `last` is the time of the previous step.
    pub(crate) async fn step(&self, last: &mut Instant) {
        let seconds = last.elapsed().as_secs_f64();
        *last = Instant::now();
        let (rooms, now) = (&self.rooms, self.clock.now());
        let starts = Backlog {
            queued: rooms.load.lag().as_secs_f64(),
            tolerated: TOLERATED_LAG_S,
        };
        let sign_ins = Backlog {
            queued: self.passwords.queued().as_secs_f64(),
            tolerated: TOLERATED_PASSWORDS_S,
        };
        let starts = rooms.starts.step(&self.live, now, starts, seconds).await;
        let sign_ins = rooms.sign_ins.step(&self.live, now, sign_ins, seconds).await;
        if let Err(away) = starts.and(sign_ins) {
            tracing::debug!(%away, "nobody is called");
        }
        self.metrics.waiting(&rooms.starts);
        self.metrics.waiting(&rooms.sign_ins);
    }
}
