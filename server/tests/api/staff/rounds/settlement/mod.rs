//! `/staff/rounds/{round}/settlement` and `settlement/final`.

mod finalise;
mod pending;
mod settle;
