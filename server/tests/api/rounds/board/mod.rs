//! `/rounds/{round}/board`: what it shows, and how it comes back.

mod rebuilt;
mod show;
