//! The texts of the screens in the chosen language, compiled from `locales/`.

use web_kit::lang;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Returns the texts; a view that calls this is redrawn when the language changes.
pub(crate) fn t() -> &'static Texts {
    lang::current().pick(&VI, &EN)
}

/// Returns the texts as they are now, for event handlers.
pub(crate) fn peek() -> &'static Texts {
    lang::peek().pick(&VI, &EN)
}

/// Fills the one placeholder `{n}`.
pub(crate) fn fill_n(text: &str, n: impl ToString) -> String {
    lang::fill(text, &[("n", &n.to_string())])
}

/// Fills the one placeholder `{time}`.
pub(crate) fn fill_time(text: &str, time: &str) -> String {
    lang::fill(text, &[("time", time)])
}

/// Fills the one placeholder `{name}`.
pub(crate) fn fill_name(text: &str, name: &str) -> String {
    lang::fill(text, &[("name", name)])
}
