//! The language of the screens: Vietnamese unless the reader chose English. The device remembers the choice.

use crate::{document, storage, texts};
use leptos::prelude::*;

const KEY: &str = "thiluat.lang";

/// A language the screens exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Vi,
    En,
}

thread_local! {
    static LANG: RwSignal<Lang> = RwSignal::new(
        if storage::get(KEY).as_deref() == Some("en") { Lang::En } else { Lang::Vi },
    );
}

impl Lang {
    /// Returns the BCP 47 tag, for `<html lang>` and `Accept-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// Returns the language that is not chosen.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// Chooses between two statics: `lang::current().pick(&VI, &EN)`.
    pub fn pick<T: ?Sized>(self, vi: &'static T, en: &'static T) -> &'static T {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

pub(crate) fn start() {
    show(peek());
}

/// Returns the chosen language; a view that reads it is redrawn when it changes.
pub fn current() -> Lang {
    LANG.with(|lang| lang.get())
}

/// Returns the chosen language without subscribing to it.
pub fn peek() -> Lang {
    LANG.with(|lang| lang.get_untracked())
}

/// Changes the language of the whole page and remembers it.
pub fn choose(lang: Lang) {
    storage::set(KEY, lang.tag());
    show(lang);
    LANG.with(|signal| signal.set(lang));
}

fn show(lang: Lang) {
    if let Some(root) = document().document_element() {
        // This fails only for an invalid attribute name.
        let _ = root.set_attribute("lang", lang.tag());
    }
}

/// Returns the crate's own texts in the chosen language.
pub(crate) fn own_texts() -> &'static texts::Texts {
    peek().pick(&texts::VI, &texts::EN)
}

/// Fills `{name}` placeholders: `fill("{n} câu", &[("n", "5")])`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}
