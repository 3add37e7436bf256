//! A thing read from the API, and the three ways to show it: loading, failed, there.

use crate::pages::not_found::NotFound;
use crate::session;
use crate::texts::t;
use crate::ui::{click, maybe};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use web_kit::api::{self, Failure};
use web_kit::{clock, lang, spawn};

/// A thing that is being read or has been read.
pub(crate) struct Remote<T: 'static> {
    thing: StoredValue<Option<T>>,
    reading: Reading,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Remote<T> {
    /// Begins to read. `arrived` takes from the response what other parts need, such as the server's time.
    pub(crate) fn read(path: String, arrived: fn(&T)) -> Self {
        let thing = StoredValue::new(None);
        let take = move |text: &str| {
            let new = api::parse(text)?;
            arrived(&new);
            thing.set_value(Some(new));
            Ok(())
        };
        let reading = Reading {
            state: RwSignal::new(None),
            path: StoredValue::new(path),
            take: StoredValue::new(Arc::new(take)),
        };
        reading.begin();
        Remote { thing, reading }
    }

    /// Shows the thing with `view` once it has arrived. `view` runs again when a signal that it reads changes.
    pub(crate) fn show(self, view: impl Fn(&T) -> AnyView + Send + 'static) -> AnyView {
        let shown = move || self.thing.with_value(|thing| thing.as_ref().map(&view));
        self.reading.show(Box::new(shown))
    }

    /// Reads again; the old content stays on the screen until the response comes.
    pub(crate) fn again(self) {
        self.reading.again();
    }

    /// Returns whether the server could not be reached; tracked.
    pub(crate) fn is_away(self) -> bool {
        let state = self.reading.state;
        state.with(|state| matches!(state, Some(Err(Failure::Offline | Failure::Timeout))))
    }

    /// Returns why reading has failed; tracked.
    pub(crate) fn failure(self) -> Option<ErrorCode> {
        self.reading.state.with(|state| match state {
            Some(Err(failure)) => failure.code(),
            _ => None,
        })
    }
}

/// Takes the thing from a response.
type Take = Arc<dyn Fn(&str) -> Result<(), Failure> + Send + Sync>;

/// How far reading has got. This part is the same for all things, so that its code is compiled once.
#[derive(Clone, Copy)]
struct Reading {
    state: RwSignal<Option<Result<(), Failure>>>,
    path: StoredValue<String>,
    take: StoredValue<Take>,
}

impl Reading {
    /// Takes what came with the page, or asks for it.
    fn begin(self) {
        let take = self.take.get_value();
        let at_hand = self.path.with_value(|path| api::came_with_page(path));
        let is_read = |(text, at): (String, f64)| clock::arrived_at(at, || take(&text)).is_ok();
        if at_hand.is_some_and(is_read) {
            self.state.set(Some(Ok(())));
        } else {
            self.again();
        }
    }

    /// Reads again; the old content stays on the screen until the response comes.
    fn again(self) {
        session::ask_if_unknown();
        let path = self.path.get_value();
        spawn(async move {
            let answer = api::get_text(&path).await;
            if let Some(take) = self.take.try_get_value() {
                self.state.set(Some(answer.and_then(|text| take(&text))));
            }
        });
    }

    fn show(self, shown: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
        let again = Callback::new(move |()| self.again());
        view! {
            {move || match self.state.get() {
                Some(Ok(())) => maybe(shown()),
                Some(Err(failure)) if failure.code() == Some(ErrorCode::NotFound) => {
                    view! { <NotFound/> }.into_any()
                }
                Some(Err(failure)) => view! { <Failed failure on_retry=again/> }.into_any(),
                None => view! { <Loading/> }.into_any(),
            }}
        }
        .into_any()
    }
}

#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! { <p class="loading" role="status">{t!(common.loading)}</p> }
}

/// Says what went wrong and offers to try again.
#[component]
pub(crate) fn Failed(failure: Failure, on_retry: Callback<()>) -> impl IntoView {
    view! {
        <div class="note bad" role="alert" data-test="failure">
            <strong>{t!(common.error_title)}</strong>
            <p>
                {move || {
                    // The message is in the language of the moment when it is asked for.
                    lang::current();
                    failure.message()
                }}
            </p>
            <button class="button second" on:click=click(Box::new(move || on_retry.run(())))>
                {t!(common.retry)}
            </button>
        </div>
    }
}
