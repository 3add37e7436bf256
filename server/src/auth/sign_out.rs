//! Signing out: the browser forgets the session. Without a session there is nothing to forget, which is no error.

use crate::auth::session::Sessions;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::wire::paths;

/// Ends the session in this browser.
#[utoipa::path(delete, path = paths::SESSION, tag = "accounts",
    responses((status = 204)))]
pub(crate) async fn sign_out(sessions: Data<Sessions>) -> HttpResponse {
    HttpResponse::NoContent()
        .cookie(sessions.removal_cookie())
        .finish()
}
