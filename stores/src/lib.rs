//! PostgreSQL, Redis, a Redis Cluster and nginx as private child processes, for tests and measurements.
//!
//! Each ends when its handle is dropped, and also when this process dies without dropping it (see `lifeline`).
//! Everything here blocks: call it from a test's own thread or from `spawn_blocking`.

pub mod cluster;
pub mod nginx;
pub mod postgres;
mod processes;
pub mod program;
pub mod redis_server;

pub use processes::{free_ports, signal};
pub use rustix::process::Signal;
