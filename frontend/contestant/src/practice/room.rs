//! Where somebody practises: the questions, from the server or from this device, and what the device remembers.

use super::ENDING;
use super::material::Material;
use super::memory::Memory;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::practice::Practice;
use leptos::prelude::*;
use std::sync::Arc;
use web_kit::api::{self, Failure, Versioned};
use web_kit::{json, router, spawn, storage};

/// What was done with them. The key goes on with the slug.
const MEMORY: &str = "thiluat.practised.";

#[derive(Clone, Copy)]
pub(super) struct Room {
    slug: StoredValue<String>,
    pub(super) material: RwSignal<Option<Arc<Material>>>,
    /// Why there are no questions.
    pub(super) failure: RwSignal<Option<Failure>>,
    pub(super) memory: RwSignal<Memory>,
    /// What a screen reader says.
    pub(super) said: RwSignal<String>,
}

impl Room {
    pub(super) fn enter(slug: &str) -> Room {
        let room = Room {
            slug: StoredValue::new(slug.to_owned()),
            material: RwSignal::new(None),
            failure: RwSignal::new(None),
            memory: RwSignal::new(Memory::default()),
            said: RwSignal::new(String::new()),
        };
        if let Some((_, questions)) = room.kept() {
            room.take(&questions);
        }
        room.ask();
        room
    }

    /// Asks for the questions, unless those on the device are the same. While there is no network, those serve.
    pub(super) fn ask(self) {
        self.failure.set(None);
        let path = self.slug.with_value(|slug| paths::practice(slug));
        let known = self.material.with_untracked(Option::is_some);
        let etag = self.kept().filter(|_| known).map(|(etag, _)| etag);
        spawn(async move {
            match api::get_text_if_changed(&path, etag.as_deref()).await {
                Ok(None) => {}
                Ok(Some(Versioned { body, etag })) => {
                    if self.take(&body) {
                        self.keep(&etag.unwrap_or_default(), &body);
                    } else {
                        self.failure.set(api::parse::<Practice>("").err());
                    }
                }
                Err(failure) => self.refused(failure),
            }
        });
    }

    fn refused(self, failure: Failure) {
        let is_gone = matches!(
            failure.code(),
            Some(ErrorCode::PracticeWithheld | ErrorCode::NotFound)
        );
        if is_gone {
            storage::remove(&self.key(storage::SPARE));
            self.material.set(None);
        }
        if self.material.with_untracked(Option::is_none) {
            self.failure.set(Some(failure));
        }
    }

    /// Takes questions over, with what the device remembers of them. Returns whether they are what the API promises.
    fn take(self, questions: &str) -> bool {
        let practice = json::read::<Practice>(questions).ok();
        let Some(material) = practice.and_then(Material::of) else {
            return false;
        };
        let kept = storage::get(&self.key(MEMORY));
        let kept = kept.and_then(|text| json::read::<Memory>(&text).ok());
        self.memory.set(Memory::of(&material, kept));
        self.material.set(Some(Arc::new(material)));
        true
    }

    fn kept(self) -> Option<(String, String)> {
        let kept = storage::get(&self.key(storage::SPARE))?;
        let (etag, questions) = kept.split_once('\n')?;
        Some((etag.to_owned(), questions.to_owned()))
    }

    /// Keeps the questions of the contest as they came, behind their version and a line break.
    fn keep(self, etag: &str, questions: &str) {
        storage::set(&self.key(storage::SPARE), &[etag, "\n", questions].concat());
    }

    fn key(self, prefix: &str) -> String {
        self.slug.with_value(|slug| [prefix, slug].concat())
    }

    /// Changes what the device remembers.
    pub(super) fn change(self, edit: impl FnOnce(&mut Memory)) {
        self.memory.update(edit);
        let text = self.memory.with_untracked(serde_json::to_string);
        if let Ok(text) = text {
            storage::set(&self.key(MEMORY), &text);
        }
    }

    pub(super) fn say(self, text: String) {
        self.said.set(text);
    }

    /// Returns the address of the contest.
    pub(super) fn contest(self) -> String {
        self.slug.with_value(|slug| ["/thi/", slug].concat())
    }

    /// Returns the address of the first page of practice, or with a query that of another.
    pub(super) fn address(self, query: &str) -> String {
        let question = if query.is_empty() { "" } else { "?" };
        [&self.contest(), ENDING, question, query].concat()
    }

    /// Shows another step of the same page, from its beginning.
    pub(super) fn turned(self) {
        web_kit::window().scroll_to_with_x_and_y(0.0, 0.0);
        router::focus("#step");
    }
}

/// Returns a number to draw from. Practice needs no better chance.
pub(super) fn chance() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
