//! `/me` and below: what contestants may know of themselves.

mod attempts;
mod running;
