//! Writes people and attempts as the server would have written them: every attempt has the paper that the round draws
//! for its id, a sheet that could have been filled in on it, and the score that the core gives for that sheet.

use super::chance::chance;
use super::crowd::{Crowd, PlannedStart};
use super::names;
use super::papers::Papers;
use crate::contest::CHAIN;
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen, Scoring, record};
use contest_core::ids::{AccountId, AttemptId, ContestId, RoundId, UnitId, Uuid};
use contest_core::paper::{Paper, PaperItem};
use contest_core::questions::OptionSet;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use rand::rngs::SmallRng;
use rand::{Rng, RngExt};

/// Questions left blank, in percent.
const BLANK_PERCENT: u32 = 3;
/// Attempts that the server closes at their deadline, in percent.
const OVERDUE_PERCENT: u32 = 4;

/// The context of everything written here.
pub struct Author {
    pub crowd: Crowd,
    pub papers: Papers,
    pub contest: ContestId,
    pub round: RoundId,
    pub units: Vec<UnitId>,
    pub consent_version: String,
    /// Everybody has the password of the people that the load tool registers, so it is hashed only once.
    pub password_hash: String,
}

/// A person who has registered and entered.
pub struct Registered {
    pub account: AccountId,
    pub at: Millis,
    pub name: String,
    /// In the server's format: `+84…`.
    pub phone: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    pub unit: Option<UnitId>,
    /// The chance to know an answer, in percent.
    skill: u32,
}

impl Author {
    pub fn person(&self, person: u32) -> Registered {
        let mut chance = chance(self.crowd.size.seed, person, 0);
        let at = self.crowd.registered_at(person);
        let account = AccountId(id_at(at, &mut chance));
        let name = names::name(&mut chance);
        let date_of_birth = names::birthday(&mut chance).map(|day| day.to_string());
        let unit = match self.units.len() {
            0 => None,
            units => Some(self.units[chance.random_range(0..units)]),
        };
        Registered {
            account,
            at,
            name,
            phone: names::phone(person),
            date_of_birth,
            unit,
            skill: chance.random_range(20..=99),
        }
    }

    /// Returns one attempt, closed and scored.
    pub fn attempt(&self, person: &Registered, start: PlannedStart) -> Result<AttemptRecord, String> {
        let mut chance = chance(self.crowd.size.seed.rotate_left(1), start.person, start.number);
        let attempt = AttemptId(id_at(start.started_at, &mut chance));
        let paper = self.papers.paper(attempt);
        let facts = AttemptFacts {
            attempt,
            account: person.account,
            number: start.number,
            started_at: start.started_at,
            deadline: start.started_at + self.crowd.time_limit_ms,
            unit: person.unit,
            masked_name: String::new(),
        };
        let frozen = self.closed(facts, &paper, person.skill, &mut chance);
        let scoring = Scoring {
            round: self.round,
            bank: self.papers.bank(),
            chain: &CHAIN,
            paper: &paper,
            // No link of the chain draws lots.
            lot: 0,
        };
        record(&scoring, &frozen).map_err(|error| error.to_string())
    }

    fn closed(&self, facts: AttemptFacts, paper: &Paper, skill: u32, chance: &mut SmallRng) -> Frozen {
        let limit = self.crowd.time_limit_ms;
        let is_overdue = chance.random_range(0..100) < OVERDUE_PERCENT;
        let closed_at = match is_overdue {
            true => facts.deadline,
            false => facts.started_at + chance.random_range(limit / 10..limit),
        };
        let items = paper.items.iter();
        let answers = Answers(items.map(|item| self.mark(item, skill, chance)).collect());
        Frozen {
            facts,
            sheet: AnswerSheet {
                revision: chance.random_range(1..=paper.items.len() as u32 + 5),
                answers: answers.encode(),
                prediction: None,
            },
            last_change_at: closed_at - chance.random_range(0..limit / 20),
            closed_at,
            closed_by: match is_overdue {
                true => ClosedBy::Deadline,
                false => ClosedBy::Contestant,
            },
        }
    }

    fn mark(&self, item: &PaperItem, skill: u32, chance: &mut SmallRng) -> OptionSet {
        let guess = OptionSet::single(chance.random_range(0..item.order.len().max(1)));
        let percent = chance.random_range(0..100);
        if percent < BLANK_PERCENT {
            OptionSet::NONE
        } else if chance.random_range(0..100) < skill {
            item.to_shown(self.papers.bank().questions[item.question as usize].key)
        } else {
            guess
        }
    }
}

/// Returns a UUIDv7 for this moment.
fn id_at(at: Millis, chance: &mut SmallRng) -> Uuid {
    let mut random = [0; 10];
    chance.fill_bytes(&mut random);
    uuid::Builder::from_unix_timestamp_millis(at.0.unsigned_abs(), &random).into_uuid()
}
