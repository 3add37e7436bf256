//! `/contests` and below. The list is tested where contests are published, the units where they are loaded: under `staff/`.

mod card;
mod entry;
mod guardian;
mod poster;
mod practice;
mod real;
mod show;
mod withdrawal;
