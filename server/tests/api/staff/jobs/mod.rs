//! `/staff/jobs/{job}` and below.

mod file;
mod run;
