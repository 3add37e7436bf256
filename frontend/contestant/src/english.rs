//! The English texts, which few readers want: the program that everybody waits for is without them. The shell names their
//! file, and the service worker keeps it, so that the language can be switched without a network.

use crate::texts;
use crate::timing::later;
use leptos::prelude::*;
use std::cell::Cell;
use web_kit::lang::{self, Lang};
use web_kit::{api, document, spawn};

/// How long a reader of English waits before the screens are shown in Vietnamese.
const PATIENCE_MS: u64 = 3_000;
/// How long a screen in a hall waits between its tries.
const AGAIN_MS: u64 = 60_000;

thread_local! {
    static THEN: Cell<Option<fn()>> = const { Cell::new(None) };
    static COMING: Cell<bool> = const { Cell::new(false) };
    static MISSING: RwSignal<bool> = RwSignal::new(false);
}

/// Calls `then`, which mounts the screens: at once in Vietnamese; in English once the texts are here. Nobody waits long for
/// them: the screens are in Vietnamese until they come.
pub(crate) fn start(then: fn()) {
    MISSING.with(|_| ());
    if lang::peek() == Lang::Vi {
        return then();
    }
    THEN.set(Some(then));
    later(PATIENCE_MS, Box::new(|| go_on(Lang::Vi)));
    spawn(async {
        let is_here = load().await;
        go_on(if is_here { Lang::En } else { Lang::Vi });
        if is_here {
            lang::choose_here(Lang::En);
        } else {
            MISSING.with(|missing| missing.set(true));
        }
    });
}

/// Mounts the screens in a language, once.
fn go_on(lang: Lang) {
    if let Some(then) = THEN.take() {
        lang::choose_here(lang);
        then();
    }
}

/// Changes to the other language, once its texts are here.
pub(crate) fn switch() {
    if lang::peek() == Lang::En {
        return lang::choose(Lang::Vi);
    }
    // Whoever presses again while the texts are on their way has asked for the same.
    if COMING.replace(true) {
        return;
    }
    MISSING.with(|missing| missing.set(false));
    spawn(async {
        let is_here = load().await;
        COMING.set(false);
        if is_here {
            lang::choose(Lang::En);
        }
        MISSING.with(|missing| missing.set(!is_here));
    });
}

/// Returns whether the reader wants English and it could not be fetched; tracked.
pub(crate) fn is_missing() -> bool {
    MISSING.with(|missing| missing.get())
}

/// Changes to English whenever it can be fetched, where nobody presses anything.
pub(crate) fn keep_trying() {
    later(AGAIN_MS, Box::new(|| spawn(try_again())));
}

async fn try_again() {
    if !load().await {
        return keep_trying();
    }
    MISSING.with(|missing| missing.set(false));
    lang::choose_here(Lang::En);
}

/// Returns whether the texts are here, and fetches them if they are not.
async fn load() -> bool {
    if texts::has_english() {
        return true;
    }
    // The shell names the file of the release to which this program belongs.
    let program = document().get_element_by_id("program");
    let Some(file) = program.and_then(|program| program.get_attribute("data-english")) else {
        return false;
    };
    api::get(&file).await.is_ok_and(texts::take_english)
}
