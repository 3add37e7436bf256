//! The server of Thi Luật: timed papers from question banks, live boards, results that can be checked.
//!
//! One slice per folder, one use case per file. [`routes`] is the URL map; `ARCHITECTURE.md` walks through a request.

pub(crate) mod accounts;
pub mod admission;
pub mod application;
pub mod attempts;
pub mod auth;
pub(crate) mod background;
pub mod banks;
pub mod boards;
pub mod body;
pub mod clock;
pub mod clock_skew;
pub(crate) mod codes;
pub mod config;
pub mod contests;
pub mod db;
pub mod demo;
pub mod desk;
pub mod doctor;
pub(crate) mod documents;
pub(crate) mod errors;
pub(crate) mod exports;
pub(crate) mod gateway;
pub(crate) mod jobs;
pub(crate) mod lang;
pub mod laws;
pub(crate) mod long_work;
pub(crate) mod me;
pub mod metrics;
pub(crate) mod monitor;
pub mod openapi;
pub(crate) mod pace;
pub(crate) mod probes;
pub mod recording;
pub mod recovery;
pub(crate) mod rehearsal;
pub mod results;
pub(crate) mod routes;
pub mod secrets;
pub mod state;
pub(crate) mod statistics;
pub mod texts;
pub mod visit;
pub(crate) mod web;
