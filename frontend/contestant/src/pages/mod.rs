//! One page per file; `app.rs` maps addresses to pages.

pub(crate) mod attempt;
pub(crate) mod contest;
mod form;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod not_found;
pub(crate) mod register;
pub(crate) mod result;
pub(crate) mod review;
pub(crate) mod sign_in;
