//! Answers HEAD as GET without the body (RFC 9110, 9.3.2), so that routes and handlers know GET alone. A handler that
//! records what it sends asks with [`IsHead`].

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use bytes::Bytes;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Turns HEAD into GET and returns whether it was HEAD.
pub(crate) fn is_turned_into_get(request: &mut ServiceRequest) -> bool {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(Asked);
    }
    is_head
}

struct Asked;

/// Whether only the headers are asked for.
pub(crate) struct IsHead(pub(crate) bool);

impl FromRequest for IsHead {
    type Error = Infallible;
    type Future = Ready<Result<IsHead, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(IsHead(request.extensions().contains::<Asked>())))
    }
}

/// Drops the body unread: whatever would have produced it stops here.
pub(crate) fn without_body(response: ServiceResponse) -> ServiceResponse {
    response.map_body(|_head, body: BoxBody| Unsent(body.size()).boxed())
}

/// Adds HEAD to the methods of an address that takes GET.
pub(crate) fn allowed(methods: &HeaderValue) -> Option<HeaderValue> {
    let methods = methods.to_str().ok()?.replace("GET", "GET, HEAD");
    HeaderValue::try_from(methods).ok()
}

/// What a body leaves behind: its size, for `Content-Length`.
struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
