//! Habits of a whole bank by which contestants can guess: "all of the above" is always right, the right option is usually
//! the longest, the key is usually the same letter.

use super::{Finding, Remark};
use crate::fields::letter;
use contest_core::questions::{Question, QuestionKind};

pub(super) fn of(questions: &[Question]) -> Vec<Finding> {
    let single: Vec<&Question> = questions
        .iter()
        .filter(|question| question.kind == QuestionKind::Single)
        .collect();
    let found = [always_all(&single), longest(&single), uneven(&single)];
    found.into_iter().flatten().map(Finding::of_bank).collect()
}

/// Returns a remark if "all of the above" is right nearly wherever it stands.
fn always_all(single: &[&Question]) -> Option<Remark> {
    const LEAST: usize = 5;
    let of_all = |question: &&&Question| question.options.iter().position(|option| says_all(option));
    let with: Vec<(&&Question, usize)> = single
        .iter()
        .filter_map(|question| Some((question, of_all(&question)?)))
        .collect();
    let right = with
        .iter()
        .filter(|(question, option)| question.key.contains(*option))
        .count();
    let count = with.len();
    (count >= LEAST && 10 * right >= 9 * count).then_some(Remark::AlwaysAll { right, count })
}

/// Returns whether an option says that all are right.
fn says_all(option: &str) -> bool {
    let lower = option.to_lowercase();
    let text = lower.trim_end_matches(['.', ' ']);
    let begins = text.starts_with("tất cả") || text.starts_with("cả ");
    let ends = ["trên", "đều đúng", "đúng"].iter().any(|end| text.ends_with(end));
    begins && ends && text.split_whitespace().count() <= 10 && !text.contains("sai")
}

/// Returns a remark if the right option is the longest far more often than by chance, and in most questions.
fn longest(single: &[&Question]) -> Option<Remark> {
    const LEAST: usize = 20;
    let several = single.iter().filter(|question| question.options.len() >= 3);
    let (mut count, mut right, mut expected, mut variance) = (0, 0, 0.0, 0.0);
    for question in several {
        let lengths: Vec<usize> = question.options.iter().map(|o| o.chars().count()).collect();
        let most = lengths.iter().copied().max().unwrap_or_default();
        let mut longest = (0..lengths.len()).filter(|n| lengths[*n] == most);
        let (first, second) = (longest.next(), longest.next());
        count += 1;
        let chance = 1.0 / f64::from(u8::try_from(lengths.len()).unwrap_or(u8::MAX));
        expected += chance;
        variance += chance * (1.0 - chance);
        if let (Some(first), None) = (first, second) {
            right += usize::from(question.key.contains(first));
        }
    }
    let seen = f64::from(u32::try_from(right).unwrap_or(u32::MAX));
    // Four standard deviations: one in thirty thousand fair banks.
    let is_habit = count >= LEAST && seen - expected > 4.0 * f64::sqrt(variance) && 2 * right > count;
    is_habit.then_some(Remark::LongestMostly { right, count })
}

/// Returns a remark if the keys of the questions that keep their order are uneven. Where options are shuffled, nobody sees
/// on which letter the key stands in the bank.
fn uneven(single: &[&Question]) -> Option<Remark> {
    const LEAST: usize = 20;
    let mut worst: Option<(f64, Remark)> = None;
    for options in 3..=6 {
        let kept: Vec<&&Question> = single
            .iter()
            .filter(|question| question.keep_order && question.options.len() == options)
            .collect();
        let count = kept.len();
        if count < LEAST {
            continue;
        }
        let of = |n: usize| kept.iter().filter(|question| question.key.contains(n)).count();
        let counts: Vec<usize> = (0..options).map(of).collect();
        let real = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let fair = real(count) / real(options);
        let chi: f64 = counts.iter().map(|n| (real(*n) - fair).powi(2) / fair).sum();
        // One in a thousand fair banks, for 2 to 5 degrees of freedom.
        let threshold = [13.8, 16.3, 18.5, 20.5][options - 3];
        let most = (0..options).max_by_key(|n| counts[*n]).unwrap_or_default();
        if chi > threshold && worst.as_ref().is_none_or(|(before, _)| chi > *before) {
            let remark = Remark::UnevenKeys {
                option: letter(most),
                right: counts[most],
                count,
            };
            worst = Some((chi, remark));
        }
    }
    worst.map(|(_, remark)| remark)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};
    use contest_core::questions::{OptionSet, Question};

    fn bank(count: usize, options: [&str; 4], key: impl Fn(usize) -> usize) -> Vec<Question> {
        let one = |n: usize| {
            let mut one = question(&n.to_string(), &format!("Số {n} là của ai?"), &options);
            one.key = OptionSet::single(key(n));
            one
        };
        (0..count).map(one).collect()
    }

    fn of_bank(questions: Vec<Question>) -> Vec<&'static str> {
        let found = tags(questions).into_iter();
        let of_bank = found.filter(|(code, _)| code.is_none());
        of_bank.map(|(_, tag)| tag).collect()
    }

    #[test]
    fn all_of_the_above_must_be_wrong_at_times() {
        let options = ["Một", "Hai", "Ba ", "Tất cả các phương án trên"];
        assert_eq!(of_bank(bank(10, options, |_| 3)), ["lint_always_all"]);
        assert_eq!(of_bank(bank(10, options, |n| 3 * (n % 2))), [""; 0]);
        assert_eq!(of_bank(bank(4, options, |_| 3)), [""; 0], "too few to tell");
    }

    #[test]
    fn a_right_option_that_is_usually_the_longest_is_found() {
        let options = ["Một", "Hai và ba", "Bốn", "Năm"];
        assert_eq!(of_bank(bank(30, options, |_| 1)), ["lint_longest_mostly"]);
        assert_eq!(of_bank(bank(30, options, |n| n % 4)), [""; 0]);
    }

    #[test]
    fn uneven_keys_matter_where_the_order_is_kept() {
        let options = ["Một", "Hai", "Bốn", "Năm"];
        let mut questions = bank(40, options, |n| if n < 30 { 2 } else { n % 4 });
        assert_eq!(of_bank(questions.clone()), [""; 0], "they are shuffled");
        for question in &mut questions {
            question.keep_order = true;
        }
        assert_eq!(of_bank(questions), ["lint_uneven_keys"]);
    }
}
