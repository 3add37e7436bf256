//! `/staff` and below: what organisers and judges do in the console. The template for units is tested with that for
//! banks.

mod accounts;
mod bank_versions;
mod banks;
mod contests;
mod jobs;
mod rounds;
