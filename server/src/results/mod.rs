//! Settlement: from recorded attempts to a winner list that anybody can check.
//!
//! The way: [`by_contestant`] reads attempts → [`ranking`] ranks them (pure) → [`freeze`] writes a settlement →
//! [`finalise`] publishes it → [`winners`] shows it.

pub mod by_contestant;
pub mod disqualify;
pub mod final_board;
pub mod finalise;
pub mod freeze;
pub mod parts;
pub mod people;
pub mod prediction;
pub mod ranking;
pub mod round_results;
pub mod set_aside;
pub mod settle;
pub mod settled;
pub mod show;
pub mod texts;
pub mod units;
pub mod winners;
