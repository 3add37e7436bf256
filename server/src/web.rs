//! What stands around every request, and the front end's files.

use crate::admission::class::ASK;
use crate::admission::door;
use crate::admission::turn::Turn;
use crate::db;
use crate::errors::{Answer, Refusal};
use crate::lang::Lang;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use contest_core::wire::errors::ErrorCode;
use rust_embed::RustEmbed;

/// The front end as `cargo xtask web` builds it. In a debug build it is read from the folder at run time.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// No scripts but our own files; WebAssembly needs its own word. The API page brings its own inline parts.
const CSP: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const CSP_API_PAGE: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Sets the reader's language, refuses requests that another site made a browser send and those there is no room for,
/// and adds the headers that keep browsers careful.
pub async fn around_every_request(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let language = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let lang = Lang::accepted(language);
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
        let headers = response.headers_mut();
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Some(policy) = policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        }
        Ok(response)
    };
    db::as_request(lang.scope(serving)).await
}

/// For what takes the database long by nature: see [`db::patiently`].
pub async fn patiently(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    db::patiently(next.call(request)).await
}

/// Refuses what should not have been sent, and what there is no room for.
fn let_in(request: &ServiceRequest) -> Answer<Option<Turn<ASK>>> {
    if is_cross_site(request) {
        return Err(ErrorCode::CrossSite.into());
    }
    door::knock(request.request())
}

/// What a page may load. The API's answers are data that no browser shows as a page: with `nosniff` they need none,
/// and they are the bulk of what is sent.
fn policy_of(path: &str) -> Option<&'static str> {
    if path.starts_with("/api/docs") {
        Some(CSP_API_PAGE)
    } else if path.starts_with("/api/v1/") {
        None
    } else {
        Some(CSP)
    }
}

/// Browsers say where a request comes from; the `SameSite` cookie is the first line, this is the second.
fn is_cross_site(request: &ServiceRequest) -> bool {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let site = request
        .headers()
        .get("Sec-Fetch-Site")
        .and_then(|value| value.to_str().ok());
    changes && matches!(site, Some("cross-site" | "same-site"))
}

pub fn accepts_brotli(request: &HttpRequest) -> bool {
    accepts(request, "br")
}

fn accepts(request: &HttpRequest, coding: &str) -> bool {
    let header = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        words.next() == Some(coding) && words.next() != Some("q=0")
    })
}

/// The head of the answer that is a file to be saved. `name`: of letters, digits, hyphens and a dot.
pub fn attachment(content_type: &str, name: &str) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.content_type(content_type).insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}\""),
    ));
    head
}

/// Whether the reader has this version (`If-None-Match`, one tag or several): then `304` suffices.
pub fn has_already(request: &HttpRequest, etag: &str) -> bool {
    let header = request.headers().get(header::IF_NONE_MATCH);
    let tags = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    tags.split(',').any(|tag| tag.trim() == etag)
}

/// An address under `/api/v1` that does not exist, or that does not have this method.
pub async fn no_such_endpoint(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let known = request.resource_map().has_resource(request.path());
    Err(if known {
        ErrorCode::MethodNotAllowed
    } else {
        ErrorCode::NotFound
    }
    .into())
}

/// A file of the front end; for every other address the shell of the app it belongs to, which has its own routes.
pub async fn page_or_asset(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(ErrorCode::MethodNotAllowed.into());
    }
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Err(ErrorCode::NotFound.into());
    }
    if !path.is_empty() && !path.ends_with('/') && Dist::get(path).is_some() {
        return send(&request, path);
    }
    if path.starts_with("assets/") {
        return Err(ErrorCode::NotFound.into());
    }
    let console = path == "console" || path.starts_with("console/");
    send(
        &request,
        if console {
            "console/index.html"
        } else {
            "index.html"
        },
    )
}

/// Sends a file in the best coding that was built beside it.
fn send(request: &HttpRequest, path: &str) -> Result<HttpResponse, Refusal> {
    let codings = [("br", "br"), ("gzip", "gz")];
    let packed = codings.iter().filter(|(coding, _)| accepts(request, coding));
    let found = packed
        .filter_map(|(coding, ending)| Some((Some(*coding), Dist::get(&format!("{path}.{ending}"))?)))
        .next()
        .or_else(|| Some((None, Dist::get(path)?)));
    let Some((coding, file)) = found else {
        return Err(Refusal::new(ErrorCode::NotFound));
    };
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    // Names of assets carry their hash: they never change.
    let caching = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let unchanged = has_already(request, &etag);
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Accept-Encoding"));
    if unchanged {
        return Ok(response.finish());
    }
    response.content_type(content_type(path));
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    Ok(response.body(file.data.into_owned()))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
