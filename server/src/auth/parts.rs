//! The parts that signing in, registering and entering a contest work with: each sends a new session.

use crate::admission::calling::Rooms;
use crate::auth::password::Passwords;
use crate::auth::session::Sessions;
use crate::auth::throttle::Throttle;
use crate::clock::Clock;
use crate::db::Db;
use live::Live;
use std::sync::Arc;

/// Made once for each worker thread.
pub struct SigningIn {
    pub db: Db,
    pub live: Live,
    pub clock: Clock,
    pub rooms: Arc<Rooms>,
    pub passwords: Passwords,
    pub throttle: Throttle,
    pub sessions: Sessions,
    /// Whether to use the client address that a proxy forwards.
    pub trust_proxy: bool,
}
