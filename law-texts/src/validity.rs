//! Whether a law is in force on a day, and what later laws have changed by then.

use crate::article::ArticleNumber;
use crate::law::{About, Change};
use crate::number::Number;
use contest_core::time::Day;

/// Whether a law is in force on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It comes into force on this later day.
    Upcoming(Day),
    InForce,
    /// It has not been in force since this day.
    Ended {
        from: Day,
        by: Option<Number>,
    },
}

impl About {
    /// Returns the first day on which the law is no longer in force, as far as it is known.
    pub fn ends(&self) -> Option<Day> {
        let replaced = self.replaced_by.as_ref().map(|change| change.from);
        replaced.into_iter().chain(self.out_of_force_from).min()
    }

    pub fn validity(&self, day: Day) -> Validity {
        match self.ends() {
            Some(from) if from <= day => Validity::Ended {
                from,
                by: self.replaced_by.as_ref().map(|change| change.by.clone()),
            },
            _ if day < self.in_force_from => Validity::Upcoming(self.in_force_from),
            _ => Validity::InForce,
        }
    }

    /// Returns the amendments that hold on a day, the latest first.
    pub fn amendments(&self, day: Day) -> Vec<&Change> {
        let mut held: Vec<&Change> = self
            .amended_by
            .iter()
            .filter(|change| change.from <= day)
            .collect();
        held.sort_by_key(|change| std::cmp::Reverse(change.from));
        held
    }

    /// Returns the latest amendment of an article that holds on a day. One that lists no articles counts for none.
    pub fn amendment_of(&self, article: ArticleNumber, day: Day) -> Option<&Change> {
        let held = self.amendments(day).into_iter();
        held.into_iter().find(|change| change.articles.contains(&article))
    }
}
