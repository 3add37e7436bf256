//! The surge: drives whole attempts against a server as phones do, measures, and audits every receipt.
//!
//! It knows the server only by its API. What is measured behind it (the cost of Redis, a board of a million) uses the
//! server's own `live` module, and the day of the results fills the tables itself ([`day`]).

pub mod arrivals;
pub mod audit;
pub mod bed;
pub mod bench;
pub mod contest;
pub mod crew;
pub mod day;
pub mod export;
pub mod http;
pub mod ledger;
pub mod machine;
pub mod measure;
pub mod modes;
pub mod paper;
pub mod people;
pub mod phone;
pub mod redis_cost;
pub mod report;
pub mod saturate;
pub mod slow;
pub mod staff;
pub mod surge;
pub mod target;
pub mod watch;
