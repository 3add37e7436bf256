//! Questions that ask nearly the same: one gives away the other, or a paper asks twice.
//!
//! Stems are compared as sets of words. Two sets that have most words in common share one of their rarest words, so only
//! questions that do are compared at all.

use super::words::words;
use super::{Finding, Remark};
use contest_core::questions::Question;
use std::collections::{BTreeSet, HashMap};

/// The least share of words that two stems have in common, in hundredths.
const STEMS: usize = 80;
/// The same of all options together. Many stems have a common form ("Hành vi nào bị cấm trong …?"), and the options tell
/// whether the same is asked.
const OPTIONS: usize = 50;
/// A stem of fewer words says too little by itself.
const LEAST: usize = 4;
/// How many earlier questions one question may be compared with: many alike are told by the first of them.
const COMPARED: usize = 400;

/// The words of a question as numbers, the rarest first.
struct Words {
    stem: Vec<u32>,
    options: BTreeSet<u32>,
}

pub(super) fn of(questions: &[Question]) -> Vec<Finding> {
    let (all, asking) = numbered(questions);
    let mut found = Vec::new();
    let mut by_word: HashMap<u32, Vec<usize>> = HashMap::new();
    for (n, own) in all.iter().enumerate() {
        if own.stem.len() < LEAST {
            continue;
        }
        let prefix = &own.stem[..prefix(own.stem.len())];
        let mut rivals = BTreeSet::new();
        for word in prefix {
            let with = by_word.get(word).into_iter().flatten();
            rivals.extend(with.copied().take(COMPARED.saturating_sub(rivals.len())));
        }
        let alike = rivals.into_iter().find_map(|rival| {
            let percent = alike(own, &all[rival], &asking)?;
            Some((rival, percent))
        });
        if let Some((rival, percent)) = alike {
            let other = questions[rival].code.clone();
            let remark = match percent {
                100 => Remark::SameStem { other },
                percent => Remark::Similar { other, percent },
            };
            found.push(Finding::of(&questions[n], remark));
        }
        for word in prefix {
            by_word.entry(*word).or_default().push(n);
        }
    }
    found
}

/// Returns how many of the rarest words must be looked at, so that no pair with enough in common is missed.
fn prefix(len: usize) -> usize {
    len - (len * STEMS).div_ceil(100) + 1
}

/// Returns the share of words in common in hundredths, if both ask nearly the same. Words that turn a question around tell
/// two questions apart, and so do numbers.
fn alike(one: &Words, other: &Words, asking: &BTreeSet<u32>) -> Option<usize> {
    let both = one.stem.len() + other.stem.len();
    // A share S in common leaves this many words that only one of them has.
    let most = both - (2 * STEMS * both).div_ceil(100 + STEMS);
    let mut only = 0;
    let (mut left, mut right) = (one.stem.iter().peekable(), other.stem.iter().peekable());
    loop {
        let own = match (left.peek(), right.peek()) {
            (Some(own), Some(of)) if own == of => {
                left.next();
                right.next();
                continue;
            }
            (Some(own), Some(of)) if own < of => left.next(),
            (Some(_), None) => left.next(),
            (_, Some(_)) => right.next(),
            (None, None) => break,
        };
        only += 1;
        if only > most || own.is_some_and(|own| asking.contains(own)) {
            return None;
        }
    }
    let in_both = one.options.intersection(&other.options).count();
    let in_any = one.options.union(&other.options).count();
    let common = (both - only) / 2;
    (100 * in_both >= OPTIONS * in_any).then_some(100 * common / (both - common))
}

/// Returns the words of all questions, and those that turn a question around.
fn numbered(questions: &[Question]) -> (Vec<Words>, BTreeSet<u32>) {
    let stems: Vec<BTreeSet<String>> = questions
        .iter()
        .map(|question| words(&question.stem).into_iter().collect())
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in stems.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut order: Vec<(&str, usize)> = counts.into_iter().collect();
    order.sort_unstable_by_key(|(word, count)| (*count, *word));
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for ((word, _), number) in order.into_iter().zip(0..) {
        numbers.insert(word.to_owned(), number);
    }
    let turns = |word: &str| {
        matches!(word, "không" | "chưa" | "đúng" | "sai" | "trừ" | "ngoài")
            || word.contains(|c: char| c.is_ascii_digit())
    };
    let asking = numbers
        .iter()
        .filter(|(word, _)| turns(word))
        .map(|(_, number)| *number)
        .collect();
    let mut all = Vec::with_capacity(questions.len());
    for (question, stem) in questions.iter().zip(&stems) {
        let mut stem: Vec<u32> = stem.iter().map(|word| numbers[word]).collect();
        stem.sort_unstable();
        let mut options = BTreeSet::new();
        for word in question.options.iter().flat_map(|option| words(option)) {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            options.insert(*numbers.entry(word).or_insert(next));
        }
        all.push(Words { stem, options });
    }
    (all, asking)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    fn pair(one: &str, other: &str, options: [&[&str]; 2]) -> Vec<&'static str> {
        let found = tags(vec![
            question("1", one, options[0]),
            question("2", other, options[1]),
        ]);
        found.into_iter().map(|(_, tag)| tag).collect()
    }

    #[test]
    fn nearly_the_same_question_is_found() {
        let options: [&[&str]; 2] = [&["Công dân", "Tổ chức"], &["Các tổ chức", "Công dân"]];
        let one = "Theo Luật Hòa giải, ai có quyền bầu hòa giải viên ở thôn?";
        assert_eq!(
            pair(
                one,
                "Theo luật hòa giải ai có quyền bầu Hòa giải viên, ở thôn",
                options
            ),
            ["lint_same_stem"]
        );
        let other = "Theo Luật Hòa giải, ai có quyền bầu các hòa giải viên ở thôn?";
        assert_eq!(pair(one, other, options), ["lint_similar"]);
        let turned = "Theo Luật Hòa giải, ai không có quyền bầu hòa giải viên ở thôn?";
        assert_eq!(pair(one, turned, options), [""; 0]);
        let apart: [&[&str]; 2] = [&["Công dân", "Tổ chức"], &["Mười người", "Hai mươi người"]];
        assert_eq!(
            pair(one, other, apart),
            [""; 0],
            "other options ask something else"
        );
        assert_eq!(
            pair("Ai hòa giải?", "Ai hòa giải", options),
            [""; 0],
            "too short to tell"
        );
    }

    proptest! {
        /// The prefixes lose no pair.
        #[test]
        fn no_pair_is_missed(stems in prop::collection::vec(prop::collection::vec(0u8..12, 4..9), 2..12)) {
            let text = |words: &Vec<u8>| words.iter().map(|word| format!("từ{}", char::from(b'a' + word))).collect::<Vec<_>>().join(" ");
            let questions: Vec<_> = stems.iter().enumerate()
                .map(|(n, words)| question(&n.to_string(), &text(words), &["Công dân", "Tổ chức"])).collect();
            let (all, asking) = numbered(&questions);
            let found: BTreeSet<String> = of(&questions).into_iter().filter_map(|finding| finding.code).collect();
            for later in 0..all.len() {
                let expected = all[later].stem.len() >= LEAST
                    && (0..later).any(|n| all[n].stem.len() >= LEAST && alike(&all[later], &all[n], &asking).is_some());
                prop_assert_eq!(expected, found.contains(&later.to_string()));
            }
        }
    }

    #[test]
    fn ten_thousand_questions_take_no_longer_than_a_moment() {
        let word = |n: usize| format!("từ{}", n % 3_000);
        let stem = |n: usize| {
            (0..20)
                .map(|k| word(n * 31 + k * k * 7 + n / 7))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let questions: Vec<_> = (0..10_000)
            .map(|n| {
                question(
                    &n.to_string(),
                    &format!("Theo quy định thì {}", stem(n)),
                    &["Công dân", "Tổ chức"],
                )
            })
            .collect();
        let begun = Instant::now();
        of(&questions);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
}
