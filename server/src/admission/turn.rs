//! A request's turn: taken before the handler does its work, given back when the response is ready.

use super::class::Class;
use super::limits::Limits;
use crate::errors::{AppResult, Refusal};
use crate::metrics::Metrics;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use contest_core::wire::errors::ErrorCode;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Instant;

/// As the first argument of a handler, refuses a request there is no room for with `503`, before the body is read. The
/// most frequent requests are refused even before that ([`super::door`]).
pub(crate) struct Turn<const CLASS: u8>(#[expect(dead_code, reason = "held for its end")] InFlight);

/// One request in flight.
struct InFlight {
    class: Class,
    since: Instant,
    limits: Rc<Limits>,
    metrics: Metrics,
}

impl<const CLASS: u8> Turn<CLASS> {
    const CLASS: Class = Class::ALL[CLASS as usize];

    /// Takes a turn. Refuses with `unavailable` if there is no room.
    pub(crate) fn take(request: &HttpRequest) -> AppResult<Turn<CLASS>> {
        let parts = (request.app_data::<Rc<Limits>>(), request.app_data::<Metrics>());
        let (Some(limits), Some(metrics)) = parts else {
            return Err(Refusal::internal("no limits"));
        };
        if !limits.enter(Self::CLASS) {
            metrics.shed(Self::CLASS);
            return Err(ErrorCode::Unavailable.into());
        }
        Ok(Turn(InFlight {
            class: Self::CLASS,
            since: Instant::now(),
            limits: limits.clone(),
            metrics: metrics.clone(),
        }))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.limits.leave(self.class);
        self.metrics.served(self.class, self.since.elapsed());
    }
}

impl<const CLASS: u8> FromRequest for Turn<CLASS> {
    type Error = Refusal;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Turn::take(request))
    }
}
