//! Answers with weights, as GIFT and Moodle have them: which are right, and how the question is marked.

use crate::draft::Draft;
use crate::fields::{Field, letter};
use crate::issue::{Issues, Problem};
use contest_core::questions::{Credit, QuestionKind};

/// What weights mean.
#[derive(Debug, PartialEq)]
pub(crate) struct Meaning {
    pub kind: QuestionKind,
    pub credit: Credit,
    /// The right answers, from 0.
    pub right: Vec<usize>,
    pub warning: Option<Problem>,
}

/// How far weights such as 33.33333 may be from each other and from a whole.
const NEAR: f64 = 0.01;

/// Reads the weights, in percent, of a question that has one right answer.
pub(crate) fn of_single(weights: &[f64]) -> Result<Meaning, Problem> {
    let right: Vec<usize> = (0..weights.len())
        .filter(|index| weights[*index] >= 100.0 - NEAR)
        .collect();
    if right.len() > 1 {
        return Err(Problem::SeveralRight { found: right.len() });
    }
    let partial = weights
        .iter()
        .any(|weight| *weight > NEAR && *weight < 100.0 - NEAR);
    Ok(Meaning {
        kind: QuestionKind::Single,
        credit: Credit::Exact,
        right,
        warning: partial.then_some(Problem::PartialAnswer {}),
    })
}

/// Reads the weights, in percent, of a question of which all right answers must be chosen. A wrong answer that takes all
/// away leaves nothing to be earned in part.
pub(crate) fn of_multiple(weights: &[f64]) -> Meaning {
    let right: Vec<usize> = (0..weights.len())
        .filter(|index| weights[*index] > NEAR)
        .collect();
    let first = right.first().map_or(0.0, |index| weights[*index]);
    let uneven = right.iter().any(|index| (weights[*index] - first).abs() > NEAR);
    let wrong = (0..weights.len()).filter(|index| !right.contains(index));
    let strict = wrong.clone().count() > 0 && wrong.into_iter().all(|index| weights[index] <= NEAR - 100.0);
    Meaning {
        kind: QuestionKind::Multiple,
        credit: if strict { Credit::Exact } else { Credit::Partial },
        right,
        warning: uneven.then_some(Problem::UnevenWeights {}),
    }
}

/// Puts what the weights mean into a draft, or what is wrong with them.
pub(crate) fn note(meaning: Result<Meaning, Problem>, draft: &mut Draft, issues: &mut Issues) {
    match meaning {
        Ok(meaning) => {
            draft.kind = (meaning.kind == QuestionKind::Multiple).then_some(meaning.kind);
            draft.credit = meaning.credit;
            let key: Vec<String> = meaning
                .right
                .iter()
                .map(|index| letter(*index).to_string())
                .collect();
            draft.key = key.join(",");
            if let Some(warning) = meaning.warning {
                issues.warn(draft.place.issue(Field::Key, warning));
            }
        }
        Err(problem) => {
            issues.push(draft.place.issue(Field::Key, problem));
            draft.unreadable.push(Field::Key);
        }
    }
}

/// Returns the weights, in percent, by which a question of several right answers is written.
pub(crate) fn written(right: usize, credit: Credit) -> (String, String) {
    let share = if right == 0 { 0.0 } else { 100.0 / right as f64 };
    let wrong = match credit {
        Credit::Exact => 100.0,
        Credit::Partial => share,
    };
    (short(share), format!("-{}", short(wrong)))
}

/// Five digits behind the point, as Moodle has them, and no zeros at the end.
fn short(weight: f64) -> String {
    let text = format!("{weight:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_say_what_is_right_and_how_it_is_marked() {
        assert_eq!(of_single(&[0.0, 100.0, 0.0]).unwrap().right, [1]);
        assert_eq!(
            of_single(&[50.0, 100.0]).unwrap().warning,
            Some(Problem::PartialAnswer {})
        );
        assert_eq!(
            of_single(&[100.0, 100.0]),
            Err(Problem::SeveralRight { found: 2 })
        );
        assert_eq!(of_multiple(&[50.0, -100.0, 50.0]).credit, Credit::Exact);
        assert_eq!(
            of_multiple(&[33.33333, 33.33333, 33.33333, -33.33333]).credit,
            Credit::Partial
        );
        assert_eq!(
            of_multiple(&[70.0, 30.0, 0.0]).warning,
            Some(Problem::UnevenWeights {})
        );
        assert_eq!(
            written(3, Credit::Partial),
            ("33.33333".to_owned(), "-33.33333".to_owned())
        );
        assert_eq!(written(2, Credit::Exact), ("50".to_owned(), "-100".to_owned()));
    }
}
