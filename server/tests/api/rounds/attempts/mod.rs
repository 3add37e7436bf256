//! `/rounds/{round}/attempts`: starts.

mod pace;
mod start;
mod waiting;
