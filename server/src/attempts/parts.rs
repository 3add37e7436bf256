//! The dependencies of the handlers on the path of an attempt.

use crate::admission::calling::Rooms;
use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::AppResult;
use crate::recovery::Recovery;
use crate::results::finals::Finals;
use crate::secrets::Secrets;
use contest_core::wire::errors::ErrorCode;
use live::Live;
use std::sync::Arc;

/// Made once for each worker thread: handlers get all of it as one argument, and reach Redis over the thread's own
/// connection.
pub(crate) struct Attempts {
    pub(crate) contests: Contests,
    pub(crate) live: Live,
    pub(crate) recovery: Recovery,
    pub(crate) secrets: Secrets,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) clock_skew: ClockSkew,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) finals: Finals,
}

impl Attempts {
    /// Refuses with `unavailable` while this machine's clock may be wrong. Guards what the clock alone decides: another
    /// server can decide it.
    pub(crate) async fn require_right_clock(&self) -> AppResult<()> {
        match Box::pin(self.clock_skew.is_to_be_trusted()).await {
            true => Ok(()),
            false => Err(ErrorCode::Unavailable.into()),
        }
    }
}
