//! Drops work that uses the database inside its runtime. The driver returns a connection from a task, so dropping one
//! outside of any runtime panics. Without this, requests still running when a server thread ends would panic.

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;

pin_project! {
    /// Work that is dropped inside the runtime in which it began.
    pub(super) struct Inside<F> {
        #[pin]
        work: Option<F>,
        runtime: Handle,
    }

    impl<F> PinnedDrop for Inside<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.work.is_some() {
                let _entered = this.runtime.enter();
                this.work.set(None);
            }
        }
    }
}

impl<F> Inside<F> {
    pub(super) fn new(work: F) -> Inside<F> {
        Inside {
            work: Some(work),
            runtime: Handle::current(),
        }
    }
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let work = this.work.as_mut().as_pin_mut().expect("it is not over");
        let output = ready!(work.poll(context));
        this.work.set(None);
        Poll::Ready(output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::Builder;
    use tokio::task::{LocalSet, spawn_local, yield_now};

    /// As the driver's connections do.
    struct AsksForTheRuntime;

    impl Drop for AsksForTheRuntime {
        fn drop(&mut self) {
            Handle::current().spawn(async {});
        }
    }

    #[test]
    fn a_request_may_be_dropped_after_its_thread_has_left_the_runtime() {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let requests = LocalSet::new();
        requests.block_on(&runtime, async {
            spawn_local(Inside::new(async {
                let _connection = AsksForTheRuntime;
                std::future::pending::<()>().await;
            }));
            yield_now().await;
        });
        drop(requests);
    }
}
