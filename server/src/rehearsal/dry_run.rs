//! A dry run of a round with invented contestants. It takes a moment of one processor, on a thread of its own that gives way
//! to everything else.

use super::drawn::{Drawn, drawn};
use crate::contests::access::OwnedRound;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::long_work::{LongWork, Priority};
use actix_web::web::{self, Data};
use contest_core::ids::RoundId;
use contest_core::paper::Seed;
use contest_core::rehearsal::{Outcome, PEOPLE, rehearse};
use contest_core::rounds::{RoundRules, Window};
use contest_core::scoring::HUNDREDTHS;
use contest_core::wire::paths;
use contest_core::wire::rehearsal::{DrawnQuestion, DryPrize, DryRun, ScoreCount, SharedAfter};
use rand::RngExt;
use std::cmp::Reverse;
use tokio::sync::Semaphore;

/// One dry run at a time: each has a bank in memory and a thread.
static TURN: Semaphore = Semaphore::const_new(1);

/// Lets a thousand invented contestants take the round, and returns what came of it.
#[utoipa::path(post, path = paths::DRY_RUN, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = DryRun)))]
pub(crate) async fn dry_run(
    db: Data<Db>,
    OwnedRound { access, .. }: OwnedRound,
) -> AppResult<web::Json<DryRun>> {
    // Before the bank is read: whoever waits must not hold one.
    let turn = TURN.acquire().await.map_err(Refusal::internal)?;
    let drawn = drawn(&db.read, &access.round).await?;
    let window = access.round.window();
    let seed: Seed = rand::rng().random();
    let work = LongWork::begin(Priority::Low, move |_wanted| {
        // Until the thread ends, also if nobody waits for it any more.
        let _turn = turn;
        run(&drawn, &window, seed)
    });
    let told = work.map_err(Refusal::internal)?.end().await?;
    Ok(web::Json(told))
}

fn run(drawn: &Drawn, window: &Window, seed: Seed) -> DryRun {
    let outcome = rehearse(&drawn.rules, window, &drawn.bank, &drawn.plan, seed);
    let link = |(link, people): (&contest_core::ranking::TieBreak, &u32)| SharedAfter {
        link: *link,
        people: *people,
    };
    let middle = outcome.durations_ms.len() / 2;
    DryRun {
        people: PEOPLE,
        max_points: drawn.rules.blueprint.max_points() * HUNDREDTHS,
        scores: counts(&outcome.points),
        all_correct: outcome.all_correct,
        median_duration_ms: outcome.durations_ms.get(middle).copied().unwrap_or(0),
        first_shared: drawn
            .rules
            .chain
            .iter()
            .zip(&outcome.first_shared)
            .map(link)
            .collect(),
        prizes: prizes(&drawn.rules, &outcome),
        questions: questions(drawn, &outcome),
    }
}

/// Counts equal numbers, which follow each other.
fn counts(points: &[u32]) -> Vec<ScoreCount> {
    let equal = points.chunk_by(|a, b| a == b);
    equal
        .map(|equal| ScoreCount {
            points: equal[0],
            people: equal.len() as u32,
        })
        .collect()
}

fn prizes(rules: &RoundRules, outcome: &Outcome) -> Vec<DryPrize> {
    let prizes = rules.prizes.iter().zip(&outcome.prizes);
    prizes
        .map(|(prize, came)| DryPrize {
            name: prize.name.clone(),
            quota: prize.quota,
            awarded: came.awarded,
            tied: came.is_tied,
        })
        .collect()
}

/// Returns the questions that some section accepts, the most often drawn first.
fn questions(drawn: &Drawn, outcome: &Outcome) -> Vec<DrawnQuestion> {
    let sections = &drawn.rules.blueprint.sections;
    let numbered = drawn.bank.questions.iter().zip(&outcome.drawn);
    let fitting = numbered.filter(|(question, _)| sections.iter().any(|section| section.accepts(question)));
    let mut questions: Vec<DrawnQuestion> = fitting
        .map(|(question, papers)| DrawnQuestion {
            code: question.code.clone(),
            topic: question.topic.clone(),
            difficulty: question.difficulty,
            papers: *papers,
        })
        .collect();
    questions.sort_by_key(|question| Reverse(question.papers));
    questions
}
