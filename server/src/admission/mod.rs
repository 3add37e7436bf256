//! What keeps the server fair when more people come than it can carry.
//!
//! - [`limits`]: how many requests of each class a thread works on at once, adapted to how late it runs. Reads give way
//!   first, then starts, then asking for one, then saves, submissions last.
//! - [`class`]: the classes, in the order in which they give way.
//! - [`turn`]: the extractor by which a handler takes its place among them.
//! - [`door`]: refuses what there is no room for before anything is done for it.
//! - [`room`]: the waiting room before starts and sign-ins; [`place`] its signed tickets, [`pace`] how fast people are
//!   called, [`calling`] the job that calls them.
//! - [`connections`]: how many connections one address may hold.

pub mod calling;
pub mod class;
pub mod connections;
pub mod door;
pub mod limits;
pub mod pace;
pub mod place;
pub mod room;
pub mod turn;
