//! The statistics of a round.

use super::may_see;
use super::stored::Made;
use crate::contests::access::RoundForStaff;
use crate::contests::reveal::Reveal;
use crate::errors::AppResult;
use crate::results::parts::Judging;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use contest_core::ids::RoundId;
use contest_core::questions::{Bank, Difficulty, Question};
use contest_core::statistics::figures::{discrimination, facility, suspicions, unused};
use contest_core::statistics::sums::{QuestionSums, Sums};
use contest_core::wire::figures::{
    DifficultyFigures, GroupFigures, QuestionFigures, RoundFigures, Statistics, Which,
};
use contest_core::wire::paths;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    pub(super) attempts: Which,
}

#[utoipa::path(get, path = paths::STATISTICS, tag = "figures",
    params(("round" = RoundId, Path),
        ("attempts" = Option<Which>, Query, description = "which attempts; without it, those that count")),
    responses((status = 200, body = Statistics)))]
pub(crate) async fn show(
    parts: Data<Judging>,
    reveal: Data<Reveal>,
    wanted: Query<Wanted>,
    RoundForStaff { claims, access }: RoundForStaff,
) -> AppResult<HttpResponse> {
    may_see::require(&parts, &reveal, &claims, &access).await?;
    let (id, which) = (access.round.id, wanted.attempts);
    let round = parts.contests.round(id)?;
    let made = match Made::find(&parts.db, id).await? {
        Some(made) => {
            let outdated = made.is_outdated(&parts.db, id).await?;
            Some(figures(&round.bank.bank, &made, which, outdated))
        }
        None => None,
    };
    Ok(HttpResponse::Ok().json(Statistics {
        now: parts.clock.now(),
        contest: access.contest.id,
        contest_title: access.contest.title,
        round: id,
        round_title: access.round.title,
        which,
        made,
    }))
}

/// Returns the sums over the attempts that are wanted.
pub(crate) fn sums_of(made: &Made, which: Which) -> &Sums {
    match which {
        Which::Counted => &made.sums.counted,
        Which::All => &made.sums.all,
    }
}

fn figures(bank: &Bank, made: &Made, which: Which, outdated: bool) -> RoundFigures {
    let sums = sums_of(made, which);
    RoundFigures {
        made_at: made.at,
        outdated,
        people: made.sums.people,
        attempts: sums.attempts,
        unreadable: made.sums.unreadable,
        by_attempts: made.sums.by_attempts.clone(),
        points: sums.points.clone(),
        durations: sums.durations.clone(),
        questions: all_of(bank, sums),
        topics: topics(bank, sums),
        difficulties: difficulties(bank, sums),
    }
}

pub(crate) fn all_of(bank: &Bank, sums: &Sums) -> Vec<QuestionFigures> {
    let questions = (0..).zip(bank.questions.iter().zip(&sums.questions));
    questions
        .map(|(at, (question, sums))| of_question(at, question, sums))
        .collect()
}

pub(super) fn of_question(at: u32, question: &Question, sums: &QuestionSums) -> QuestionFigures {
    QuestionFigures {
        question: at,
        code: question.code.clone(),
        topic: question.topic.clone(),
        difficulty: question.difficulty,
        drawn: sums.pairs.n,
        answered: sums.answered,
        facility: facility(sums),
        discrimination: discrimination(&sums.pairs),
        suspicions: suspicions(question, sums),
        unused: unused(question, sums),
    }
}

/// Questions with something in common, added up.
#[derive(Default)]
struct Group {
    questions: u64,
    together: QuestionSums,
}

impl Group {
    fn of(bank: &Bank, sums: &Sums, is_in: impl Fn(&Question) -> bool) -> Group {
        let mut group = Group::default();
        let questions = bank.questions.iter().zip(&sums.questions);
        for (_, sums) in questions.filter(|(question, _)| is_in(question)) {
            group.questions += 1;
            group.together.pairs.n += sums.pairs.n;
            group.together.pairs.x += sums.pairs.x;
        }
        group
    }
}

/// Returns the topics in the order of the bank.
fn topics(bank: &Bank, sums: &Sums) -> Vec<GroupFigures> {
    let mut names: Vec<&String> = Vec::new();
    for question in &bank.questions {
        if !names.contains(&&question.topic) {
            names.push(&question.topic);
        }
    }
    let figures = |name: &String| {
        let group = Group::of(bank, sums, |question| question.topic == *name);
        GroupFigures {
            name: name.clone(),
            questions: group.questions,
            drawn: group.together.pairs.n,
            facility: facility(&group.together),
        }
    };
    names.into_iter().map(figures).collect()
}

fn difficulties(bank: &Bank, sums: &Sums) -> Vec<DifficultyFigures> {
    let all = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];
    let figures = |difficulty: Difficulty| {
        let group = Group::of(bank, sums, |question| question.difficulty == difficulty);
        DifficultyFigures {
            difficulty,
            questions: group.questions,
            drawn: group.together.pairs.n,
            facility: facility(&group.together),
        }
    };
    let figures = all.map(figures).into_iter();
    figures.filter(|figures| figures.questions > 0).collect()
}
