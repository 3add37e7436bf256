//! What operators do while servers run: the doctor, stuck attempts, the memory of Redis.

mod doctor;
mod memory;
mod races;
mod release;
mod stuck;
