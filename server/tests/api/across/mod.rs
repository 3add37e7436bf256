//! What crosses addresses: rules for all of them (`authorisation`, `methods`, `overload`, `refusals`), and what shows
//! only at several together.

mod authorisation;
mod changes;
mod methods;
mod operations;
mod overload;
mod races;
mod refusals;
mod skew;
mod whole_attempt;
