//! The rules of practice: how long a trial paper takes, and how it is drawn. Nothing of it is ranked or recorded.

use crate::blueprint::Blueprint;
use crate::rounds::{RulesError, time_limit_fits};
use serde::{Deserialize, Serialize};

/// How a trial paper is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeRules {
    /// Seconds for one paper.
    pub time_limit_s: u32,
    pub blueprint: Blueprint,
}

impl PracticeRules {
    /// Checks everything that can be checked without the bank.
    pub fn check(&self) -> Result<(), RulesError> {
        match time_limit_fits(self.time_limit_s) {
            true => Ok(()),
            false => Err(RulesError::TimeLimit),
        }
    }
}
