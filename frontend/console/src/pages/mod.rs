//! The pages, `<noun>/<verb>.rs`; the addresses are in `app.rs`.

pub(crate) mod accounts;
pub(crate) mod banks;
pub(crate) mod contests;
pub(crate) mod figures;
pub(crate) mod rounds;
pub(crate) mod session;

use crate::texts::Text;
use leptos::prelude::*;
use web_kit::router;

/// Sets the title of the window, and sets it again when the language changes.
pub(crate) fn title(text: Text) {
    Effect::new(move || router::title(&format!("{} – Thi Luật", text())));
}
