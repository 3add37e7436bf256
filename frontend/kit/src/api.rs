//! The client of the API: JSON over fetch, with a time limit, in the reader's language.
//!
//! Only the thin typed functions are generic, so each further route costs only its types.

use crate::json;
use crate::lang;
use crate::{document, window};
use contest_core::wire::errors::{ApiError, ErrorCode, FieldProblem, QUEUE_POSITION, Waiting};
use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, File, Headers, PerformanceNavigation, RequestCache, RequestInit, Response};

const TIMEOUT_MS: i32 = 15_000;
const UPLOAD_TIMEOUT_MS: i32 = 120_000;

/// Why there is no response to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server refused.
    Api(ApiError, RetryAfter),
    /// There is no connection.
    Offline,
    /// No response came in time; whether the request arrived is unknown.
    Timeout,
}

/// Seconds to wait, as the server asks (`Retry-After`).
pub type RetryAfter = Option<u32>;

impl Failure {
    /// Returns the error code if the server refused.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Failure::Api(error, _) => Some(error.code),
            Failure::Offline | Failure::Timeout => None,
        }
    }

    /// Returns the name of the form field that is to blame.
    pub fn field(&self) -> Option<&str> {
        match self {
            Failure::Api(error, _) => error.field.as_deref(),
            Failure::Offline | Failure::Timeout => None,
        }
    }

    /// Returns all fields that are to blame, if there are several.
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Failure::Api(error, _) => &error.problems,
            Failure::Offline | Failure::Timeout => &[],
        }
    }

    /// Returns the seconds to wait, as the server asks.
    pub fn retry_after(&self) -> RetryAfter {
        match self {
            Failure::Api(_, seconds) => *seconds,
            Failure::Offline | Failure::Timeout => None,
        }
    }

    /// Returns whether another try can succeed: no connection, no response, or a busy server.
    pub fn passes(&self) -> bool {
        match self.code() {
            None => true,
            Some(code) => code.status() >= 500 || code == ErrorCode::TooManyRequests,
        }
    }

    /// Returns the queue position, if the server has given one.
    pub fn waiting(&self) -> Option<&Waiting> {
        match self {
            Failure::Api(error, _) => error.waiting.as_ref(),
            Failure::Offline | Failure::Timeout => None,
        }
    }

    /// Returns the message for the reader.
    pub fn message(&self) -> String {
        let texts = &lang::own_texts().failure;
        match self {
            Failure::Offline => texts.offline.to_owned(),
            Failure::Timeout => texts.timeout.to_owned(),
            Failure::Api(error, None) => error.message.clone(),
            Failure::Api(error, Some(seconds)) => {
                let wait = lang::fill(texts.retry_after, &[("n", &seconds.to_string())]);
                [error.message.as_str(), &wait].join(" ")
            }
        }
    }
}

/// The body of a request.
enum Body<'a> {
    None,
    Json(String),
    File(&'a File),
}

/// A response that is not a refusal. `304` has an empty text.
struct Answer {
    status: u16,
    text: String,
    etag: Option<String>,
}

/// A response with its version on the server; see [`get_if_changed`].
pub struct Versioned<T> {
    pub body: T,
    pub etag: Option<String>,
}

/// One header in addition to those of every request.
type Header<'a> = Option<(&'static str, &'a str)>;

/// Takes the response that came with the page, if it is the one to this request: the server puts what a page is about
/// into its head. Also returns when that arrived, on the monotonic clock. A page that the browser took from its history
/// may be old. For [`parse`].
pub fn came_with_page(path: &str) -> Option<(String, f64)> {
    let element = document().get_element_by_id("first-answer")?;
    if element.get_attribute("data-path")? != path {
        return None;
    }
    element.remove();
    let performance = window().performance()?;
    if performance.navigation().type_() == PerformanceNavigation::TYPE_BACK_FORWARD {
        return None;
    }
    let timing = performance.timing();
    let arrived_at = timing.response_start() - timing.navigation_start();
    Some((element.text_content()?, arrived_at.max(0.0)))
}

/// Reads a thing. `path` is one of `contest_core::wire::paths`, with its query.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    parse(&send("GET", path, Body::None, None).await?.text)
}

/// Reads the JSON of a thing, for [`parse`].
pub async fn get_text(path: &str) -> Result<String, Failure> {
    Ok(send("GET", path, Body::None, None).await?.text)
}

/// Reads a thing unless it is still the version `etag`, in which case it returns `None`.
pub async fn get_if_changed<T: DeserializeOwned>(
    path: &str,
    etag: Option<&str>,
) -> Result<Option<Versioned<T>>, Failure> {
    let Some(Versioned { body, etag }) = get_text_if_changed(path, etag).await? else {
        return Ok(None);
    };
    let body = parse(&body)?;
    Ok(Some(Versioned { body, etag }))
}

/// Reads the JSON of a thing, for [`parse`], unless it is still the version `etag`, in which case it returns `None`.
pub async fn get_text_if_changed(
    path: &str,
    etag: Option<&str>,
) -> Result<Option<Versioned<String>>, Failure> {
    let answer = send("GET", path, Body::None, etag.map(|etag| ("If-None-Match", etag))).await?;
    Ok((answer.status != 304).then_some(Versioned {
        body: answer.text,
        etag: answer.etag,
    }))
}

pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send("POST", path, encoded(body)?, None).await?.text)
}

/// Posts without a body.
pub async fn post_empty<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    parse(&send("POST", path, Body::None, None).await?.text)
}

/// Posts with a queue position, if one was given; see [`contest_core::wire::errors::Waiting`].
pub async fn post_queued<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    position: Option<&str>,
) -> Result<T, Failure> {
    parse(&send("POST", path, encoded(body)?, queued(position)).await?.text)
}

/// Posts without a body, with a queue position.
pub async fn post_empty_queued<T: DeserializeOwned>(
    path: &str,
    position: Option<&str>,
) -> Result<T, Failure> {
    parse(&send("POST", path, Body::None, queued(position)).await?.text)
}

fn queued(position: Option<&str>) -> Header<'_> {
    position.map(|position| (QUEUE_POSITION, position))
}

pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send("PUT", path, encoded(body)?, None).await?.text)
}

pub async fn patch<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send("PATCH", path, encoded(body)?, None).await?.text)
}

/// Deletes a thing; ignores the body of the response.
pub async fn delete(path: &str) -> Result<(), Failure> {
    send("DELETE", path, Body::None, None).await.map(|_| ())
}

/// Deletes a thing, with what the server asks for in return; ignores the body of the response.
pub async fn delete_with(path: &str, body: &impl Serialize) -> Result<(), Failure> {
    send("DELETE", path, encoded(body)?, None).await.map(|_| ())
}

/// Deletes a thing and returns what has become of it.
pub async fn delete_for<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    parse(&send("DELETE", path, Body::None, None).await?.text)
}

/// Posts a file as it is; its name and purpose go into the query of `path`.
pub async fn upload<T: DeserializeOwned>(path: &str, file: &File) -> Result<T, Failure> {
    parse(&send("POST", path, Body::File(file), None).await?.text)
}

/// Percent-encodes a text for use in a query.
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn encoded(body: &impl Serialize) -> Result<Body<'static>, Failure> {
    match serde_json::to_string(body) {
        Ok(text) => Ok(Body::Json(text)),
        Err(_) => Err(unexpected()),
    }
}

/// Reads a thing from the JSON that [`get_text`] returned.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    json::read(text).ok().ok_or_else(unexpected)
}

/// Returns a refusal made on this side, because the response is not what the API promises.
fn refusal(code: ErrorCode, message: &str) -> ApiError {
    ApiError {
        code,
        message: message.to_owned(),
        field: None,
        problems: Vec::new(),
        revision: None,
        next_at: None,
        rows: Vec::new(),
        waiting: None,
    }
}

fn unexpected() -> Failure {
    let text = lang::own_texts().failure.unexpected;
    Failure::Api(refusal(ErrorCode::Internal, text), None)
}

/// Sends a request. The future is boxed so that the typed functions do not each carry a copy of it.
fn send<'a>(
    method: &'a str,
    path: &'a str,
    body: Body<'a>,
    header: Header<'a>,
) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + 'a>> {
    Box::pin(ask(method, path, body, header))
}

async fn ask(method: &str, path: &str, body: Body<'_>, header: Header<'_>) -> Result<Answer, Failure> {
    let limit = match body {
        Body::File(_) => UPLOAD_TIMEOUT_MS,
        Body::None | Body::Json(_) => TIMEOUT_MS,
    };
    let init = request(method, body, header).ok().ok_or_else(unexpected)?;
    let controller = AbortController::new().ok().ok_or_else(unexpected)?;
    init.set_signal(Some(&controller.signal()));
    let abort = {
        let controller = controller.clone();
        Closure::<dyn FnMut()>::new(move || controller.abort())
    };
    let timer = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(abort.as_ref().unchecked_ref(), limit)
        .ok()
        .ok_or_else(unexpected)?;
    let response = early(method, path).unwrap_or_else(|| window().fetch_with_str_and_init(path, &init));
    let outcome = exchange(response).await;
    window().clear_timeout_with_handle(timer);
    match outcome {
        Ok(exchanged) => exchanged,
        Err(_) if controller.signal().aborted() => Err(Failure::Timeout),
        Err(_) => Err(Failure::Offline),
    }
}

fn request(method: &str, body: Body<'_>, header: Header<'_>) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept-Language", lang::peek().tag())?;
    if let Some((name, value)) = header {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    match body {
        Body::None => {}
        Body::Json(text) => {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(&text));
            // A request sent while the page goes away must still arrive.
            if document().hidden() {
                js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
            }
        }
        Body::File(file) => {
            headers.set("Content-Type", "application/octet-stream")?;
            init.set_body(file);
        }
    }
    init.set_headers(&headers);
    Ok(init)
}

/// Takes the response that the page has asked for before this program was there: see `frontend/first-paint.js`. It is
/// taken once; who asks again wants to know what is so by then.
fn early(method: &str, path: &str) -> Option<Promise> {
    if method != "GET" {
        return None;
    }
    let (window, path) = (window(), JsValue::from_str(path));
    let response = js_sys::Reflect::get(&window, &path).ok()?.dyn_into().ok()?;
    js_sys::Reflect::set(&window, &path, &JsValue::UNDEFINED).ok()?;
    Some(response)
}

/// Waits for the response and reads it. The outer error is the browser's: no connection, or the request was aborted.
async fn exchange(response: Promise) -> Result<Result<Answer, Failure>, JsValue> {
    let response: Response = JsFuture::from(response).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let status = response.status();
    if response.ok() || status == 304 {
        let etag = header("ETag");
        return Ok(Ok(Answer { status, text, etag }));
    }
    let retry_after = header("Retry-After").and_then(|seconds| seconds.parse().ok());
    let error = json::read(&text).unwrap_or_else(|_| not_ours(status));
    Ok(Err(Failure::Api(error, retry_after)))
}

/// Returns a refusal for a response from something in between (a proxy) that does not know our errors.
fn not_ours(status: u16) -> ApiError {
    let texts = &lang::own_texts().failure;
    match status {
        404 => refusal(ErrorCode::NotFound, texts.unexpected),
        429 | 502..=504 => refusal(ErrorCode::Unavailable, texts.unavailable),
        _ => refusal(ErrorCode::Internal, texts.unexpected),
    }
}
