//! Settlement: from recorded attempts to a winner list that anybody can verify.
//!
//! The steps: [`settle`] asks for a job → [`rank_round`] reads the attempts and [`order`] puts the contestants in order
//! → [`store_ranking`] writes the ranking → [`version`] decides who is out and who wins what → [`finalise`] publishes
//! it → [`winners`] shows it.

pub(crate) mod attempt_rows;
pub(crate) mod disqualify;
pub(crate) mod exclusion;
pub mod final_board;
pub(crate) mod finalise;
pub(crate) mod finals;
pub(crate) mod my_result;
pub(crate) mod neighbours;
pub(crate) mod order;
pub(crate) mod parts;
pub(crate) mod people;
pub(crate) mod prediction;
pub(crate) mod rank_round;
pub(crate) mod ranked_units;
pub(crate) mod ranking;
pub(crate) mod reason;
pub(crate) mod requirements;
pub(crate) mod round_results;
pub(crate) mod set_aside;
pub(crate) mod settle;
pub mod settled;
pub(crate) mod show;
pub(crate) mod spool;
pub mod standings;
pub(crate) mod store_ranking;
pub(crate) mod units;
pub(crate) mod version;
pub(crate) mod winners;
