//! What organisers try out in a round of theirs: a trial paper, and a dry run with invented contestants. Nothing of it is
//! stored, and nothing touches the path of an attempt.

mod drawn;
pub(crate) mod dry_run;
pub(crate) mod trial;
