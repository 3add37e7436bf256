//! Notices that the server has a new release. A screen that nobody touches would otherwise run the old one for weeks.

use web_kit::{api, document, router, storage, window};

/// What the names of this program's scripts begin with, in the shell.
const SCRIPT: &str = "/assets/screen-";
/// Under which this tab remembers when it last loaded a release.
const KEY: &str = "thiluat.screen.loaded";
/// While servers of two releases answer in turn, the screen must not go to and fro.
const APART_MS: f64 = 30.0 * 60_000.0;

/// Returns whether the page has a script of another name by now. The page itself is asked for, so that it is certainly
/// there to be loaded.
pub(super) async fn is_there() -> bool {
    let page = api::get_text(&router::here()).await.unwrap_or_default();
    running().is_some_and(|running| is_other(&page, &running))
}

/// Returns the script that is running.
fn running() -> Option<String> {
    let script = document().query_selector("script[type=module][src]");
    script.ok().flatten()?.get_attribute("src")
}

fn is_other(page: &str, running: &str) -> bool {
    has(page, SCRIPT) && !has(page, running)
}

/// Returns whether a text stands in a page. The standard library's search, used once more in this package, would no longer
/// be inlined where the phones' programs use it: 400 bytes for each of them.
fn has(page: &str, text: &str) -> bool {
    let text = text.as_bytes();
    page.as_bytes().windows(text.len()).any(|part| part == text)
}

/// Loads the page again, unless it has just been loaded.
pub(super) fn load() {
    let now = js_sys::Date::now();
    let last = storage::of_tab(KEY).and_then(|last| last.parse::<f64>().ok());
    // A clock that was set back since counts as time gone by.
    let is_recent = last.is_some_and(|last| (0.0..APART_MS).contains(&(now - last)));
    if !is_recent {
        storage::set_in_tab(KEY, Some(&now.to_string()));
        // A page that has just been read can be loaded.
        let _ = window().location().reload();
    }
}

#[cfg(test)]
mod tests {
    use super::is_other;

    #[test]
    fn only_another_script_is_a_release() {
        let running = "/assets/screen-0123456789ab.js";
        assert!(!is_other("", running), "nothing came");
        assert!(!is_other("<h1>503</h1>", running));
        assert!(!is_other(
            "<script src=\"/assets/screen-0123456789ab.js\">",
            running
        ));
        assert!(is_other(
            "<script src=\"/assets/screen-ba9876543210.js\">",
            running
        ));
    }
}
