//! The types and paths of the API, shared by the server, both front ends and the tests.
//!
//! Conventions: moments are integers, milliseconds since 1970 UTC; durations are in milliseconds unless the name ends
//! in `_s`; points are in hundredths; fields are `snake_case`; a refused request returns [`errors::ApiError`].

pub mod accounts;
pub mod attempts;
pub mod audit;
pub mod banks;
pub mod boards;
pub mod codes;
pub mod contests;
pub mod desk;
pub mod errors;
pub mod figures;
pub mod jobs;
pub mod me;
pub mod my_result;
pub mod paths;
pub mod practice;
pub mod receipts;
pub mod rehearsal;
pub mod results;
pub mod staff;
pub mod staff_accounts;
pub mod workbench;
