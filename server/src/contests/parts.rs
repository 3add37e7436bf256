//! The parts that an organiser's changes to a contest work with.

use crate::clock::Clock;
use crate::contests::changes::Changes;
use crate::contests::counts::Counts;
use crate::db::Db;

/// Made once for each worker thread.
pub struct Organising {
    pub db: Db,
    pub clock: Clock,
    pub changes: Changes,
    pub counts: Counts,
}
