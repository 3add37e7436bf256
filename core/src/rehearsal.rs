//! A dry run: a thousand invented contestants take a round, so that its organisers see beforehand what their rules lead to.
//!
//! The model is plain, and deliberately no forecast. Everybody knows a share of the law, evenly spread between 40 % and
//! 100 %, and knows easy questions more often (by 15 points) and hard ones less often (by 20 points). Whoever does not know
//! marks one wrong option. A paper takes between 30 % and 100 % of its time, evenly spread, and people start evenly over the
//! window. Predictions are even between nothing and twice the number of people. Everybody takes part once.

use crate::answers::Answers;
use crate::blueprint::below;
use crate::ids::AttemptId;
use crate::paper::{Paper, PaperPlan, Seed};
use crate::questions::{Bank, Difficulty, OptionSet, Question};
use crate::ranking::{SortKey, Standing, sort_key};
use crate::rounds::{PredictionTarget, RoundRules, Window};
use crate::scoring::{Score, score};
use crate::winners::winners;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// How many contestants are invented.
pub const PEOPLE: u32 = 1_000;

/// What came of the dry run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// For every question of the bank, on how many papers it was.
    pub drawn: Vec<u32>,
    /// In hundredths of a point, ascending.
    pub points: Vec<u32>,
    pub all_correct: u32,
    /// Ascending.
    pub durations_ms: Vec<u64>,
    /// How many people share the first place once the first links of the chain have decided: one number for each link.
    pub first_shared: Vec<u32>,
    /// In the order of the prizes.
    pub prizes: Vec<PrizeOutcome>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrizeOutcome {
    pub awarded: u32,
    /// Whether the last who wins it is equal in the whole chain to the first who does not.
    pub is_tied: bool,
}

struct Invented {
    standing: Standing,
    prediction: i64,
}

/// Lets everybody take the round. Equal seeds give equal outcomes.
pub fn rehearse(rules: &RoundRules, window: &Window, bank: &Bank, plan: &PaperPlan, seed: Seed) -> Outcome {
    let mut rng = ChaCha8Rng::from_seed(seed);
    let mut drawn = vec![0; bank.questions.len()];
    let mut people: Vec<Invented> = (0..PEOPLE)
        .map(|n| {
            let paper = plan.paper(seed_of(&mut rng));
            for question in paper.questions() {
                drawn[question as usize] += 1;
            }
            let score = score_of(&paper, bank, &mut rng);
            invented(n, score, rules, window, &mut rng)
        })
        .collect();
    settle_predictions(rules, &mut people);
    let mut ranked: Vec<(SortKey, Score)> = people
        .iter()
        .map(|one| (sort_key(&rules.chain, &one.standing), one.standing.score))
        .collect();
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    let mut points: Vec<u32> = people.iter().map(|one| one.standing.score.points).collect();
    let mut durations_ms: Vec<u64> = people
        .iter()
        .map(|one| one.standing.closed_at.since(one.standing.started_at))
        .collect();
    points.sort_unstable();
    durations_ms.sort_unstable();
    let first_shared = (1..=rules.chain.len())
        .map(|links| sharing(&ranked, links))
        .collect();
    Outcome {
        drawn,
        points,
        all_correct: people
            .iter()
            .map(|one| u32::from(one.standing.score.all_correct()))
            .sum(),
        durations_ms,
        first_shared,
        prizes: prizes(rules, &ranked),
    }
}

fn seed_of(rng: &mut ChaCha8Rng) -> Seed {
    let mut seed = Seed::default();
    rng.fill_bytes(&mut seed);
    seed
}

/// Answers a paper and scores it.
fn score_of(paper: &Paper, bank: &Bank, rng: &mut ChaCha8Rng) -> Score {
    let known = 40 + below(rng, 61);
    let marks = paper.items.iter().map(|item| {
        let question = &bank.questions[item.question as usize];
        let chance = match question.difficulty {
            Difficulty::Easy => known + 15,
            Difficulty::Medium => known,
            Difficulty::Hard => known - 20,
        };
        let marked = match below(rng, 100) < chance {
            true => question.key,
            false => wrong(question, rng),
        };
        item.to_shown(marked)
    });
    let answers = Answers(marks.collect());
    score(bank, paper, &answers).unwrap_or_default()
}

/// Returns one option that is not the whole key.
fn wrong(question: &Question, rng: &mut ChaCha8Rng) -> OptionSet {
    let options = question.options.len().max(1) as u32;
    let first = below(rng, options);
    let marks = (0..options).map(|n| OptionSet::single(((first + n) % options) as usize));
    let mut wrong = marks.filter(|mark| *mark != question.key);
    wrong.next().unwrap_or(OptionSet::NONE)
}

fn invented(n: u32, score: Score, rules: &RoundRules, window: &Window, rng: &mut ChaCha8Rng) -> Invented {
    let open_s = window.closes_at.since(window.opens_at) / 1_000;
    let started_at = window.opens_at + 1_000 * i64::from(below(rng, open_s.clamp(1, 1 << 30) as u32));
    let limit_ms = rules.time_limit_s.saturating_mul(1_000);
    let least = limit_ms / 10 * 3;
    let deadline = window.deadline(started_at, rules.time_limit_s);
    let closed_at = (started_at + i64::from(least + below(rng, (limit_ms - least).max(1)))).min(deadline);
    let attempt = AttemptId(Uuid::from_u128(n.into()));
    Invented {
        standing: Standing {
            attempt,
            score,
            started_at,
            last_change_at: closed_at,
            closed_at,
            prediction_distance: None,
            lot: rng.next_u64(),
        },
        prediction: i64::from(below(rng, 2 * PEOPLE + 1)),
    }
}

/// Counts what was to be predicted, as settling does, and how far off everybody was.
fn settle_predictions(rules: &RoundRules, people: &mut [Invented]) {
    let Some(asked) = &rules.prediction else { return };
    let all_correct = people
        .iter()
        .filter(|one| one.standing.score.all_correct())
        .count() as i64;
    let value = match asked.target {
        PredictionTarget::People | PredictionTarget::Attempts => i64::from(PEOPLE),
        PredictionTarget::PeopleAllCorrect => all_correct,
        PredictionTarget::PercentAllCorrect => all_correct * 10_000 / i64::from(PEOPLE),
    };
    for one in people {
        // A percentage is guessed in hundredths, from 0 to 10,000.
        let guess = match asked.target {
            PredictionTarget::PercentAllCorrect => one.prediction * 5,
            _ => one.prediction,
        };
        one.standing.prediction_distance = Some(guess.abs_diff(value));
    }
}

/// Returns how many are equal to the first in so many links.
fn sharing(ranked: &[(SortKey, Score)], links: usize) -> u32 {
    let part = |key: &SortKey| key.0[..links * 8].to_vec();
    let Some((first, _)) = ranked.first() else {
        return 0;
    };
    let best = part(first);
    let equal = ranked.iter().take_while(|(key, _)| part(key) == best);
    equal.count() as u32
}

fn prizes(rules: &RoundRules, ranked: &[(SortKey, Score)]) -> Vec<PrizeOutcome> {
    let eligible = (1..).zip(ranked).filter(|(_, (_, score))| score.points > 0);
    let given = winners(eligible.map(|(position, _)| position), &[], &rules.prizes);
    let mut outcomes = vec![PrizeOutcome::default(); rules.prizes.len()];
    for (position, prize) in &given {
        let (this, next) = (*position as usize - 1, *position as usize);
        outcomes[*prize].awarded += 1;
        let ties = ranked
            .get(next)
            .is_some_and(|next| next.0.ties_with(&ranked[this].0));
        // Positions ascend: what stays is what the last winner has.
        outcomes[*prize].is_tied = ties && given.get(&(position + 1)) != Some(prize);
    }
    outcomes
}
