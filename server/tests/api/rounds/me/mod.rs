//! `/rounds/{round}/me` and below.

mod result;
