//! Waits for what a server does by itself. Nothing announces it, so the test looks until it is there.

use std::time::Duration;

const LOOK: Duration = Duration::from_millis(50);
/// A server sweeps twice a second, and a machine under load may be late.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks until there is something, and returns it.
pub(crate) async fn soon<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .unwrap_or_else(|_elapsed| panic!("{what}: not within {PATIENCE:?}"))
}

/// Waits until the check holds.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    soon(what, async || is_so().await.then_some(())).await;
}
