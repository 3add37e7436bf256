//! `/attempts/{attempt}` and below: of an open attempt and of a closed one.

mod access;
mod card;
mod certificate;
mod devices;
mod late;
mod page;
mod paper;
mod receipt;
mod review;
mod sheet;
mod submission;
