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
pub struct Attempts {
    pub contests: Contests,
    pub live: Live,
    pub recovery: Recovery,
    pub secrets: Secrets,
    pub db: Db,
    pub clock: Clock,
    pub clock_skew: ClockSkew,
    pub rooms: Arc<Rooms>,
    pub finals: Finals,
}

impl Attempts {
    /// Refuses with `unavailable` while this machine's clock may be wrong. Guards what the clock alone decides: another
    /// server can decide it.
    pub async fn require_right_clock(&self) -> AppResult<()> {
        match Box::pin(self.clock_skew.is_to_be_trusted()).await {
            true => Ok(()),
            false => Err(ErrorCode::Unavailable.into()),
        }
    }
}
