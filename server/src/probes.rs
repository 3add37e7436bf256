//! Probes for load balancers and monitoring.

use crate::clock_skew::ClockSkew;
use crate::db::{Db, within};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::wire::paths;
use live::Live;
use std::time::Duration;

const TEXT: &str = "text/plain; charset=utf-8";
/// A probe waits a few seconds at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process runs.
#[utoipa::path(get, path = paths::LIVE, tag = "probes", responses((status = 200, body = String)))]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type(TEXT).body("ok")
}

/// The database and Redis respond, and this machine's clock agrees with theirs. `503` names the store that does not
/// respond, or the clock and by how much it is off.
#[utoipa::path(get, path = paths::READY, tag = "probes",
    responses((status = 200, body = String), (status = 503, body = String)))]
pub(crate) async fn ready(db: Data<Db>, redis: Data<Live>, clock_skew: Data<ClockSkew>) -> HttpResponse {
    let mut away = Vec::new();
    if let Err(error) = within(PATIENCE, db.ping()).await {
        tracing::warn!(%error, "the database is away");
        away.push("database");
    }
    if let Err(error) = redis.ping().await {
        tracing::warn!(%error, "Redis is away");
        away.push("redis");
    }
    let mut wrong = Vec::new();
    if !away.is_empty() {
        wrong.push(format!("away: {}", away.join(", ")));
    }
    // A wrong clock would end attempts too early or too late.
    for reading in clock_skew.too_large() {
        wrong.push(format!("clock: {reading}"));
    }
    if wrong.is_empty() {
        HttpResponse::Ok().content_type(TEXT).body("ok")
    } else {
        HttpResponse::ServiceUnavailable()
            .content_type(TEXT)
            .body(wrong.join("; "))
    }
}
