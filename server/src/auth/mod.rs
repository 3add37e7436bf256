//! Authentication: accounts, passwords, sessions.

pub(crate) mod applicant;
pub mod known_device;
pub(crate) mod locked;
pub(crate) mod name;
pub mod name_key;
pub(crate) mod parts;
pub mod password;
pub(crate) mod phone;
pub(crate) mod register;
pub(crate) mod revocations;
pub mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub mod staff;
pub(crate) mod strength;
pub(crate) mod throttle;
pub(crate) mod whoami;
