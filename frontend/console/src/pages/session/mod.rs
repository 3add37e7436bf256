//! Signing in.

pub(crate) mod organisers_only;
pub(crate) mod sign_in;
pub(crate) mod wrong_door;
