//! The texts of the screens in the chosen language, compiled from `locales/`: a function for each table there.

use web_kit::lang;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A text that follows the chosen language; made by [`t!`].
pub(crate) type Text = fn() -> &'static str;

/// Returns the texts in the chosen language; what reads them in a view changes together with it.
fn pick<T>(vi: &'static T, en: &'static T) -> &'static T {
    lang::current().pick(vi, en)
}

/// `t!(common.retry)`: a text as a function, for views that stay when the language changes.
macro_rules! t {
    ($section:ident . $key:ident) => {
        (|| $crate::texts::$section().$key) as $crate::texts::Text
    };
}
pub(crate) use t;

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
