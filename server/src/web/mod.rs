//! HTTP code that all slices share.

pub mod attachment;
pub mod cacheable;
pub mod files;
pub mod head;
pub mod middleware;
