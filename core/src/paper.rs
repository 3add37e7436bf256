//! A paper is a function of the bank version, the blueprint and a seed. Nothing needs to be stored, and anyone who has
//! the three can redraw it.

use crate::blueprint::{DrawPlan, shuffle};
use crate::pinning::pinned;
use crate::questions::{Bank, OptionSet, Question};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

/// 256 bits: HMAC-SHA256(round secret, attempt id).
pub type Seed = [u8; 32];

/// One question as it appears on one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperItem {
    /// Index into the bank's questions.
    pub question: u32,
    /// `order[i]` is the index of the bank's option shown at position `i`.
    pub order: Vec<u8>,
    /// Whole points for a correct answer.
    pub points: u16,
}

/// A drawn paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub items: Vec<PaperItem>,
}

/// What drawing needs from a bank, prepared once when the round is loaded.
#[derive(Clone, Debug)]
pub struct PaperPlan {
    draw: DrawPlan,
    /// For every question of the bank, which options do not move.
    pinned: Vec<Vec<bool>>,
}

impl PaperPlan {
    pub fn new(draw: DrawPlan, bank: &Bank) -> PaperPlan {
        PaperPlan {
            draw,
            pinned: bank.questions.iter().map(pinned).collect(),
        }
    }

    pub fn question_count(&self) -> usize {
        self.draw.len()
    }

    /// Draws the paper for a seed: first the questions, then the option order of each in turn.
    pub fn paper(&self, seed: Seed) -> Paper {
        let mut rng = ChaCha8Rng::from_seed(seed);
        let drawn = self.draw.draw(&mut rng);
        let item = |drawn: &crate::blueprint::Drawn| PaperItem {
            question: drawn.question,
            order: order(&self.pinned[drawn.question as usize], &mut rng),
            points: drawn.points,
        };
        Paper {
            items: drawn.iter().map(item).collect(),
        }
    }
}

/// Returns one question of a bank as a paper of its own, worth one point: practice asks them one by one. `number` is its
/// index in the bank, and with the seed decides the order of its options.
pub fn alone(question: &Question, number: u32, seed: Seed) -> PaperItem {
    let mut rng = ChaCha8Rng::from_seed(seed);
    rng.set_stream(u64::from(number));
    PaperItem {
        question: number,
        order: order(&pinned(question), &mut rng),
        points: 1,
    }
}

/// Draws the order of the options, of which some do not move.
fn order(pinned: &[bool], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut movable: Vec<u8> = (0..pinned.len() as u8)
        .filter(|option| !pinned[usize::from(*option)])
        .collect();
    shuffle(&mut movable, rng);
    let mut movable = movable.into_iter();
    (0..pinned.len() as u8)
        .map(|position| {
            if pinned[usize::from(position)] {
                position
            } else {
                movable.next().unwrap_or(position)
            }
        })
        .collect()
}

impl Paper {
    pub fn questions(&self) -> impl ExactSizeIterator<Item = u32> {
        self.items.iter().map(|item| item.question)
    }
}

impl PaperItem {
    /// Converts marks as shown on the paper into marks in the bank's order.
    pub fn to_bank(&self, shown: OptionSet) -> OptionSet {
        let marked = self
            .order
            .iter()
            .enumerate()
            .filter(|(position, _)| shown.contains(*position));
        marked.map(|(_, option)| usize::from(*option)).collect()
    }

    /// Converts marks in the bank's order into marks as shown on the paper.
    pub fn to_shown(&self, bank: OptionSet) -> OptionSet {
        let marked = self
            .order
            .iter()
            .enumerate()
            .filter(|(_, option)| bank.contains(usize::from(**option)));
        marked.map(|(position, _)| position).collect()
    }
}
