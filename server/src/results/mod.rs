//! Settlement: from recorded attempts to a winner list that anybody can verify.
//!
//! The steps: [`settle`] asks for a job → [`rank_round`] reads the attempts and [`order`] puts the contestants in order
//! → [`store_ranking`] writes the ranking → [`version`] decides who is out and who wins what → [`finalise`] publishes
//! it → [`winners`] shows it.

pub mod attempt_rows;
pub mod disqualify;
pub mod exclusion;
pub mod final_board;
pub mod finalise;
pub mod finals;
pub mod order;
pub mod parts;
pub mod people;
pub mod prediction;
pub mod rank_round;
pub mod ranking;
pub mod requirements;
pub mod round_results;
pub mod set_aside;
pub mod settle;
pub mod settled;
pub mod show;
pub mod spool;
pub mod standings;
pub mod store_ranking;
pub mod units;
pub mod version;
pub mod winners;
