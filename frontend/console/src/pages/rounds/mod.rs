//! The results of a round: settling, checking, publishing.

pub(crate) mod disqualified;
pub(crate) mod disqualify;
pub(crate) mod downloads;
pub(crate) mod dry_run;
pub(crate) mod excel;
pub(crate) mod finalise;
pub(crate) mod jobs;
pub(crate) mod selection;
pub(crate) mod set_aside;
pub(crate) mod settle;
pub(crate) mod show;
pub(crate) mod standings;
pub(crate) mod trial;
mod unawarded;
pub(crate) mod work;
