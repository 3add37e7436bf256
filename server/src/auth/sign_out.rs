//! Signing out: the browser forgets the session. Without a session there is nothing to forget, which is no error.

use crate::auth::session::removal_cookie;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Ends the session in this browser.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts",
    responses((status = 204)))]
pub async fn sign_out(state: Data<State>) -> HttpResponse {
    HttpResponse::NoContent().cookie(removal_cookie(&state)).finish()
}
