//! `/me` and below: what a contestant asks about themselves.

mod running;
