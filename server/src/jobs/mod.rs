//! Jobs on a round: settling, publishing, disqualifying, exporting. No browser or proxy decides whether the work
//! happens: a request writes down what is wanted ([`ask`]) and gets `202`; a server takes it up ([`work`]) and reports
//! while it lives ([`running`]); if it dies, another server takes over. The work and the end of its job are committed
//! in one transaction, so that it happens once.
//!
//! The queue is a table of our own: no job library we found keeps its queue in both databases and lets the transaction
//! of the work end the job.

pub mod ask;
mod ended;
pub mod file;
pub mod running;
pub mod show;
pub mod task;
pub mod work;
