//! Authentication: accounts, passwords, sessions.

pub mod parts;
pub mod password;
pub mod phone;
pub mod register;
pub mod revocations;
pub mod session;
pub mod sign_in;
pub mod sign_out;
pub mod staff;
pub mod strength;
pub mod throttle;
pub mod whoami;
