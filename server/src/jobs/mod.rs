//! Jobs on a round: settling, publishing, disqualifying, exporting. Nobody's browser or proxy decides whether work
//! happened: a request writes down what is wanted ([`ask`]) and answers `202`; a server takes it up ([`work`]) and reports
//! while it lives ([`running`]); if it dies, another takes over; the end is written together with what was done, in one
//! transaction, so that it happens once.
//!
//! A table of our own, since no job library we found keeps its queue in both databases and lets the work's own
//! transaction end the job.

pub mod ask;
mod ended;
pub mod file;
pub mod running;
pub mod show;
pub mod task;
pub mod work;
