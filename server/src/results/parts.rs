//! What judging a round works with.

use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::contests::changes::Changes;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::recovery::Recovery;
use live::Live;

/// Made once for each thread that serves requests.
pub struct Judging {
    pub db: Db,
    pub contests: Contests,
    pub changes: Changes,
    pub live: Live,
    pub recovery: Recovery,
    pub clock: Clock,
    pub clock_skew: ClockSkew,
}
