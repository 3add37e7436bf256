//! The parts that signing in, registering and entering a contest work with: each sends a new session.

use crate::admission::calling::Rooms;
use crate::auth::known_device::KnownDevices;
use crate::auth::password::Passwords;
use crate::auth::session::Sessions;
use crate::auth::throttle::Throttle;
use crate::clock::Clock;
use crate::db::Db;
use live::Live;
use std::sync::Arc;

/// Made once for each worker thread.
pub(crate) struct SigningIn {
    pub(crate) db: Db,
    pub(crate) live: Live,
    pub(crate) clock: Clock,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) sessions: Sessions,
    pub(crate) known_devices: KnownDevices,
    /// Whether to use the client address that a proxy forwards.
    pub(crate) trust_proxy: bool,
}
