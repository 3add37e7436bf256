//! PostgreSQL, Redis and a Redis Cluster as private child processes, for tests and measurements.
//!
//! Each is ended when its handle is dropped, and also when this process dies without dropping it.
