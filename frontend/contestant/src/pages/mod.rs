//! One page per file; `app.rs` maps addresses to pages.

pub(crate) mod attempt;
pub(crate) mod board;
pub(crate) mod contest;
pub(crate) mod forgotten;
mod form;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod look_up;
pub(crate) mod me;
pub(crate) mod not_found;
pub(crate) mod register;
pub(crate) mod result;
pub(crate) mod review;
pub(crate) mod sign_in;

use crate::texts::Text;
use crate::timing::effect;
use web_kit::router;

/// Sets the title of the window, and sets it again when the language changes.
pub(crate) fn title(text: Text) {
    effect(Box::new(move || router::title(text())));
}
