//! The parts that changes of one's own data work with: those of signing in, since each sends a new session, those of the
//! path of an attempt, which must not be under way, and what tells the other servers.

use crate::attempts::parts::Attempts;
use crate::auth::parts::SigningIn;
use crate::contests::changes::Changes;
use actix_web::web::Data;

/// Made once for each worker thread.
pub(crate) struct OwnData {
    pub(crate) signing_in: Data<SigningIn>,
    pub(crate) attempts: Data<Attempts>,
    pub(crate) changes: Changes,
}
