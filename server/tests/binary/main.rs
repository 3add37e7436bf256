//! The program itself, as an operator starts it: its commands, its settings, and a server with all of them.

#[path = "../api/common/postgres.rs"]
mod postgres;

mod behind_tls;
mod commands;
mod mistakes;
mod operator;
mod program;
mod serving;
