//! A new password by a one-time code, for people who have forgotten theirs. It comes in a message, where the operator has
//! set up a gateway, or is read out by the desk of a contest.
//!
//! Asking for a code does the same for every number, in the same time: what depends on the account happens afterwards, in
//! [`sending`]. Codes are in Redis, which all servers share, as keyed hashes only; whoever reads Redis learns neither a
//! number nor a code. A Redis that is wiped loses codes, and people ask again.

pub(crate) mod ask;
mod code;
mod guess;
mod limits;
pub(crate) mod offer;
pub(crate) mod parts;
mod read_out;
mod sending;
pub(crate) mod set_password;
