//! How much papers of one blueprint differ: how many there are, and how much two of them have in common.
//!
//! Sections with the same filter are one section with their counts added. Of sections whose filters overlap otherwise, only
//! an estimate could be made, so nothing is said.

use crate::blueprint::Section;
use crate::questions::Difficulty;

/// What can be said of the papers of a blueprint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variety {
    /// The decimal logarithm of the number of different papers: as sets of questions, whatever their order.
    pub papers_log10: f64,
    /// How many questions two papers have in common on average: the sum of `count² ÷ fitting` over the sections. Each
    /// paper has a given fitting question with the probability `count ÷ fitting`, both papers with its square.
    pub in_common: f64,
}

/// Returns what can be said, given how many questions of the bank fit a filter; `None` if a section cannot be filled, or
/// if sections compete for questions.
pub fn variety(
    sections: &[Section],
    fitting: impl Fn(Option<&str>, Option<Difficulty>) -> u32,
) -> Option<Variety> {
    let mut merged: Vec<(Option<&str>, Option<Difficulty>, u32)> = Vec::new();
    for section in sections {
        let filter = (section.topic.as_deref(), section.difficulty);
        let known = merged
            .iter_mut()
            .find(|(topic, difficulty, _)| (*topic, *difficulty) == filter);
        match known {
            Some((_, _, count)) => *count += u32::from(section.count),
            None => merged.push((filter.0, filter.1, section.count.into())),
        }
    }
    let meet = |a: &Option<&str>, b: &Option<&str>| a.is_none() || b.is_none() || a == b;
    for (n, (topic, difficulty, _)) in merged.iter().enumerate() {
        let overlaps = |(other, of, _): &(Option<&str>, Option<Difficulty>, u32)| {
            meet(topic, other) && (difficulty.is_none() || of.is_none() || difficulty == of)
        };
        if merged[..n].iter().any(overlaps) {
            return None;
        }
    }
    let mut found = Variety {
        papers_log10: 0.0,
        in_common: 0.0,
    };
    for (topic, difficulty, count) in merged {
        let fit = fitting(topic, difficulty);
        if count > fit {
            return None;
        }
        found.papers_log10 += choices_log10(fit, count);
        if fit > 0 {
            found.in_common += f64::from(count) * f64::from(count) / f64::from(fit);
        }
    }
    Some(found)
}

/// Returns the decimal logarithm of `n` over `k`.
fn choices_log10(n: u32, k: u32) -> f64 {
    let k = k.min(n - k);
    (1..=k)
        .map(|i| (f64::from(n - k + i) / f64::from(i)).log10())
        .sum()
}
