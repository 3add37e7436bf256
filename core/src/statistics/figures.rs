//! What sums say: facility, discrimination, and which keys to look at again.

use super::cells::FEWEST;
use super::sums::{OptionSums, Pairs, QuestionSums, WHOLE};
use crate::questions::{Question, QuestionKind};
use serde::{Deserialize, Serialize};

/// Fewer attempts than this say nothing about a question.
pub const ENOUGH: u64 = 20;
/// Fewer people than this who chose an option say nothing about it.
pub const ENOUGH_OF_AN_OPTION: u64 = 10;
/// From this many attempts on, a wrong option that nobody has chosen is worth mentioning.
pub const MANY: u64 = 50;
/// How many standard errors make a difference that is hardly chance.
const ERRORS: f64 = 2.0;

/// Why a key should be looked at again. Each is a hint and no proof: of forty good questions, one will have it by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Suspicion {
    /// Who does well on the rest of the paper does badly here.
    Negative,
    /// Those who chose this wrong option do better on the rest of the paper than those who chose the key.
    BetterOption { option: u8 },
    /// Fewer are right than if all had guessed, and most of them chose this wrong option.
    BelowChance { option: u8 },
}

/// Returns the share of its points that a question has earned, in thousandths; `None` if it was drawn for too few people
/// to tell an average of them.
pub fn facility(sums: &QuestionSums) -> Option<u16> {
    let Pairs { n, x, .. } = sums.pairs;
    (n >= FEWEST).then(|| ((x + n / 2) / n) as u16)
}

/// Returns the correlation with the rest of the paper, from −1000 to 1000; `None` if nothing varies.
pub fn discrimination(pairs: &Pairs) -> Option<i16> {
    correlation(pairs).map(|r| (r * 1_000.0).round() as i16)
}

fn correlation(pairs: &Pairs) -> Option<f64> {
    let wide = i128::from;
    let Pairs { n, x, y, xx, yy, xy } = *pairs;
    let (n, x, y) = (wide(n), wide(x), wide(y));
    let (of_x, of_y) = (n * wide(xx) - x * x, n * wide(yy) - y * y);
    if of_x <= 0 || of_y <= 0 {
        return None;
    }
    let r = (n * wide(xy) - x * y) as f64 / ((of_x as f64).sqrt() * (of_y as f64).sqrt());
    Some(r.clamp(-1.0, 1.0))
}

impl OptionSums {
    /// Returns what those who chose it earn on the rest of their papers, on average, in thousandths; `None` if too few
    /// chose it.
    pub fn mean_rest(&self) -> Option<u16> {
        (self.chosen >= FEWEST).then(|| ((self.rest + self.chosen / 2) / self.chosen) as u16)
    }

    fn mean(&self) -> f64 {
        self.rest as f64 / self.chosen as f64
    }

    /// Returns the square of the standard error of the mean.
    fn error_squared(&self) -> f64 {
        let n = self.chosen as f64;
        let squares = self.rest_squares as f64 - self.rest as f64 * self.mean();
        squares.max(0.0) / (n - 1.0) / n
    }

    /// Returns whether those who chose this do better elsewhere than those who chose the other, hardly by chance.
    fn does_better_than(&self, other: &OptionSums) -> bool {
        if self.chosen.min(other.chosen) < ENOUGH_OF_AN_OPTION {
            return false;
        }
        let error = (self.error_squared() + other.error_squared()).sqrt();
        self.mean() - other.mean() > (ERRORS * error).max(1.0)
    }
}

/// Returns the wrong options with their sums.
fn wrong<'a>(question: &Question, sums: &'a QuestionSums) -> impl Iterator<Item = (u8, &'a OptionSums)> {
    let key = question.key;
    let options = (0..).zip(&sums.options);
    options.filter(move |(option, _)| !key.contains(usize::from(*option)))
}

/// Returns the wrong options that nobody chose although many had the question.
pub fn unused(question: &Question, sums: &QuestionSums) -> Vec<u8> {
    let nobody = |(option, of): (u8, &OptionSums)| (of.chosen == 0).then_some(option);
    match sums.pairs.n >= MANY {
        true => wrong(question, sums).filter_map(nobody).collect(),
        false => Vec::new(),
    }
}

/// Returns why the key of a question should be looked at again.
pub fn suspicions(question: &Question, sums: &QuestionSums) -> Vec<Suspicion> {
    let mut found = Vec::new();
    let n = sums.pairs.n;
    if n < ENOUGH {
        return found;
    }
    if correlation(&sums.pairs).is_some_and(|r| r < -ERRORS / ((n - 1) as f64).sqrt()) {
        found.push(Suspicion::Negative);
    }
    // Where several options are right, no single one stands for the key.
    if question.kind == QuestionKind::Multiple {
        return found;
    }
    let keyed = (0..sums.options.len()).find(|option| question.key.contains(*option));
    let Some(key) = keyed.map(|option| &sums.options[option]) else {
        return found;
    };
    let better = wrong(question, sums).filter(|(_, of)| of.does_better_than(key));
    found.extend(better.map(|(option, _)| Suspicion::BetterOption { option }));
    let chance = 1.0 / sums.options.len() as f64;
    let share = sums.pairs.x as f64 / (n * WHOLE) as f64;
    let error = (chance * (1.0 - chance) / n as f64).sqrt();
    let most = wrong(question, sums).max_by_key(|(_, of)| of.chosen);
    if let Some((option, of)) = most
        && share < chance - ERRORS * error
        && of.chosen > key.chosen
    {
        found.push(Suspicion::BelowChance { option });
    }
    found
}
