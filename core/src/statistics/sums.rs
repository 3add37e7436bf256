//! The sums that are kept of a round's attempts.

use crate::answers::Answers;
use crate::attempts::AttemptRecord;
use crate::ids::UnitId;
use crate::paper::Paper;
use crate::questions::{Bank, OptionSet};
use crate::scoring::{HUNDREDTHS, Shape, SheetMismatch, question_points};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole, in thousandths.
pub const WHOLE: u64 = 1_000;
/// How many equal parts the distributions of points and durations have.
pub const PARTS: usize = 20;
/// People with this many attempts or more are counted together.
pub const MOST_ATTEMPTS: usize = 10;

/// Of a pair of numbers in each attempt, both in thousandths: what the question earned (x) and what the rest of the
/// paper earned (y).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs {
    pub n: u64,
    pub x: u64,
    pub y: u64,
    pub xx: u64,
    pub yy: u64,
    pub xy: u64,
}

impl Pairs {
    pub fn add(&mut self, x: u64, y: u64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }
}

/// Of those who chose an option: how many they are, and what the rest of their papers earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionSums {
    pub chosen: u64,
    pub rest: u64,
    pub rest_squares: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionSums {
    pub answered: u64,
    /// Its `n` is how often the question was drawn.
    pub pairs: Pairs,
    /// In the order of the bank.
    pub options: Vec<OptionSums>,
}

/// The sums over the attempts that count, or over all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub attempts: u64,
    /// Attempts by the share of the points, in [`PARTS`] equal parts; full points are in the last.
    pub points: Vec<u64>,
    /// Attempts by the share of the allowed time.
    pub durations: Vec<u64>,
    /// In the order of the bank.
    pub questions: Vec<QuestionSums>,
}

/// What the people of one unit have done, without the units below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSums {
    pub people: u64,
    pub attempts: u64,
    /// Points of the attempts that count, in hundredths.
    pub points: u64,
}

/// All sums of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundSums {
    pub people: u64,
    /// People by how many attempts they have, from 1; the last are those with [`MOST_ATTEMPTS`] or more.
    pub by_attempts: Vec<u64>,
    /// Attempts whose sheet does not fit the paper, which are left out.
    pub unreadable: u64,
    pub counted: Sums,
    pub all: Sums,
    /// A person belongs to the unit of their attempt that counts.
    pub units: BTreeMap<UnitId, UnitSums>,
    pub without_unit: UnitSums,
}

/// One question of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Its index in the bank.
    pub question: u32,
    /// In the order of the bank.
    pub marks: OptionSet,
    /// In hundredths of a point.
    pub earned: u32,
    pub worth: u32,
}

/// Returns what a sheet marks on its paper.
pub fn marked(bank: &Bank, paper: &Paper, answers: &Answers) -> Result<Vec<Marked>, SheetMismatch> {
    Shape::of(bank, paper.questions()).check(answers)?;
    let items = paper.items.iter().zip(&answers.0);
    let marked = items.map(|(item, marks)| {
        let (marks, worth) = (item.to_bank(*marks), u32::from(item.points) * HUNDREDTHS);
        Marked {
            question: item.question,
            marks,
            earned: question_points(&bank.questions[item.question as usize], marks, worth),
            worth,
        }
    });
    Ok(marked.collect())
}

fn share(part: u64, of: u64) -> u64 {
    (part * WHOLE).checked_div(of).unwrap_or(0)
}

/// Returns in which of the equal parts a share lies.
fn part(part: u64, of: u64) -> usize {
    let at = (part * PARTS as u64).checked_div(of).unwrap_or(0) as usize;
    at.min(PARTS - 1)
}

impl Sums {
    fn new(bank: &Bank) -> Sums {
        let question = |question: &crate::questions::Question| QuestionSums {
            options: vec![OptionSums::default(); question.options.len()],
            ..QuestionSums::default()
        };
        Sums {
            attempts: 0,
            points: vec![0; PARTS],
            durations: vec![0; PARTS],
            questions: bank.questions.iter().map(question).collect(),
        }
    }

    /// Adds one attempt. `duration` and `limit` are in one unit of time.
    pub fn add(&mut self, attempt: &[Marked], duration: u64, limit: u64) {
        let sum = |of: fn(&Marked) -> u32| attempt.iter().map(|one| u64::from(of(one))).sum::<u64>();
        let (earned, worth) = (sum(|one| one.earned), sum(|one| one.worth));
        self.attempts += 1;
        self.points[part(earned, worth)] += 1;
        self.durations[part(duration, limit)] += 1;
        for one in attempt {
            let sums = &mut self.questions[one.question as usize];
            let (own, own_worth) = (u64::from(one.earned), u64::from(one.worth));
            let rest = share(earned - own, worth - own_worth);
            sums.pairs.add(share(own, own_worth), rest);
            sums.answered += u64::from(!one.marks.is_empty());
            for (at, option) in sums.options.iter_mut().enumerate() {
                if one.marks.contains(at) {
                    option.chosen += 1;
                    option.rest += rest;
                    option.rest_squares += rest * rest;
                }
            }
        }
    }
}

impl RoundSums {
    pub fn new(bank: &Bank) -> RoundSums {
        RoundSums {
            by_attempts: vec![0; MOST_ATTEMPTS],
            counted: Sums::new(bank),
            all: Sums::new(bank),
            ..RoundSums::default()
        }
    }

    /// Adds a person with all their attempts; `counts` is the index of the one that counts. `paper` draws an attempt's
    /// paper again.
    pub fn add_person(
        &mut self,
        bank: &Bank,
        attempts: &[AttemptRecord],
        counts: usize,
        paper: impl Fn(&AttemptRecord) -> Paper,
    ) {
        let Some(counting) = attempts.get(counts) else {
            return;
        };
        self.people += 1;
        self.by_attempts[attempts.len().min(MOST_ATTEMPTS) - 1] += 1;
        let unit = match counting.unit {
            Some(unit) => self.units.entry(unit).or_default(),
            None => &mut self.without_unit,
        };
        unit.people += 1;
        unit.attempts += attempts.len() as u64;
        unit.points += u64::from(counting.score.points);
        for (at, record) in attempts.iter().enumerate() {
            let answers = Answers::parse(&record.sheet.answers);
            let marks = answers
                .ok()
                .and_then(|answers| marked(bank, &paper(record), &answers).ok());
            let Some(marks) = marks else {
                self.unreadable += 1;
                continue;
            };
            let (duration, limit) = (record.duration_ms(), record.deadline.since(record.started_at));
            self.all.add(&marks, duration, limit);
            if at == counts {
                self.counted.add(&marks, duration, limit);
            }
        }
    }
}
