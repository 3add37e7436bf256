//! Runs long work on its own thread, where it may block.

use crate::errors::{AppResult, Refusal};
use std::sync::{Arc, Weak};
use tokio::sync::oneshot;

/// Work that is wanted as long as this exists. If whoever waits for it is dropped, so is this, and the work can see
/// that nobody wants it any more.
pub(crate) struct LongWork<T> {
    result: oneshot::Receiver<T>,
    _wanted: Arc<()>,
}

/// Tells the work whether it is still wanted.
pub(crate) struct Wanted(Weak<()>);

impl Wanted {
    pub(crate) fn is_wanted(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// How the work competes with everything else the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    Common,
    /// The lowest priority of a normal thread (nice 19). Higher than [`give_way`], because this work briefly holds
    /// locks that others need.
    Low,
}

impl<T: Send + 'static> LongWork<T> {
    pub(crate) fn begin(
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
                // Nobody may be waiting for the result any more.
                let _told = sender.send(work(&told));
            })?;
        Ok(LongWork {
            result,
            _wanted: wanted,
        })
    }

    /// Waits for the result.
    pub(crate) async fn end(self) -> AppResult<T> {
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

/// Any other thread that wants the processor takes it from this one at once. Nice 19 does not achieve that: the thread
/// would first finish its time slice of some milliseconds.
#[cfg(target_os = "linux")]
pub(crate) fn give_way() -> Result<(), thread_priority::Error> {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
    thread_priority::set_thread_priority_and_policy(
        thread_priority::thread_native_id(),
        ThreadPriority::Min,
        ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle),
    )
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn give_way() -> Result<(), thread_priority::Error> {
    thread_priority::set_current_thread_priority(thread_priority::ThreadPriority::Min)
}
