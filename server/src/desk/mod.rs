//! The desk of a contest: its organisers help people of the contest who call or come by.
//!
//! What identifies a person is masked until somebody says why it is needed. Every look is an audit event, which names
//! accounts only; reasons, which may name people, are kept beside the log ([`acts`]). The desk never learns a password, and
//! what it must not know yet, such as a score before the close, it is not told.

mod acts;
mod allowed;
pub(crate) mod attempt;
mod attempts;
pub(crate) mod code;
pub(crate) mod correct;
pub mod fill_names;
mod people;
pub(crate) mod person;
pub(crate) mod search;
mod view;
mod wanted;
