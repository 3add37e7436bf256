//! `/staff/rounds/{round}` and below.

mod cancellation;
mod disqualifications;
mod exports;
mod extra_time;
mod figures;
mod jobs;
mod refusals;
mod rehearsal;
mod settlement;
mod window;
