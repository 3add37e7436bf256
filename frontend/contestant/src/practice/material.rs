//! What can be done with the questions of a practice: its topics, single questions and trial papers. It must not know
//! the screen or the device.

use crate::parts::reviewed::ReviewedQuestion;
use contest_core::answers::Answers;
use contest_core::paper::{Paper, PaperItem, PaperPlan, Seed, alone};
use contest_core::questions::{Bank, OptionSet, Question};
use contest_core::scoring::{HUNDREDTHS, Score, question_points, score};
use contest_core::wire::practice::{Practice, PracticeQuestion};

pub(super) struct Material {
    /// Of the contest.
    pub(super) title: String,
    /// Names the questions: what is remembered of others does not hold.
    pub(super) version: String,
    pub(super) time_limit_s: u32,
    bank: Bank,
    /// Of each question, the page of its law and the title of that.
    laws: Vec<[Option<String>; 2]>,
    plan: PaperPlan,
    /// In the order in which they occur.
    pub(super) topics: Vec<Topic>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Topic {
    pub(super) name: String,
    /// Their numbers in the bank.
    pub(super) questions: Vec<u32>,
}

impl Material {
    /// Returns nothing if no paper can be drawn, which the server has checked.
    pub(super) fn of(mut practice: Practice) -> Option<Material> {
        let take = |question: &mut PracticeQuestion| [question.law_page.take(), question.law_title.take()];
        let laws = practice.questions.iter_mut().map(take).collect();
        let questions = practice.questions.into_iter();
        let bank = Bank {
            title: String::new(),
            language: String::new(),
            questions: questions.map(PracticeQuestion::into_question).collect(),
        };
        let draw = practice.blueprint.plan(&bank).ok()?;
        Some(Material {
            title: practice.title,
            version: practice.bank.to_string(),
            time_limit_s: practice.time_limit_s,
            plan: PaperPlan::new(draw, &bank),
            topics: topics(&bank),
            laws,
            bank,
        })
    }

    pub(super) fn questions(&self) -> usize {
        self.bank.questions.len()
    }

    /// Returns how many questions a trial paper has.
    pub(super) fn paper_length(&self) -> usize {
        self.plan.question_count()
    }

    pub(super) fn paper(&self, chance: u32) -> Paper {
        self.plan.paper(seed(chance))
    }

    /// Returns one question by itself, its options in an order that depends on chance.
    pub(super) fn item(&self, question: u32, chance: u32) -> PaperItem {
        alone(self.question(question), question, seed(chance))
    }

    pub(super) fn question(&self, number: u32) -> &Question {
        &self.bank.questions[number as usize]
    }

    /// Returns whether what was marked, in the order of the item, is exactly right.
    pub(super) fn is_right(&self, item: &PaperItem, marks: OptionSet) -> bool {
        item.to_bank(marks) == self.question(item.question).key
    }

    /// Returns a question with its key, as the review of an attempt shows it.
    pub(super) fn reviewed(&self, item: &PaperItem, marks: OptionSet) -> ReviewedQuestion {
        let question = self.question(item.question);
        let worth = u32::from(item.points) * HUNDREDTHS;
        let public = question.public(&item.order);
        let [law_page, law_title] = self.laws[item.question as usize].clone();
        ReviewedQuestion {
            stem: public.stem,
            options: public.options,
            topic: question.topic.clone(),
            marked: marks,
            key: item.to_shown(question.key),
            points: question_points(question, item.to_bank(marks), worth),
            max_points: worth,
            explanation: question.explanation.clone(),
            legal_basis: question.legal_basis.clone(),
            law_page,
            law_title,
        }
    }

    /// Returns what a trial paper earns. Answers that are not to this paper earn nothing.
    pub(super) fn score(&self, paper: &Paper, answers: &[OptionSet]) -> Score {
        score(&self.bank, paper, &Answers(answers.to_vec())).unwrap_or_default()
    }
}

fn topics(bank: &Bank) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for (number, question) in (0..).zip(&bank.questions) {
        match topics.iter_mut().find(|topic| topic.name == question.topic) {
            Some(topic) => topic.questions.push(number),
            None => topics.push(Topic {
                name: question.topic.clone(),
                questions: vec![number],
            }),
        }
    }
    topics
}

fn seed(chance: u32) -> Seed {
    let mut seed = Seed::default();
    seed[..4].copy_from_slice(&chance.to_le_bytes());
    seed
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Six questions of three options in two topics; the first option of each is right. A paper has four.
    pub(crate) fn material() -> Material {
        let question = |n: usize| {
            serde_json::json!({
                "topic": if n % 2 == 0 { "Chẵn" } else { "Lẻ" }, "difficulty": "easy", "kind": "single",
                "stem": format!("Câu {n}?"), "options": ["Một phương án", "Hai phương án", "Ba phương án"], "key": 1,
            })
        };
        let practice = serde_json::json!({
            "title": "Cuộc thi", "bank": "00000000-0000-0000-0000-000000000001", "time_limit_s": 60,
            "blueprint": { "sections": [{ "count": 4 }], "mix_sections": true },
            "questions": (0..6).map(question).collect::<Vec<_>>(),
        });
        Material::of(serde_json::from_value(practice).unwrap()).unwrap()
    }

    #[test]
    fn topics_keep_the_order_in_which_they_occur() {
        let material = material();
        let topics: Vec<_> = material.topics.iter().map(|topic| topic.name.as_str()).collect();
        assert_eq!(topics, ["Chẵn", "Lẻ"]);
        assert_eq!(material.topics[1].questions, [1, 3, 5]);
    }

    #[test]
    fn one_chance_gives_one_order_and_the_key_moves_with_it() {
        let material = material();
        let orders: std::collections::BTreeSet<Vec<u8>> =
            (0..50).map(|chance| material.item(2, chance).order).collect();
        assert_eq!(orders.len(), 6, "every order of three options occurs");
        for chance in 0..50 {
            let item = material.item(2, chance);
            assert_eq!(item, material.item(2, chance));
            let reviewed = material.reviewed(&item, item.to_shown(OptionSet(1)));
            assert_eq!(reviewed.key, reviewed.marked);
            let key = (0..3).find(|option| reviewed.key.contains(*option)).unwrap();
            assert_eq!(reviewed.options[key], "Một phương án");
            assert!(material.is_right(&item, reviewed.marked));
            assert_eq!((reviewed.points, reviewed.max_points), (100, 100));
        }
    }

    #[test]
    fn a_paper_is_scored_as_an_attempt_is() {
        let material = material();
        let paper = material.paper(7);
        assert_eq!((paper.items.len(), &paper), (4, &material.paper(7)));
        let mut answers: Vec<OptionSet> = paper
            .items
            .iter()
            .map(|item| item.to_shown(OptionSet(1)))
            .collect();
        answers[0] = OptionSet::NONE;
        let score = material.score(&paper, &answers);
        assert_eq!((score.points, score.max_points), (300, 400));
        assert_eq!((score.correct, score.answered, score.total), (3, 3, 4));
        assert_eq!(material.score(&paper, &answers[..2]), Score::default());
    }
}
