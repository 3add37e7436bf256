//! What a question lacks for those who learn from it: its legal basis and an explanation. If most of the bank lacks it, the
//! author has decided so, and it is said once.

use super::{Finding, Remark};
use contest_core::questions::Question;

pub(super) fn of(questions: &[Question]) -> Vec<Finding> {
    let total = questions.len();
    let told = |lacking: Vec<&Question>, one: Remark, mostly: fn(usize, usize) -> Remark| {
        if 2 * lacking.len() > total && total > 1 {
            return vec![Finding::of_bank(mostly(lacking.len(), total))];
        }
        let each = lacking.into_iter();
        each.map(|question| Finding::of(question, one.clone())).collect()
    };
    let bases = questions.iter().filter(|question| question.legal_basis.is_none());
    let explanations = questions
        .iter()
        .filter(|question| question.explanation.is_empty());
    let mut found = told(bases.collect(), Remark::NoBasis {}, |count, total| {
        Remark::NoBasisMostly { count, total }
    });
    found.extend(told(
        explanations.collect(),
        Remark::NoExplanation {},
        |count, total| Remark::NoExplanationMostly { count, total },
    ));
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};

    #[test]
    fn what_most_lack_is_said_once() {
        let full = |n: usize| question(&n.to_string(), &format!("Ai làm việc thứ {n}?"), &["Tôi", "Họ"]);
        let mut questions: Vec<_> = (0..4).map(full).collect();
        questions[2].legal_basis = None;
        assert_eq!(tags(questions.clone()), [(Some("2".into()), "lint_no_basis")]);
        for question in &mut questions[1..] {
            question.explanation.clear();
        }
        assert_eq!(
            tags(questions),
            [
                (Some("2".into()), "lint_no_basis"),
                (None, "lint_no_explanation_mostly")
            ]
        );
    }
}
