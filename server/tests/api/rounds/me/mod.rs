//! `/rounds/{round}/me` and below.

mod in_unit;
mod result;
