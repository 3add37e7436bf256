//! Which questions a paper takes from a bank: sections by topic and difficulty, drawn without repetition.

use crate::questions::{Bank, Difficulty, Question};
use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use serde::{Deserialize, Serialize};

/// The most questions a paper can have.
pub const MAX_QUESTIONS: usize = 200;

/// A part of a paper: `count` questions that match the filter, each worth `points`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Section {
    /// Only this topic; any topic if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Only this difficulty; any difficulty if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<Difficulty>,
    pub count: u16,
    /// Whole points for each question of the section, 1 to 100.
    #[serde(default = "one")]
    pub points: u16,
}

fn one() -> u16 {
    1
}

impl Section {
    pub fn accepts(&self, question: &Question) -> bool {
        self.topic.as_ref().is_none_or(|topic| *topic == question.topic)
            && self
                .difficulty
                .is_none_or(|difficulty| difficulty == question.difficulty)
    }
}

/// How a paper is drawn from a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blueprint {
    pub sections: Vec<Section>,
    /// Mixes the questions over the whole paper; otherwise the sections follow each other (easy to hard).
    #[serde(default)]
    pub mix_sections: bool,
}

/// Why a blueprint cannot be drawn from a bank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlueprintError {
    #[error("the blueprint has no questions")]
    Empty,
    #[error("the blueprint has {0} questions, more than {MAX_QUESTIONS}")]
    TooLong(usize),
    #[error(
        "section {section} has {count} questions of {points} points; allowed are 1 or more, and 1 to 100 points"
    )]
    BadSection { section: usize, count: u16, points: u16 },
    /// `section` counts from 0. `found` questions match its filter and are not needed by the sections before it.
    #[error("section {section} asks for {wanted} questions, the bank has {found} left that fit")]
    TooFew {
        section: usize,
        wanted: usize,
        found: usize,
    },
}

/// A blueprint checked against one bank: it can be drawn with any seed.
#[derive(Clone, Debug)]
pub struct DrawPlan {
    /// The section of every slot on the paper.
    slots: Vec<u16>,
    /// For every section, the indices of the matching questions in the bank.
    candidates: Vec<Vec<u32>>,
    points: Vec<u16>,
    mix_sections: bool,
    bank_len: usize,
}

/// A drawn question: its index in the bank and the whole points it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub question: u32,
    pub points: u16,
}

impl Blueprint {
    pub fn question_count(&self) -> usize {
        self.sections
            .iter()
            .map(|section| usize::from(section.count))
            .sum()
    }

    /// Returns the highest possible total in whole points. The sum saturates, because an unchecked draft may contain
    /// absurd numbers.
    pub fn max_points(&self) -> u32 {
        self.sections
            .iter()
            .map(|s| u32::from(s.count) * u32::from(s.points))
            .fold(0, u32::saturating_add)
    }

    /// Checks that a paper can be drawn from this bank with every seed. Sections may overlap.
    pub fn plan(&self, bank: &Bank) -> Result<DrawPlan, BlueprintError> {
        let total = self.question_count();
        if total == 0 {
            return Err(BlueprintError::Empty);
        }
        if total > MAX_QUESTIONS {
            return Err(BlueprintError::TooLong(total));
        }
        for (section, s) in self.sections.iter().enumerate() {
            if s.count == 0 || !(1..=100).contains(&s.points) {
                return Err(BlueprintError::BadSection {
                    section,
                    count: s.count,
                    points: s.points,
                });
            }
        }
        let fitting = |section: &Section| {
            let numbered = bank.questions.iter().enumerate();
            numbered
                .filter(|(_, q)| section.accepts(q))
                .map(|(index, _)| index as u32)
                .collect()
        };
        let plan = DrawPlan {
            slots: (0..)
                .zip(&self.sections)
                .flat_map(|(n, s)| std::iter::repeat_n(n, s.count.into()))
                .collect(),
            candidates: self.sections.iter().map(fitting).collect(),
            points: self.sections.iter().map(|section| section.points).collect(),
            mix_sections: self.mix_sections,
            bank_len: bank.questions.len(),
        };
        // Whether a matching exists does not depend on the order of the candidates: one try decides for every seed.
        let mut matching = Matching::new(&plan);
        for slot in 0..plan.slots.len() {
            if !matching.place(slot, &plan.candidates) {
                let section = usize::from(plan.slots[slot]);
                let placed = plan.slots[..slot]
                    .iter()
                    .filter(|s| usize::from(**s) == section)
                    .count();
                let wanted = self.sections[section].count.into();
                return Err(BlueprintError::TooFew {
                    section,
                    wanted,
                    found: placed,
                });
            }
        }
        Ok(plan)
    }
}

impl DrawPlan {
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Draws the questions of one paper. Overlapping sections are matched by augmenting paths, so an early section
    /// never takes a question that only a later one could use.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<Drawn> {
        let mut shuffled = self.candidates.clone();
        for candidates in &mut shuffled {
            shuffle(candidates, rng);
        }
        let mut matching = Matching::new(self);
        for slot in 0..self.slots.len() {
            let placed = matching.place(slot, &shuffled);
            debug_assert!(placed, "plan() has shown that every slot can be filled");
        }
        let mut drawn: Vec<Drawn> = matching
            .question_of
            .iter()
            .zip(&self.slots)
            .map(|(question, section)| Drawn {
                question: *question,
                points: self.points[usize::from(*section)],
            })
            .collect();
        if self.mix_sections {
            shuffle(&mut drawn, rng);
        }
        drawn
    }
}

/// A growing bipartite matching of slots to questions (Kuhn's algorithm).
struct Matching<'a> {
    slots: &'a [u16],
    /// The question of every slot.
    question_of: Vec<u32>,
    /// The slot of every question in the bank.
    slot_of: Vec<Option<u16>>,
    /// For every section, how many of its leading candidates are known to be taken: the search starts after them.
    taken: Vec<usize>,
}

impl<'a> Matching<'a> {
    fn new(plan: &'a DrawPlan) -> Self {
        Matching {
            slots: &plan.slots,
            question_of: vec![u32::MAX; plan.slots.len()],
            slot_of: vec![None; plan.bank_len],
            taken: vec![0; plan.candidates.len()],
        }
    }

    /// Assigns a question to `slot`, moving earlier slots if necessary. Returns false if no question is left.
    fn place(&mut self, slot: usize, candidates: &[Vec<u32>]) -> bool {
        let section = usize::from(self.slots[slot]);
        // A question stays taken once it is taken, so the first free candidate only moves forward.
        while let Some(&question) = candidates[section].get(self.taken[section]) {
            self.taken[section] += 1;
            if self.slot_of[question as usize].is_none() {
                self.assign(slot, question);
                return true;
            }
        }
        let mut seen = vec![false; self.slot_of.len()];
        self.augment(slot, candidates, &mut seen)
    }

    fn augment(&mut self, slot: usize, candidates: &[Vec<u32>], seen: &mut [bool]) -> bool {
        let section = usize::from(self.slots[slot]);
        for &question in &candidates[section] {
            if std::mem::replace(&mut seen[question as usize], true) {
                continue;
            }
            let free = match self.slot_of[question as usize] {
                None => true,
                Some(other) => self.augment(usize::from(other), candidates, seen),
            };
            if free {
                self.assign(slot, question);
                return true;
            }
        }
        false
    }

    fn assign(&mut self, slot: usize, question: u32) {
        self.question_of[slot] = question;
        self.slot_of[question as usize] = Some(slot as u16);
    }
}

/// Fisher–Yates with our own bounded draw: the sequence functions of `rand` may return other values in a later release,
/// but a paper may not change.
pub(crate) fn shuffle<T>(items: &mut [T], rng: &mut ChaCha8Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(rng, last as u32 + 1) as usize);
    }
}

/// Returns an unbiased number in `0..bound` from 32-bit draws (Lemire 2019, "Fast Random Integer Generation in an
/// Interval").
///
/// Computing the remainder that identifies biased draws takes a division, so it is computed only for the few draws that
/// could be biased.
pub(crate) fn below(rng: &mut ChaCha8Rng, bound: u32) -> u32 {
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        let low = product as u32;
        if low >= bound || low >= bound.wrapping_neg() % bound {
            return (product >> 32) as u32;
        }
    }
}
