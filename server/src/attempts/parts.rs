//! What the attempt's path works with.

use crate::admission::calling::Rooms;
use crate::clock::Clock;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::recovery::Recovery;
use crate::secrets::Secrets;
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
    pub rooms: Arc<Rooms>,
}
