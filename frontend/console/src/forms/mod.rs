//! The forms of a contest and of a question: their state, and how they become what the API takes.

pub(crate) mod bank_view;
pub(crate) mod blueprint_view;
pub(crate) mod chain_view;
pub(crate) mod conflict;
pub(crate) mod contact_view;
pub(crate) mod contest;
pub(crate) mod contest_view;
pub(crate) mod differences;
pub(crate) mod draw_check;
pub(crate) mod errors_view;
pub(crate) mod kept;
mod leaving;
pub(crate) mod moments;
pub(crate) mod parts;
pub(crate) mod practice;
pub(crate) mod practice_view;
pub(crate) mod prizes_view;
pub(crate) mod problems;
pub(crate) mod question;
pub(crate) mod question_conflict;
pub(crate) mod question_differences;
pub(crate) mod question_kept;
pub(crate) mod question_view;
pub(crate) mod round;
pub(crate) mod round_view;
pub(crate) mod slug;
