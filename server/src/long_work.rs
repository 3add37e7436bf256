//! Long work on a thread of its own, which may block.

use crate::errors::{AppResult, Refusal};
use std::sync::{Arc, Weak};
use tokio::sync::oneshot;

/// Work that goes on as long as this is kept: dropped with whoever waits, it tells the work that nobody wants it any more.
pub struct LongWork<T> {
    result: oneshot::Receiver<T>,
    _wanted: Arc<()>,
}

/// Tells the work whether it is still wanted.
pub struct Wanted(Weak<()>);

impl Wanted {
    pub fn is_wanted(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// How it competes with everything else the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    Common,
    /// The lowest niceness. Not as low as [`give_way`]: it holds locks for a moment that others need.
    Low,
}

impl<T: Send + 'static> LongWork<T> {
    pub fn begin(
        priority: Priority,
        work: impl FnOnce(&Wanted) -> T + Send + 'static,
    ) -> std::io::Result<LongWork<T>> {
        let wanted = Arc::new(());
        let told = Wanted(Arc::downgrade(&wanted));
        let (sender, result) = oneshot::channel();
        std::thread::Builder::new()
            .name("long-work".into())
            .spawn(move || {
                if priority == Priority::Low
                    && let Err(error) = be_nice()
                {
                    tracing::debug!(?error, "work that should give way has the common priority");
                }
                // Nobody may be left to be told.
                let _told = sender.send(work(&told));
            })?;
        Ok(LongWork {
            result,
            _wanted: wanted,
        })
    }

    /// What it comes to.
    pub async fn end(self) -> AppResult<T> {
        self.result.await.map_err(Refusal::internal)
    }
}

#[cfg(target_os = "linux")]
fn be_nice() -> Result<(), thread_priority::Error> {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
    thread_priority::set_thread_priority_and_policy(
        thread_priority::thread_native_id(),
        ThreadPriority::Min,
        ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Batch),
    )
}

#[cfg(not(target_os = "linux"))]
fn be_nice() -> Result<(), thread_priority::Error> {
    thread_priority::set_current_thread_priority(thread_priority::ThreadPriority::Min)
}

/// Whoever wants the processor takes it from this thread at once. The lowest niceness does not do that: the thread would
/// finish its slice of some milliseconds first.
#[cfg(target_os = "linux")]
pub fn give_way() -> Result<(), thread_priority::Error> {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
    thread_priority::set_thread_priority_and_policy(
        thread_priority::thread_native_id(),
        ThreadPriority::Min,
        ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle),
    )
}

#[cfg(not(target_os = "linux"))]
pub fn give_way() -> Result<(), thread_priority::Error> {
    thread_priority::set_current_thread_priority(thread_priority::ThreadPriority::Min)
}
