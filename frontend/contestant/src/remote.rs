//! A thing read from the API, and the three ways to show it: loading, failed, there.

use crate::dom::{View, el};
use crate::pages::not_found;
use crate::texts::{Texts, t};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use web_kit::api::{self, Failure};
use web_kit::spawn;

/// A thing that is being read or has been read.
pub(crate) struct Remote<T: 'static> {
    pub(crate) answer: RwSignal<Option<Result<T, Failure>>>,
    path: StoredValue<String>,
    arrived: fn(&T),
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
        let remote = Remote {
            answer: RwSignal::new(None),
            path: StoredValue::new(path),
            arrived,
        };
        remote.again();
        remote
    }

    /// Reads again; the old content stays on the screen until the response comes.
    pub(crate) fn again(self) {
        let path = self.path.get_value();
        spawn(async move {
            let answer = api::get::<T>(&path).await;
            if self.answer.is_disposed() {
                return;
            }
            if let Ok(thing) = &answer {
                (self.arrived)(thing);
            }
            self.answer.set(Some(answer));
        });
    }

    /// Shows the thing with `view` once it has arrived.
    pub(crate) fn show(self, view: impl Fn(&T, &'static Texts) -> View) -> View {
        let t = t();
        self.answer.with(|answer| match answer {
            None => loading(t),
            Some(Ok(thing)) => view(thing, t),
            Some(Err(failure)) if failure.code() == Some(ErrorCode::NotFound) => not_found::view(t),
            Some(Err(failure)) => failed(failure, t, move || self.again()),
        })
    }
}

pub(crate) fn loading(t: &'static Texts) -> View {
    el("p")
        .class("loading")
        .attr("role", "status")
        .text(t.common.loading)
}

/// Says what went wrong and offers to try again.
pub(crate) fn failed(failure: &Failure, t: &'static Texts, again: impl Fn() + 'static) -> View {
    el("div")
        .class("note bad")
        .attr("role", "alert")
        .test("failure")
        .add(el("strong").text(t.common.error_title))
        .add(el("p").text(&failure.message()))
        .add(
            el("button")
                .class("button second")
                .text(t.common.retry)
                .click(again),
        )
}
