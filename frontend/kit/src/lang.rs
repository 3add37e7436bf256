//! The language of the screens: Vietnamese unless the reader chose English. The device remembers the choice.

use crate::{document, storage, texts};
pub use contest_texts::{Lang, fill};
use leptos::prelude::*;

const KEY: &str = "thiluat.lang";

thread_local! {
    static LANG: RwSignal<Lang> = RwSignal::new(
        storage::get(KEY).and_then(|tag| Lang::tagged(&tag)).unwrap_or_default(),
    );
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

/// Changes the language of the whole page until it is loaded again.
pub fn choose_here(lang: Lang) {
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
