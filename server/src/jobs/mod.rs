//! Jobs on a round: settling, publishing, disqualifying, exporting, making statistics. No browser or proxy decides whether the work
//! happens: a request writes down what is wanted ([`ask`]) and gets `202`; a server takes it up ([`work`]) and reports
//! while it lives ([`running`]); if it dies, another server takes over. The work and the end of its job are committed
//! in one transaction, so that it happens once.
//!
//! The queue is a table of our own: no job library we found keeps its queue in both databases and lets the transaction
//! of the work end the job.

pub(crate) mod ask;
mod ended;
pub(crate) mod file;
pub(crate) mod running;
pub(crate) mod show;
pub(crate) mod task;
pub(crate) mod work;
