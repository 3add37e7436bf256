//! How long we wait for the database. A proxy or a firewall that stops forwarding without closing leaves a connection
//! silent for good, and TCP does not notice as long as somebody acknowledges: only a limit of our own ends the wait.

use super::trouble::elapsed;
use sea_orm::DbErr;
use std::time::Duration;

/// Waits no longer than `limit`; then the error is one for which [`is_away`](super::trouble::is_away) holds. What was
/// asked may be done nevertheless: whoever repeats it must be sure that doing it twice is harmless.
pub async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_elapsed| Err(elapsed(limit)))
}
