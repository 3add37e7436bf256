//! Settlement: the order of contestants, the effect of a disqualification, and when a list is final.

mod audited;
mod disqualify;
mod finalise;
mod jobs;
mod pending;
mod refusals;
mod settle;
