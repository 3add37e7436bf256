//! What the answers of a closed round say about its questions, and what its units have done. A job reads the attempts
//! page by page, draws each paper again, and keeps sums (`contest_core::statistics`); requests only read those. Never
//! while the round is open, and never on the path of an attempt.

pub(crate) mod ask;
pub(crate) mod count;
pub(crate) mod may_see;
pub(crate) mod question;
pub(crate) mod show;
pub(crate) mod stored;
pub(crate) mod units;
