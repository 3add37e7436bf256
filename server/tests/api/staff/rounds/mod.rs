//! `/staff/rounds/{round}` and below.

mod cancellation;
mod disqualifications;
mod exports;
mod extra_time;
mod jobs;
mod refusals;
mod settlement;
mod window;
