//! `/rounds/{round}/attempts`: starts.

mod start;
mod waiting;
