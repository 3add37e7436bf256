//! Middleware applied to every request.

use crate::admission::class::ASK;
use crate::admission::door;
use crate::admission::turn::Turn;
use crate::db;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use crate::metrics::Metrics;
use crate::web::{head, plain};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The shells of the apps begin with it: two files, one script.
const OF_SHELLS: &str = concat!(
    include_str!("../../../frontend/first-paint.js"),
    include_str!("../../../frontend/late-program.js")
);
/// Only our own scripts, and those that stand in our pages; WebAssembly needs its own keyword. The API page has inline
/// scripts of its own.
static CSP: LazyLock<String> = LazyLock::new(|| {
    let [of_shells, of_plain_pages] =
        [OF_SHELLS, plain::SCRIPT].map(|script| BASE64_STANDARD.encode(Sha256::digest(script.trim_end())));
    format!(
        "default-src 'self'; script-src 'self' 'sha256-{of_shells}' 'sha256-{of_plain_pages}' 'wasm-unsafe-eval'; \
        style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
        frame-ancestors 'none'"
    )
});
const CSP_API_PAGE: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Answers HEAD as GET, sets the reader's language, refuses cross-site requests and those for which there is no room,
/// and adds security headers.
pub(crate) async fn every_request(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_head = head::is_turned_into_get(&mut request);
    let lang = lang::of(request.request());
    let policy = policy_of(request.path());
    let serving = async move {
        let mut response = match let_in(&request) {
            Ok(held) => {
                let response = next.call(request).await?.map_into_boxed_body();
                drop(held);
                response
            }
            Err(refusal) => request.into_response(refusal.error_response()),
        };
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            response = with_reason(response);
        }
        if response.status().is_server_error()
            && response.status() != StatusCode::SERVICE_UNAVAILABLE
            && let Some(metrics) = response.request().app_data::<Metrics>()
        {
            metrics.failed();
        }
        if is_head {
            response = head::without_body(response);
        }
        let headers = response.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(policy) = policy {
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        }
        // Whatever the address looks like: only a response that says so may be kept.
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok(response)
    };
    db::as_request(lang::scope(lang, serving)).await
}

/// Adds the refusal that the framework leaves out: it knows which methods an address allows, but sends no body.
fn with_reason(response: ServiceResponse) -> ServiceResponse {
    let (request, bare) = response.into_parts();
    let mut told = Refusal::new(ErrorCode::MethodNotAllowed).error_response();
    if let Some(allowed) = bare.headers().get(ALLOW).and_then(head::allowed) {
        told.headers_mut().insert(ALLOW, allowed);
    }
    ServiceResponse::new(request, told)
}

/// For routes that take the database long by nature: see [`db::patiently`].
pub(crate) async fn patiently(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    db::patiently(next.call(request)).await
}

/// Refuses cross-site requests, and those for which there is no room.
fn let_in(request: &ServiceRequest) -> AppResult<Option<Turn<ASK>>> {
    if is_cross_site(request) {
        return Err(ErrorCode::CrossSite.into());
    }
    door::knock(request.request())
}

/// Returns what a page may load. API responses are data that no browser shows as a page: with `nosniff` they need no
/// policy, and they are the bulk of what is sent.
fn policy_of(path: &str) -> Option<&'static str> {
    if path.starts_with(paths::DOCS) {
        Some(CSP_API_PAGE)
    } else if path.starts_with(paths::PREFIX) {
        None
    } else {
        Some(&CSP)
    }
}

/// Browsers say where a request comes from. The `SameSite` cookie is the first line of defence, this is the second.
fn is_cross_site(request: &ServiceRequest) -> bool {
    let changes = !matches!(*request.method(), Method::GET | Method::OPTIONS);
    let site = request
        .headers()
        .get("Sec-Fetch-Site")
        .and_then(|value| value.to_str().ok());
    changes && matches!(site, Some("cross-site" | "same-site"))
}
