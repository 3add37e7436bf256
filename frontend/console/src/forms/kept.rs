//! The unsaved form of a contest. The tab remembers it, so that a reload, the back button or a session that has run out
//! loses nothing; it belongs to the account that has filled it in.

use super::contest::ContestForm;
use super::slug::suggest_slug;
use crate::session::{UNSAVED, signed_in};
use contest_core::wire::staff::{ContestDraft, StaffContest};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use web_kit::{json, router, storage};

/// What the tab remembers.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    /// Of the contest as it was when the form was opened, so that saving notices what others have saved since.
    version: String,
    draft: ContestDraft,
}

/// The form on the screen.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) form: ContestForm,
    /// It is what the tab has remembered.
    pub(crate) is_restored: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Keeper {
    key: StoredValue<String>,
    /// What the form was opened with.
    opened: StoredValue<Kept>,
    pub(crate) shown: Shown,
    /// The changes are dropped on purpose: nobody is asked again.
    is_dropped: StoredValue<bool>,
}

impl Keeper {
    /// Takes the form of `contest`, or of a new one, and shows in its place what the tab remembers of it.
    pub(crate) fn new(form: ContestForm, contest: Option<&StaffContest>) -> Keeper {
        let which = match contest {
            Some(contest) => contest.id.to_string(),
            None => format!("new.{}", router::query("from").unwrap_or_default()),
        };
        let account = signed_in().account().map(|account| account.to_string());
        let key = format!("{UNSAVED}{}.{which}", account.unwrap_or_default());
        let opened = Kept {
            version: contest.map(|contest| contest.version.clone()).unwrap_or_default(),
            draft: form.draft().0,
        };
        let kept = storage::of_tab(&key).and_then(|text| json::read::<Kept>(&text).ok());
        let shown = match kept.filter(|kept| kept.draft != opened.draft) {
            Some(kept) => Shown {
                form: form_of(&kept.draft, contest.is_none()),
                is_restored: true,
            },
            None => Shown {
                form,
                is_restored: false,
            },
        };
        Keeper {
            key: StoredValue::new(key),
            opened: StoredValue::new(opened),
            shown,
            is_dropped: StoredValue::new(false),
        }
    }

    /// Returns the version on which the form on the screen is based.
    pub(crate) fn version(self) -> String {
        let kept = storage::of_tab(&self.key.get_value());
        let kept = kept.and_then(|text| json::read::<Kept>(&text).ok());
        match kept.filter(|_| self.shown.is_restored) {
            Some(kept) => kept.version,
            None => self.opened.with_value(|opened| opened.version.clone()),
        }
    }

    /// Returns whether the form has something that is not saved.
    pub(crate) fn is_changed(self) -> bool {
        let form = self.shown.form;
        // The page may have been left.
        if form.title.is_disposed() || self.is_dropped.try_get_value() != Some(false) {
            return false;
        }
        let draft = form.draft().0;
        self.opened.with_value(|opened| draft != opened.draft)
    }

    /// Remembers the form, once the fields have taken over what has just been typed.
    pub(crate) fn note(self, version: StoredValue<String>) {
        let note = move || {
            let Some(version) = version.try_get_value() else {
                return;
            };
            if !self.is_changed() {
                return self.forget();
            }
            let draft = self.shown.form.draft().0;
            let text = serde_json::to_string(&Kept { version, draft }).ok();
            storage::set_in_tab(&self.key.get_value(), text.as_deref());
        };
        set_timeout(note, Duration::ZERO);
    }

    /// Forgets what the tab remembers: it is saved, or dropped.
    pub(crate) fn forget(self) {
        let _ = self.key.try_with_value(|key| storage::set_in_tab(key, None));
    }

    /// Opens the page anew, with what the server has.
    pub(crate) fn start_again(self) {
        self.forget();
        self.is_dropped.set_value(true);
        // The page has been loaded from there before.
        let _ = web_kit::window().location().reload();
    }
}

fn form_of(draft: &ContestDraft, is_new: bool) -> ContestForm {
    let form = ContestForm::new(draft);
    let follows = draft.slug.is_empty() || draft.slug == suggest_slug(&draft.title);
    form.slug_follows.set(is_new && follows);
    form
}
