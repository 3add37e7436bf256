//! More than one machine: two server processes behind the reverse proxy of `deploy/`, a Redis Cluster, PostgreSQL.
//! Parts are made to fail while contestants play; then boards and records must agree with the receipts.

#[path = "../api/common/mod.rs"]
mod common;

mod bed;
mod contestants;
mod failover;
mod ledger;
mod proxy;
mod shortened;
mod two_servers;
