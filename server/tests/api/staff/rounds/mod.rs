//! `/staff/rounds/{round}` and below.

mod disqualifications;
mod exports;
mod jobs;
mod refusals;
mod rehearsal;
mod settlement;
mod window;
