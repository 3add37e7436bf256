//! Reads request bodies: JSON, naming the field at fault, and files of bounded size.

use crate::clock::Clock;
use crate::errors::{AppResult, Refusal};
use actix_web::error::PayloadError;
use actix_web::web::{Bytes, BytesMut, Data, Payload};
use actix_web::{FromRequest, HttpRequest, dev};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The largest JSON body, in bytes. The largest in practice is a contest draft with many rounds.
const JSON_LIMIT: usize = 512 * 1024;

/// In each window a body must end, or at least this many bytes must arrive. An answer sheet takes a second on the
/// slowest network; a client that sends a byte now and then only holds a connection.
const WINDOW: Duration = Duration::from_secs(5);
const WINDOW_BYTES: usize = 16 * 1024;

/// A JSON body. One that does not parse is refused with the path of the field at fault.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_json = request
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .is_some_and(is_json);
        let payload = Payload::from_request(request, payload);
        async move {
            // Requiring this type also keeps out plain forms of other sites: browsers send a preflight request for it
            // first.
            if !is_json {
                return Err(ErrorCode::UnsupportedMedia.into());
            }
            let payload = payload.await.map_err(|error| malformed(&error))?;
            let body = read(payload, JSON_LIMIT).await?;
            parse(&body).map(Json)
        }
        .boxed_local()
    }
}

/// A JSON body and the moment at which it was complete, read from the clock once. This is the request's time, however
/// long later steps take. (The time of the first byte would reward clients that send slowly.)
pub(crate) struct Arrived<T> {
    pub(crate) at: Millis,
    pub(crate) body: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Arrived<T> {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let clock = request.app_data::<Data<Clock>>().cloned();
        let json = Json::<T>::from_request(request, payload);
        async move {
            let Json(body) = json.await?;
            let clock = clock.ok_or_else(|| Refusal::internal("no clock"))?;
            Ok(Arrived {
                at: clock.now(),
                body,
            })
        }
        .boxed_local()
    }
}

fn is_json(media_type: &str) -> bool {
    const JSON: &str = "application/json";
    let start = media_type.trim_start().get(..JSON.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(JSON))
}

fn malformed(error: &dyn std::fmt::Display) -> Refusal {
    tracing::debug!(%error, "a body broke off");
    ErrorCode::MalformedBody.into()
}

/// Parses JSON; a refusal names the field by its path. Tracking the path is costly, so a body is parsed that way only
/// once it is known to be wrong.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> AppResult<T> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let parsed: Result<T, _> = serde_path_to_error::deserialize(&mut json);
    let value = parsed.map_err(|error| {
        // Clients see `rounds[0].rules` as `rounds.0.rules`.
        let path = error.path().to_string().replace('[', ".").replace(']', "");
        let refusal = Refusal::new(ErrorCode::MalformedBody);
        if path == "." { refusal } else { refusal.field(path) }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(mut payload: Payload, limit: usize) -> AppResult<Bytes> {
    let mut pieces = Pieces {
        limit,
        whole: Bytes::new(),
    };
    // Chunks that arrived with the head need no timer; most bodies are complete by now.
    while let Some(next) = payload.next().now_or_never() {
        match next {
            Some(chunk) => pieces.add(chunk)?,
            None => return Ok(pieces.whole),
        };
    }
    let (mut since, mut recent) = (Instant::now(), 0);
    while let Some(chunk) = timeout_at(since + WINDOW, payload.next())
        .await
        .map_err(|_elapsed| Refusal::new(ErrorCode::TooSlow))?
    {
        recent += pieces.add(chunk)?;
        if recent >= WINDOW_BYTES {
            (since, recent) = (Instant::now(), 0);
        }
    }
    Ok(pieces.whole)
}

/// A body that is arriving.
struct Pieces {
    limit: usize,
    whole: Bytes,
}

impl Pieces {
    /// Adds a piece and returns its length.
    fn add(&mut self, piece: Result<Bytes, PayloadError>) -> AppResult<usize> {
        let piece = piece.map_err(|error| malformed(&error))?;
        let length = piece.len();
        if self.whole.len() + length > self.limit {
            return Err(ErrorCode::BodyTooLarge.into());
        }
        if self.whole.is_empty() {
            // The first piece is usually the whole body: it is kept without a copy.
            self.whole = piece;
        } else {
            let mut longer = BytesMut::from(std::mem::take(&mut self.whole));
            longer.extend_from_slice(&piece);
            self.whole = longer.freeze();
        }
        Ok(length)
    }
}
