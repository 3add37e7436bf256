//! Accounts of staff, over HTTP: administrators invite, disable and help people who have forgotten their password; owners of
//! contests invite judges (`contests/judges.rs`).
//!
//! Nobody learns somebody else's password. People choose theirs on a page to which a link leads; it is valid once.

pub(crate) mod change;
pub(crate) mod invite;
pub(crate) mod link_use;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod password_link;
pub(crate) mod withdraw;
