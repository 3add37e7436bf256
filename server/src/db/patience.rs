//! How long to wait for the database. A proxy or firewall that stops forwarding without closing leaves a connection
//! silent for good, and TCP does not notice as long as something acknowledges: only a limit of our own ends the wait.
//!
//! Every statement has a limit. A request also has one for all its statements together. Work that is known to take long
//! runs [`patiently`].

use super::inside::Inside;
use super::trouble::elapsed;
use sea_orm::DbErr;
use std::cell::Cell;
use std::time::Duration;
use tokio::time::Instant;

/// Limit for all statements of a request together.
const REQUEST: Duration = Duration::from_secs(10);
/// Limit for all statements of a settlement, an export or a rebuild together.
const LONG_WORK: Duration = Duration::from_secs(1_800);

/// How long the database may take for one statement.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub statement: Duration,
    /// The limit of work that runs [`patiently`].
    pub long_statement: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            statement: Duration::from_secs(10),
            long_statement: Duration::from_secs(300),
        }
    }
}

/// The patience left to the current task.
struct Patience {
    left: Cell<Duration>,
    is_long: bool,
}

tokio::task_local! {
    static PATIENCE: Patience;
}

/// Waits no longer than `limit`; after that, returns an error for which [`is_away`](super::trouble::is_away) holds. The
/// work may be done nevertheless: whoever repeats it must be sure that doing it twice is harmless.
pub(crate) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_elapsed| Err(elapsed(limit)))
}

/// Runs a request. Its statements together wait no longer for the database than people do, and it may be dropped at any
/// time.
pub(crate) async fn as_request<T>(work: impl Future<Output = T>) -> T {
    Inside::new(PATIENCE.scope(Patience::new(REQUEST, false), work)).await
}

/// Runs work that takes long by nature: its statements have limits of their own and, on PostgreSQL, their own
/// connections.
pub async fn patiently<T>(work: impl Future<Output = T>) -> T {
    PATIENCE.scope(Patience::new(LONG_WORK, true), work).await
}

pub(super) fn is_long() -> bool {
    PATIENCE.try_with(|patience| patience.is_long).unwrap_or_default()
}

/// Waits for one statement, but no longer than the task has patience left.
pub(super) async fn wait<T>(
    limit: Duration,
    statement: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    let left = PATIENCE.try_with(|patience| patience.left.get());
    let since = Instant::now();
    let answer = within(left.unwrap_or(limit).min(limit), statement).await;
    // Outside a request there is no patience to use up.
    let _no_request = PATIENCE.try_with(|patience| patience.use_up(since.elapsed()));
    answer
}

impl Patience {
    fn new(left: Duration, is_long: bool) -> Patience {
        Patience {
            left: Cell::new(left),
            is_long,
        }
    }

    fn use_up(&self, time: Duration) {
        self.left.set(self.left.get().saturating_sub(time));
    }
}

#[cfg(test)]
mod tests {
    use super::super::trouble::is_away;
    use super::*;
    use futures_util::FutureExt;

    const MOMENT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(600);

    /// A database that never answers.
    fn silence() -> std::future::Pending<Result<(), DbErr>> {
        std::future::pending()
    }

    #[tokio::test]
    async fn the_statements_of_a_request_share_its_patience() {
        let request = async {
            assert!(wait(LONG, async { Ok(()) }).await.is_ok());
            assert!(wait(MOMENT, silence()).await.is_err());
            // Without what the request has left this would wait for ten minutes.
            assert!(is_away(&wait(LONG, silence()).await.unwrap_err()));
            assert!(is_away(&wait(LONG, silence()).await.unwrap_err()));
        };
        let since = Instant::now();
        PATIENCE.scope(Patience::new(3 * MOMENT, false), request).await;
        assert!(since.elapsed() >= 3 * MOMENT);
    }

    #[tokio::test]
    async fn long_work_inside_of_a_request_has_patience_of_its_own() {
        let request = async {
            assert!(wait(LONG, silence()).await.is_err());
            assert!(!is_long());
            let answer = patiently(async {
                assert!(is_long());
                wait(LONG, tokio::task::yield_now().map(Ok)).await
            });
            assert!(answer.await.is_ok());
            assert!(!is_long());
        };
        PATIENCE.scope(Patience::new(MOMENT, false), request).await;
    }

    #[tokio::test]
    async fn outside_of_a_request_each_statement_has_its_limit() {
        for _ in 0..3 {
            assert!(is_away(&wait(MOMENT, silence()).await.unwrap_err()));
            assert!(wait(MOMENT, async { Ok(()) }).await.is_ok());
        }
    }
}
