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
use contest_core::statistics::cells::FEWEST;
use contest_core::statistics::figures::{discrimination, facility, suspicions, unused};
use contest_core::statistics::sums::{QuestionSums, Sums};
use contest_core::wire::figures::{
    DifficultyFigures, GroupFigures, QuestionFigures, RoundFigures, Statistics, Which,
};
use contest_core::wire::paths;
use serde::Deserialize;
use std::collections::HashMap;

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
        questions: all_of(bank, made, which),
        topics: topics(bank, made, which),
        difficulties: difficulties(bank, made, which),
    }
}

/// Returns each question with its sums, and with those over the attempts that count.
fn each<'a>(
    bank: &'a Bank,
    made: &'a Made,
    which: Which,
) -> impl Iterator<Item = (&'a Question, (&'a QuestionSums, &'a QuestionSums))> {
    let sums = sums_of(made, which).questions.iter();
    bank.questions.iter().zip(sums.zip(&made.sums.counted.questions))
}

pub(crate) fn all_of(bank: &Bank, made: &Made, which: Which) -> Vec<QuestionFigures> {
    let questions = (0..).zip(each(bank, made, which));
    questions
        .map(|(at, (question, sums))| of_question(at, question, sums))
        .collect()
}

/// One person may have all attempts with a question, but has only one that counts: so it is those that say of how many
/// people an average is.
pub(super) fn of_question(
    at: u32,
    question: &Question,
    (sums, counted): (&QuestionSums, &QuestionSums),
) -> QuestionFigures {
    QuestionFigures {
        question: at,
        code: question.code.clone(),
        topic: question.topic.clone(),
        difficulty: question.difficulty,
        drawn: sums.pairs.n,
        answered: sums.answered,
        facility: facility(sums).filter(|_| counted.pairs.n >= FEWEST),
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
    /// How often they were drawn for the attempts that count: all of them, and the one that was drawn most.
    counted: u64,
    most: u64,
}

impl Group {
    fn add(&mut self, (sums, counted): (&QuestionSums, &QuestionSums)) {
        self.questions += 1;
        self.together.pairs.n += sums.pairs.n;
        self.together.pairs.x += sums.pairs.x;
        self.counted += counted.pairs.n;
        self.most = self.most.max(counted.pairs.n);
    }

    /// Returns the average, unless it may be one of too few people. Nobody has a question twice on one paper, so there are
    /// at least as many people as each has room for.
    fn facility(&self, on_a_paper: u64) -> Option<u16> {
        let each = self.questions.min(on_a_paper).max(1);
        let people = self.most.max(self.counted.div_ceil(each));
        facility(&self.together).filter(|_| people >= FEWEST)
    }
}

/// Returns how many questions a paper has.
fn on_a_paper(made: &Made) -> u64 {
    let counted = &made.sums.counted;
    let drawn: u64 = counted.questions.iter().map(|question| question.pairs.n).sum();
    drawn.div_ceil(counted.attempts.max(1))
}

/// Returns the topics in the order of the bank.
fn topics(bank: &Bank, made: &Made, which: Which) -> Vec<GroupFigures> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<(&str, Group)> = Vec::new();
    for (question, sums) in each(bank, made, which) {
        let place = *places.entry(question.topic.as_str()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((question.topic.as_str(), Group::default()));
        }
        groups[place].1.add(sums);
    }
    let on_a_paper = on_a_paper(made);
    let figures = |(name, group): (&str, Group)| GroupFigures {
        name: name.to_owned(),
        questions: group.questions,
        drawn: group.together.pairs.n,
        facility: group.facility(on_a_paper),
    };
    groups.into_iter().map(figures).collect()
}

fn difficulties(bank: &Bank, made: &Made, which: Which) -> Vec<DifficultyFigures> {
    let on_a_paper = on_a_paper(made);
    let figures = |difficulty: Difficulty| {
        let mut group = Group::default();
        each(bank, made, which)
            .filter(|(question, _)| question.difficulty == difficulty)
            .for_each(|(_, sums)| group.add(sums));
        DifficultyFigures {
            difficulty,
            questions: group.questions,
            drawn: group.together.pairs.n,
            facility: group.facility(on_a_paper),
        }
    };
    let all = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];
    let figures = all.map(figures).into_iter();
    figures.filter(|figures| figures.questions > 0).collect()
}
