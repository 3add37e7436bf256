//! Benchmarks of what an attempt costs without a server: drawing a paper, checking and scoring a sheet, the sort key,
//! JSON, the ticket. `cargo bench --package thiluat` compares with the previous run.

use contest_core::answers::Answers;
use contest_core::attempts::AttemptFacts;
use contest_core::blueprint::{Blueprint, Section};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::paper::{PaperPlan, Seed};
use contest_core::questions::{Bank, OptionSet};
use contest_core::ranking::{Standing, TieBreak, sort_key};
use contest_core::scoring::{Shape, score};
use contest_core::time::Millis;
use contest_core::wire::attempts::SendSheet;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Instant;
use thiluat::admission::class::Class;
use thiluat::attempts::ticket;
use thiluat::body;
use thiluat::contests::fragments::question_fragments;
use thiluat::metrics::Metrics;
use thiluat::secrets::keyed;
use uuid::Uuid;

/// Returns the sample bank, repeated until it has 500 questions: as large as the banks that provinces use.
fn large_bank() -> Bank {
    let sample = include_bytes!("../../question-banks/banks/phong-chong-tham-nhung/bank.json");
    let mut bank = question_banks::read("bank.json", sample).expect("the sample bank");
    let once = bank.questions.clone();
    while bank.questions.len() < 500 {
        bank.questions.extend(once.iter().cloned());
    }
    bank.questions.truncate(500);
    bank
}

fn twenty_questions(bank: &Bank) -> PaperPlan {
    let section = Section {
        topic: None,
        difficulty: None,
        count: 20,
        points: 1,
    };
    let blueprint = Blueprint {
        sections: vec![section],
        mix_sections: false,
    };
    PaperPlan::new(blueprint.plan(bank).expect("500 suffice for 20"), bank)
}

fn rules(c: &mut Criterion) {
    let bank = large_bank();
    let plan = twenty_questions(&bank);
    let seed: Seed = [7; 32];
    let paper = plan.paper(seed);
    let answers = Answers(paper.items.iter().map(|_| OptionSet::single(1)).collect());
    let fragments = question_fragments(&bank);
    c.bench_function("draw a paper", |b| b.iter(|| plan.paper(black_box(seed))));
    let shape = Shape::of(&bank, paper.questions());
    c.bench_function("check a sheet", |b| b.iter(|| shape.check(black_box(&answers))));
    c.bench_function("score a sheet", |b| {
        b.iter(|| score(&bank, black_box(&paper), &answers))
    });
    c.bench_function("paper as JSON", |b| {
        b.iter(|| {
            let mut json = String::new();
            fragments.push_paper(black_box(&paper), &mut json);
            json
        })
    });
    let score = score(&bank, &paper, &answers).expect("it fits");
    let standing = Standing {
        attempt: AttemptId(Uuid::from_u128(7)),
        score,
        started_at: Millis(1_800_000_000_000),
        last_change_at: Millis(1_800_000_400_000),
        closed_at: Millis(1_800_000_500_000),
        prediction_distance: None,
        lot: 9,
    };
    let chain = [
        TieBreak::MostPoints,
        TieBreak::ShortestDuration,
        TieBreak::EarliestSubmission,
    ];
    c.bench_function("sort key", |b| b.iter(|| sort_key(&chain, black_box(&standing))));
}

fn wire(c: &mut Criterion) {
    let (key, round) = (keyed(&[7; 32]), RoundId(Uuid::from_u128(1)));
    let facts = AttemptFacts {
        attempt: AttemptId(Uuid::from_u128(2)),
        account: AccountId(Uuid::from_u128(3)),
        number: 1,
        started_at: Millis(1_800_000_000_000),
        deadline: Millis(1_800_000_900_000),
        unit: None,
        masked_name: "Nguyễn Văn A***".into(),
    };
    let issued = ticket::issue(
        &key,
        round,
        &facts,
        &Shape::try_from(vec![4; 20]).expect("a shape"),
    );
    c.bench_function("check a ticket", |b| {
        b.iter(|| ticket::check(&key, black_box(&issued), facts.attempt, facts.account).is_ok())
    });
    let metrics = Metrics::default();
    c.bench_function("count a request in the figures", |b| {
        b.iter(|| {
            let since = Instant::now();
            metrics.served(Class::Save, black_box(since).elapsed());
        })
    });
    let json = format!(r#"{{"ticket":"{issued}","revision":12,"answers":"12401240124012401240"}}"#);
    c.bench_function("parse a sheet", |b| {
        b.iter(|| body::parse::<SendSheet>(black_box(json.as_bytes())).is_ok())
    });
}

criterion_group!(benches, rules, wire);
criterion_main!(benches);
