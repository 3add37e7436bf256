//! Small banks and seeds to draw from. This file must not know what the tests expect of them.

use contest_core::blueprint::{Blueprint, Section};
use contest_core::ids::{AttemptId, Uuid};
use contest_core::paper::{PaperPlan, Seed};
use contest_core::questions::{Bank, Credit, Difficulty, OptionSet, Question, QuestionKind};

pub(crate) const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];

pub(crate) fn question(topic: &str, difficulty: Difficulty, options: &[&str]) -> Question {
    Question {
        code: "Q".into(),
        topic: topic.into(),
        difficulty,
        kind: QuestionKind::Single,
        credit: Credit::Exact,
        stem: "Ai có quyền yêu cầu cung cấp thông tin?".into(),
        options: options.iter().map(|&option| option.into()).collect(),
        key: OptionSet::single(0),
        keep_order: false,
        explanation: "Theo Điều 4.".into(),
        legal_basis: None,
    }
}

pub(crate) fn bank(questions: Vec<Question>) -> Bank {
    Bank {
        title: "Ngân hàng thử".into(),
        language: "vi".into(),
        questions,
    }
}

pub(crate) fn section(
    topic: Option<&str>,
    difficulty: Option<Difficulty>,
    count: u16,
    points: u16,
) -> Section {
    Section {
        topic: topic.map(String::from),
        difficulty,
        count,
        points,
    }
}

pub(crate) fn blueprint(sections: Vec<Section>) -> Blueprint {
    Blueprint {
        sections,
        mix_sections: false,
    }
}

pub(crate) fn plan(bank: &Bank, blueprint: &Blueprint) -> PaperPlan {
    let draw = blueprint
        .plan(bank)
        .expect("the bank has enough questions for the blueprint");
    PaperPlan::new(draw, bank)
}

/// Returns the n-th of a fixed series of seeds.
pub(crate) fn seed(n: u32) -> Seed {
    let mut seed = [0x5a; 32];
    seed[..4].copy_from_slice(&n.to_le_bytes());
    seed
}

pub(crate) fn attempt(n: u128) -> AttemptId {
    AttemptId(Uuid::from_u128(n))
}
