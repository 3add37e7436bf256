//! Reads something from the API and draws it when it has arrived.

use crate::session::{self, SignedIn};
use crate::texts::t;
use crate::ui::notice::FailureNote;
use contest_core::time::Millis;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::time::Duration;
use web_kit::api::{self, Failure};
use web_kit::clock;

/// How long [`Load::refresh`] waits before it tries again.
const RETRY_S: u64 = 3;

/// How long after a turn the response is read again.
const TURN_MS: u64 = 500;
const LONGEST_MS: u64 = 20 * 86_400_000;

/// Returns the first of these moments that is still to come.
pub(crate) fn next_turn(moments: impl Iterator<Item = Millis>) -> Option<Millis> {
    let now = clock::now();
    moments.filter(|moment| *moment > now).min()
}

/// How far a request has got.
#[derive(Clone, Debug)]
pub(crate) enum Loading<T> {
    Waiting,
    Ready(T),
    Failed(Failure),
}

/// A response of the API, as a signal that can be read again.
pub(crate) struct Load<T: 'static> {
    state: RwSignal<Loading<T>>,
    path: StoredValue<String>,
    /// The next reading that is due by itself.
    timer: StoredValue<Option<TimeoutHandle>>,
    /// Taken when the load is created, because code without an owner, such as the end of a request, may read again.
    signed_in: SignedIn,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T: DeserializeOwned + Clone + Send + Sync> Load<T> {
    pub(crate) fn new(path: String) -> Load<T> {
        let load = Load {
            state: RwSignal::new(Loading::Waiting),
            path: StoredValue::new(path),
            timer: StoredValue::new(None),
            signed_in: session::signed_in(),
        };
        load.again();
        load
    }

    /// Reads again; the old content stays on the screen until the response comes.
    pub(crate) fn again(self) {
        leptos::task::spawn_local(async move {
            let Some(path) = self.path.try_get_value() else {
                return;
            };
            let state = match api::get(&path).await {
                Ok(answer) => Loading::Ready(answer),
                Err(failure) => {
                    session::notice(self.signed_in, &failure);
                    Loading::Failed(failure)
                }
            };
            // The reader may have left the page meanwhile.
            let _ = self.state.try_set(state);
        });
    }

    /// Reads again what has changed by itself. A short loss of the network does not clear the screen: the request is
    /// repeated until it succeeds.
    pub(crate) fn refresh(self) {
        leptos::task::spawn_local(async move {
            let Some(path) = self.path.try_get_value() else {
                return;
            };
            match api::get(&path).await {
                Ok(answer) => self.set(answer),
                Err(failure) if failure.passes() => {
                    let wait = failure.retry_after().map_or(RETRY_S, |s| RETRY_S.max(s.into()));
                    set_timeout(move || self.refresh(), Duration::from_secs(wait));
                }
                Err(failure) => {
                    session::notice(self.signed_in, &failure);
                    let _ = self.state.try_set(Loading::Failed(failure));
                }
            }
        });
    }

    /// Reads again at a moment at which the response becomes another by itself. The latest call holds.
    pub(crate) fn refresh_at(self, at: Option<Millis>) {
        let Some(earlier) = self.timer.try_update_value(std::mem::take) else {
            return;
        };
        if let Some(earlier) = earlier {
            earlier.clear();
        }
        let Some(at) = at else { return };
        // A little later, because clocks differ a little. Browsers know no timer longer than 24 days.
        let wait = at.since(clock::now()) + TURN_MS;
        let (wait, is_there) = match wait {
            0..=LONGEST_MS => (wait, true),
            _ => (LONGEST_MS, false),
        };
        let again = move || match is_there {
            true => self.refresh(),
            false => self.refresh_at(Some(at)),
        };
        let timer = set_timeout_with_handle(again, Duration::from_millis(wait)).ok();
        let _ = self.timer.try_set_value(timer);
    }

    /// Shows a response that came with a change.
    pub(crate) fn set(self, answer: T) {
        let _ = self.state.try_set(Loading::Ready(answer));
    }

    /// Returns the response, if it has arrived; tracked.
    pub(crate) fn ready(self) -> Option<T> {
        self.state.with(|state| match state {
            Loading::Ready(answer) => Some(answer.clone()),
            Loading::Waiting | Loading::Failed(_) => None,
        })
    }

    /// Returns the response, if it has arrived; for event handlers.
    pub(crate) fn peek(self) -> Option<T> {
        untrack(|| self.ready())
    }

    /// Draws the response, or that it is awaited, or why there is none.
    pub(crate) fn draw(self, ready: impl Fn(T) -> AnyView + Send + 'static) -> impl IntoView {
        move || match self.state.get() {
            Loading::Waiting => {
                view! { <p class="starting" role="status">{t!(common.loading)}</p> }.into_any()
            }
            Loading::Ready(answer) => ready(answer),
            Loading::Failed(failure) => view! { <FailureNote failure/> }.into_any(),
        }
    }
}

/// A request that changes something: whether it is under way, and why the last one failed.
#[derive(Clone, Copy)]
pub(crate) struct Action {
    pub(crate) busy: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<Failure>>,
}

impl Action {
    pub(crate) fn new() -> Action {
        Action {
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Runs one request at a time and passes its response on.
    pub(crate) fn run<T: 'static>(
        self,
        request: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let signed_in = session::signed_in();
        leptos::task::spawn_local(async move {
            let outcome = request.await;
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(answer) => done(answer),
                Err(failure) => {
                    session::notice(signed_in, &failure);
                    let _ = self.failure.try_set(Some(failure));
                }
            }
        });
    }
}
