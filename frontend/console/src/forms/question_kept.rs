//! The unsaved form of a question. The tab remembers it, so that a reload or a session that has run out loses nothing; it
//! belongs to the account that has filled it in.

use super::question::QuestionState;
use crate::session::{UNSAVED, signed_in};
use crate::texts::t;
use contest_core::wire::workbench::QuestionForm;
use leptos::prelude::*;
use std::time::Duration;
use web_kit::{json, storage};

#[derive(Clone, Copy)]
pub(crate) struct QuestionKeeper {
    key: StoredValue<String>,
    /// What the form was opened with.
    opened: StoredValue<QuestionForm>,
    pub(crate) form: QuestionState,
    /// It is what the tab has remembered.
    pub(crate) is_restored: bool,
    /// The changes are dropped on purpose: nobody is asked again.
    is_dropped: StoredValue<bool>,
}

impl QuestionKeeper {
    /// Shows `opened`, or in its place what the tab remembers of it. `which` names the version and the question.
    pub(crate) fn new(which: &str, opened: QuestionForm) -> QuestionKeeper {
        let account = signed_in().account().map(|account| account.to_string());
        let key = format!("{UNSAVED}{}.question.{which}", account.unwrap_or_default());
        // Without what the form itself leaves out or fills in.
        let opened = QuestionState::new(&opened).read();
        let kept = storage::of_tab(&key).and_then(|text| json::read::<QuestionForm>(&text).ok());
        let kept = kept.filter(|kept| *kept != opened);
        QuestionKeeper {
            key: StoredValue::new(key),
            form: QuestionState::new(kept.as_ref().unwrap_or(&opened)),
            is_restored: kept.is_some(),
            opened: StoredValue::new(opened),
            is_dropped: StoredValue::new(false),
        }
    }

    /// Returns whether the form has something that is not saved.
    pub(crate) fn is_changed(self) -> bool {
        // The page may have been left.
        if self.form.stem.is_disposed() || self.is_dropped.try_get_value() != Some(false) {
            return false;
        }
        let form = self.form.read();
        self.opened.with_value(|opened| form != *opened)
    }

    /// Remembers the form, once the fields have taken over what has just been typed.
    pub(crate) fn note(self) {
        let note = move || {
            if self.is_dropped.try_get_value() != Some(false) || self.form.stem.is_disposed() {
                return;
            }
            if !self.is_changed() {
                return storage::set_in_tab(&self.key.get_value(), None);
            }
            let text = serde_json::to_string(&self.form.read()).ok();
            storage::set_in_tab(&self.key.get_value(), text.as_deref());
        };
        set_timeout(note, Duration::ZERO);
    }

    /// Forgets what the tab remembers: it is saved, or dropped.
    pub(crate) fn forget(self) {
        let _ = self.is_dropped.try_set_value(true);
        let _ = self.key.try_with_value(|key| storage::set_in_tab(key, None));
    }

    /// Has the browser ask before the page is closed or loaded again.
    pub(crate) fn warn_of_leaving(self) {
        let warning = window_event_listener(leptos::ev::beforeunload, move |event| {
            if self.is_changed() {
                event.prevent_default();
            }
        });
        on_cleanup(move || warning.remove());
    }

    /// Says that the form is what was not saved before, and offers to drop it.
    pub(crate) fn restored(self) -> Option<AnyView> {
        let drop = move |_| {
            self.forget();
            // The page has been loaded from there before.
            let _ = web_kit::window().location().reload();
        };
        self.is_restored.then(|| {
            view! {
                <section class="note warn row spread restored" role="status" data-test="restored">
                    <span>
                        <strong>{t!(kept.restored)}</strong>
                        {t!(kept.why)}
                    </span>
                    <button type="button" class="btn" data-test="drop-draft" on:click=drop>{t!(kept.drop)}</button>
                </section>
            }
            .into_any()
        })
    }
}
