//! A router of one signal: the current path. Plain `<a href>` links are followed without reloading the page.

use crate::{document, listen, window};
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, Event, HtmlElement, MouseEvent, UrlSearchParams};

thread_local! {
    static PATH: RwSignal<String> = RwSignal::new(address());
    /// Says which addresses belong to this front end.
    static OWNS: Cell<fn(&str) -> bool> = const { Cell::new(|_| true) };
}

/// Returns path and query as the address bar shows them.
fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

pub(crate) fn start(owns: fn(&str) -> bool) {
    PATH.with(|_| ());
    OWNS.set(owns);
    // Going back to a document that the browser has kept alive tells only that it is shown: it may have been left at
    // another address.
    for event in ["popstate", "pageshow"] {
        listen(&window(), event, |_| {
            // A jump within the page, such as past the header, is an event of the history too. It leaves the page as it
            // is.
            let now = address();
            PATH.with(|path| {
                if path.with_untracked(|path| *path != now) {
                    path.set(now);
                }
            });
        });
    }
    listen(&document(), "click", |event| follow(&event));
}

/// Returns the decoded segments of the path: `/thi/luat` → `["thi", "luat"]`. A view that reads them is redrawn when
/// the address changes.
pub fn segments() -> Vec<String> {
    let path = PATH.with(|path| path.get());
    let path = path.split('?').next().unwrap_or_default();
    let decoded = |part: &str| match js_sys::decode_uri_component(part) {
        Ok(text) => String::from(text),
        Err(_) => part.to_owned(),
    };
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(decoded)
        .collect()
}

/// Returns a value of the query: `query("tiep")` of `/dang-nhap?tiep=/thi/luat` is `/thi/luat`. Not tracked.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Returns path and query of the page shown, as an address to come back to. Not tracked.
pub fn here() -> String {
    PATH.with(|path| path.get_untracked())
}

/// Goes to an address of this site; another front end's is loaded.
pub fn navigate(to: &str) {
    go(to, false);
}

/// Goes to an address without leaving an entry for the back button.
pub fn replace(to: &str) {
    go(to, true);
}

fn go(to: &str, replace: bool) {
    if !OWNS.get()(to) {
        let location = window().location();
        // Going to an address of this site cannot fail.
        let _ = if replace {
            location.replace(to)
        } else {
            location.assign(to)
        };
        return;
    }
    if let Ok(history) = window().history() {
        let done = if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(to))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(to))
        };
        if done.is_err() {
            return;
        }
    }
    PATH.with(|path| path.set(address()));
    window().scroll_to_with_x_and_y(0.0, 0.0);
    // Screen readers begin to read the new page.
    focus("#main");
}

/// Moves the focus to the first element that matches the selector, once it is drawn.
pub fn focus(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // This fails only for an element that cannot be focused.
            let _ = element.focus();
        }
    });
}

/// Sets the text in the browser's title bar.
pub fn title(text: &str) {
    document().set_title(text);
}

fn follow(event: &Event) {
    let Some(mouse) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let own_tab = !(mouse.meta_key() || mouse.ctrl_key() || mouse.shift_key() || mouse.alt_key());
    if !own_tab || mouse.button() != 0 || event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let Some(link) = target.and_then(|t| t.closest("a[href]").ok().flatten()) else {
        return;
    };
    let href = link.get_attribute("href").unwrap_or_default();
    if let Some(target) = href
        .strip_prefix('#')
        .and_then(|id| document().get_element_by_id(id))
    {
        // Followed by the browser, it would be a step in the history.
        event.prevent_default();
        if let Ok(element) = target.dyn_into::<HtmlElement>() {
            let _ = element.focus();
        }
        return;
    }
    let inside = href.starts_with('/') && !href.starts_with("//") && OWNS.get()(&href);
    if inside && !link.has_attribute("target") && !link.has_attribute("download") {
        event.prevent_default();
        navigate(&href);
    }
}
