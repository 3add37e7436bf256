//! One entity a table. Queries belong to the slice that needs them; scopes shared by slices are in `db/`.

pub mod account;
pub mod attempt;
pub mod audit;
pub mod bank;
pub mod bank_version;
pub mod contest;
pub mod contest_judge;
pub mod disqualification;
pub mod entry;
pub mod round;
pub mod settlement;
pub mod standing;
pub mod unit;
