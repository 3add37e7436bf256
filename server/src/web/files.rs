//! The front end's files, and the shell of an app for every address that is not a file.

use super::cacheable::{Cacheable, public};
use crate::errors::Refusal;
use actix_web::http::header::{Allow, CacheControl, CacheDirective, ContentEncoding};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use contest_core::wire::errors::ErrorCode;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

/// The front end as `cargo xtask web` builds it. A debug build reads it from the folder at run time.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// Serves a file of the front end; for every other address, the shell of the app it belongs to, which has its own
/// routes. An address that no app has gets the shell as well, which says so, with the status `404`.
pub(crate) async fn page_or_asset(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Err(ErrorCode::NotFound.into());
    }
    if request.method() != Method::GET {
        let allowed = Allow(vec![Method::GET]);
        return Ok(HttpResponse::MethodNotAllowed().insert_header(allowed).finish());
    }
    if !path.is_empty() && !path.ends_with('/') && Dist::get(path).is_some() {
        return send(&request, path);
    }
    if path.starts_with("assets/") {
        return Err(ErrorCode::NotFound.into());
    }
    if path == "console" || path.starts_with("console/") {
        return send(&request, "console/index.html");
    }
    match page_of(path) {
        Some(shell) => send(&request, shell),
        None => missing(&request),
    }
}

/// Returns the shell for an address that leads nowhere.
pub(crate) fn missing(request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let mut response = send(request, "index.html")?;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// Returns the shell of the app that has such an address. Only the app knows what is there.
fn page_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["bang-xep-hang", _, _] | ["ket-qua", _] | ["lich-su" | "tra-cuu" | "ca-nhan" | "quen-mat-khau"] => {
            Some("results.html")
        }
        ["" | "dang-nhap"] | ["thi", _] | ["thi", _, "dang-ky"] | ["thi", _, "lam-bai", _] => {
            Some("index.html")
        }
        _ => None,
    }
}

/// Returns a file of the front end that is text.
pub(crate) fn text(path: &str) -> Option<String> {
    String::from_utf8(Dist::get(path)?.data.into_owned()).ok()
}

/// Sends a file, in one of the encodings that were built beside it.
fn send(request: &HttpRequest, path: &str) -> Result<HttpResponse, Refusal> {
    let Some(file) = Dist::get(path) else {
        return Err(ErrorCode::NotFound.into());
    };
    let packed = [(ContentEncoding::Brotli, "br"), (ContentEncoding::Gzip, "gz")]
        .into_iter()
        .filter_map(|(coding, ending)| Some((coding, body(Dist::get(&format!("{path}.{ending}"))?))));
    let hash = file.metadata.sha256_hash();
    let document = Cacheable::new(&hash, content_type(path), body(file), packed.collect());
    // Names of assets contain their hash, so their contents never change.
    let caching = match path.starts_with("assets/") {
        true => {
            let mut caching = public(31_536_000);
            caching
                .0
                .push(CacheDirective::Extension("immutable".to_owned(), None));
            caching
        }
        false => CacheControl(vec![CacheDirective::NoCache]),
    };
    Ok(document.respond(request, caching))
}

/// Returns the contents without copying what is compiled in.
fn body(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
