//! The parts that printing works with.

use super::press::Press;
use crate::config::Config;
use crate::contests::current::Contests;
use std::sync::Arc;

/// Made once for each worker thread.
pub(crate) struct Printing {
    pub(crate) press: Press,
    /// Has the address that stands on documents.
    pub(crate) config: Arc<Config>,
    pub(crate) contests: Contests,
}
