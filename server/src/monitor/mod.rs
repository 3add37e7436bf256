//! The monitor of a round: how it is going, for its owner and its judges. Everything here is off the path of an attempt:
//! it reads sizes of sets, counts of minutes that the recorder's batches left, and counts of entries made twice a minute
//! at most, and a server reads each once for all who watch.

pub(crate) mod counted;
pub(crate) mod parts;
pub(crate) mod show;
pub(crate) mod units;
mod watched;
mod watchers;
