//! What signing in and registering work with.

use crate::admission::calling::Rooms;
use crate::auth::password::Passwords;
use crate::auth::session::Sessions;
use crate::auth::throttle::Throttle;
use crate::clock::Clock;
use crate::db::Db;
use live::Live;
use std::sync::Arc;

/// Made once for each thread that serves requests.
pub struct SigningIn {
    pub db: Db,
    pub live: Live,
    pub clock: Clock,
    pub rooms: Arc<Rooms>,
    pub passwords: Passwords,
    pub throttle: Throttle,
    pub sessions: Sessions,
    /// Whether addresses are those that a proxy forwards.
    pub trust_proxy: bool,
}
