//! Signing out: the browser forgets the session. Without a session there is nothing to forget, which is no error.

use crate::auth::session::Sessions;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Ends the session in this browser.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts",
    responses((status = 204)))]
pub async fn sign_out(sessions: Data<Sessions>) -> HttpResponse {
    HttpResponse::NoContent()
        .cookie(sessions.removal_cookie())
        .finish()
}
