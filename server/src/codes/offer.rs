//! Whether codes are sent. Only the page for people who have forgotten their password asks.

use super::parts::Codes;
use crate::errors::AppResult;
use crate::web::cacheable::{Cacheable, public};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::codes::CodesOffered;
use contest_core::wire::paths;

/// Returns whether one-time codes are sent to people who have forgotten their password.
#[utoipa::path(get, path = paths::PASSWORD_RESET_CODE, tag = "accounts",
    responses((status = 200, body = CodesOffered), (status = 304)))]
pub(crate) async fn offer(codes: Data<Codes>, request: HttpRequest) -> AppResult<HttpResponse> {
    let offered = codes.are_offered();
    Ok(Cacheable::json(&CodesOffered { offered })?.respond(&request, public(60)))
}
