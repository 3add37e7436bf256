//! One page a file; `app.rs` says which address shows which.

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
