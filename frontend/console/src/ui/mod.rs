//! The building blocks of the pages. They know no page and no route of the API.

pub(crate) mod copy;
pub(crate) mod counts;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod file;
pub(crate) mod issues;
pub(crate) mod load;
pub(crate) mod notice;
pub(crate) mod progress;
