//! `/staff/rounds/{round}` and below.

mod disqualifications;
mod exports;
mod figures;
mod jobs;
mod refusals;
mod settlement;
mod window;
