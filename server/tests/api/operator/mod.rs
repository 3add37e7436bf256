//! What operators do beside the API: the demo, the doctor, stuck attempts, the memory of Redis.

mod demo;
mod doctor;
mod memory;
mod release;
mod stuck;
