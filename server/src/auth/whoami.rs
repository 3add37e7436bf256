//! Who is signed in, read from the session itself: no store is read, however many phones open the page at once.

use crate::auth::session::SignedIn;
use crate::clock::Clock;
use actix_web::web::{self, Data};
use contest_core::wire::accounts::Session;
use contest_core::wire::paths;

/// Returns who is signed in, or `null`: nobody being there is no error.
#[utoipa::path(get, path = paths::SESSION, tag = "accounts",
    responses((status = 200, body = Option<Session>)))]
pub(crate) async fn whoami(who: Option<SignedIn>, clock: Data<Clock>) -> web::Json<Option<Session>> {
    web::Json(who.map(|SignedIn(claims)| claims.to_wire(clock.now())))
}
