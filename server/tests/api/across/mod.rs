//! What crosses addresses.

mod refusals;
mod whole_attempt;
