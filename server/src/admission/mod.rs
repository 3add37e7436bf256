//! Load shedding and waiting rooms: keep the server fair when more people come than it can carry.
//!
//! - [`limits`]: how many requests of each class a thread works on at once, adapted to how late it runs. Reads give way
//!   first, then starts, requests to start, saves, and submissions last.
//! - [`class`]: the classes, in the order in which they give way.
//! - [`turn`]: the extractor by which a handler takes its turn among the requests in flight.
//! - [`door`]: refuses requests there is no room for before anything is done for them.
//! - [`room`]: the waiting rooms for starts and sign-ins. [`queue_position`] signs the positions, [`pace`] decides how
//!   fast people are called, [`calling`] is the job that calls them.
//! - [`connections`]: limits how many connections one address may hold.

pub(crate) mod calling;
pub mod class;
pub(crate) mod connections;
pub(crate) mod door;
pub(crate) mod limits;
pub(crate) mod pace;
pub(crate) mod queue_position;
pub mod room;
pub(crate) mod turn;
