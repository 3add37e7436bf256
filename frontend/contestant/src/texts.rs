//! The texts of the screens in the language shown, from `locales/`: a function for each table there. The Vietnamese ones
//! are part of the program, the English ones are fetched when a reader wants them (`english.rs`).

use std::cell::Cell;
use web_kit::lang::{self, Lang};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A text that follows the chosen language; made by [`t!`].
pub(crate) type Text = fn() -> &'static str;

thread_local! {
    /// The English texts of all tables, if they are here.
    static ENGLISH: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
}

/// Returns the texts of a table; what reads them in a view changes together with the language. `first` is the place of
/// the table among the texts of all.
fn pick<const N: usize>(vi: &'static [&'static str; N], first: usize) -> &'static [&'static str; N] {
    of_english(first).first_chunk().unwrap_or(vi)
}

#[inline(never)]
fn of_english(first: usize) -> &'static [&'static str] {
    match lang::current() {
        Lang::En => ENGLISH.get().get(first..).unwrap_or_default(),
        Lang::Vi => &[],
    }
}

pub(crate) fn has_english() -> bool {
    !ENGLISH.get().is_empty()
}

/// Takes the English texts and returns whether they are all there. They stay for as long as the page.
pub(crate) fn take_english(texts: Vec<String>) -> bool {
    let is_whole = texts.len() == COUNT;
    if is_whole {
        let texts: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
        ENGLISH.set(texts.leak());
    }
    is_whole
}

/// `t!(common.retry)`: a text as a function, for views that stay when the language changes.
macro_rules! t {
    ($section:ident . $key:ident) => {
        (|| $crate::texts::$section().$key()) as $crate::texts::Text
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
