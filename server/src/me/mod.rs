//! What contestants do with the data about themselves: see it, download it, correct it, change the password, withdraw
//! consent, and have it erased.
//!
//! A change raises the account's session version in its own transaction: what a token says of the person would be wrong
//! from then on. The device that asked gets a new session; all others sign in again. Other servers know within moments,
//! or within two seconds if the announcement is lost, so starts, saves and submissions need not ask the database.

mod confirm;
pub(crate) mod correct;
pub(crate) mod data;
pub(crate) mod entries;
pub(crate) mod erase;
pub(crate) mod locked;
pub(crate) mod parts;
pub(crate) mod password;
pub(crate) mod running;
pub(crate) mod show;
pub(crate) mod withdraw;
