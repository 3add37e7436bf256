//! Extra time that organisers give while a round runs, or before: to one person, or to everybody who was answering during
//! a disturbance. Pure, so every server computes the same deadline.

use crate::ids::AccountId;
use crate::time::Millis;

/// The most seconds of one act, and of all acts that can reach one attempt: the longest time limit.
pub const MOST_SECONDS: u32 = 14_400;

/// Whose attempts of a round an act reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// All attempts of one person, those to come as well.
    Person(AccountId),
    /// Those that were open at any moment of an interval, both ends included.
    OpenBetween(Millis, Millis),
}

/// One act. It is never taken back: a deadline that somebody has read does not come closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraTime {
    pub reached: Reached,
    pub seconds: u32,
}

/// When an attempt began, and the deadline with which it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Began {
    pub account: AccountId,
    pub started_at: Millis,
    pub deadline: Millis,
}

impl Began {
    /// Returns the deadline with all extra time that reaches the attempt. The close of the round may cut it.
    ///
    /// An attempt that one act kept open may be reached by another because of that; the result is the least deadline
    /// that agrees with itself, so the order of the acts does not matter, and no act makes it earlier.
    pub fn deadline_with(&self, acts: &[ExtraTime]) -> Millis {
        let mut deadline = self.deadline;
        loop {
            let reaching = acts.iter().filter(|act| self.is_reached(act.reached, deadline));
            let seconds: i64 = reaching.map(|act| i64::from(act.seconds)).sum();
            let later = self.deadline + seconds * 1_000;
            if later == deadline {
                return deadline;
            }
            deadline = later;
        }
    }

    fn is_reached(&self, whom: Reached, deadline: Millis) -> bool {
        match whom {
            Reached::Person(account) => account == self.account,
            Reached::OpenBetween(from, to) => self.started_at <= to && from <= deadline,
        }
    }
}

/// Returns the most time, in milliseconds, that the acts can give to an attempt of this person, whenever it began.
pub fn most_for(account: AccountId, acts: &[ExtraTime]) -> i64 {
    let may_reach = |act: &&ExtraTime| match act.reached {
        Reached::Person(person) => person == account,
        Reached::OpenBetween(..) => true,
    };
    let seconds: i64 = acts
        .iter()
        .filter(may_reach)
        .map(|act| i64::from(act.seconds))
        .sum();
    seconds * 1_000
}
