//! What an attempt, its review and practice have in common on the screen. It must not know where answers are kept, or
//! whether they count.

pub(crate) mod basis;
pub(crate) mod button;
pub(crate) mod cell;
pub(crate) mod confirmation;
pub(crate) mod countdown;
pub(crate) mod question;
pub(crate) mod reviewed;
pub(crate) mod steps;
