//! HTTP as all slices share it.

pub mod attachment;
pub mod cacheable;
pub mod files;
pub mod middleware;
