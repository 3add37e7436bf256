//! HTTP code that all slices share.

pub(crate) mod attachment;
pub(crate) mod cacheable;
pub(crate) mod files;
pub(crate) mod head;
pub(crate) mod middleware;
pub(crate) mod plain;
pub(crate) mod shell;
