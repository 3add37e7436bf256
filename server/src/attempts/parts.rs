//! What the attempt's path works with.

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

/// Made once for each thread that serves requests: its handlers get all of it at once, and reach Redis by the thread's own
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
    /// Refuses for the moment what would be decided by this machine's clock alone, while that may be wrong: another server
    /// can do it.
    pub async fn require_right_clock(&self) -> AppResult<()> {
        match Box::pin(self.clock_skew.is_to_be_trusted()).await {
            true => Ok(()),
            false => Err(ErrorCode::Unavailable.into()),
        }
    }
}
