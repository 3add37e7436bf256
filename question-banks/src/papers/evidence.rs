//! Which options are right, from everything that says so: keys beside the question, keys at the end of the file, and
//! options that are marked. All must agree.

use super::answers::Entry;
use super::marked::{self, Looks};
use super::marks;
use super::question::{Parts, RawOption, Written, texts};
use crate::fields::{Field, letter};
use crate::issue::{Issues, Problem};
use crate::keys;
use crate::text::{clean_line, fold};
use contest_core::questions::OptionSet;

/// What the key of a question turns out to be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// As letters, or a word where the question has no options; empty if there is none.
    pub key: String,
    /// It could not be read, and an issue says why.
    pub failed: bool,
    /// What was written behind a key.
    pub explanation: Vec<String>,
}

/// A key that was understood.
struct Known {
    set: OptionSet,
    at: u32,
    quote: String,
}

pub(crate) fn judge(parts: &Parts, entries: &[Entry], issues: &mut Issues) -> Verdict {
    let options = texts(&parts.options);
    let mut verdict = Verdict::default();
    let elsewhere = entries
        .iter()
        .filter(|entry| !entry.key.is_empty())
        .map(|entry| Written {
            at: entry.at,
            key: entry.key.clone(),
            quote: entry.quote.clone(),
        });
    let all: Vec<Written> = parts.keys.iter().cloned().chain(elsewhere).collect();
    if options.is_empty() {
        return without_options(parts, all, issues);
    }
    let mut known: Vec<Known> = Vec::new();
    for written in all {
        match understand(&written.key, &options) {
            Ok((set, explanation)) => {
                verdict.explanation.extend(explanation);
                known.push(Known {
                    set,
                    at: written.at,
                    quote: written.quote,
                });
            }
            Err(problem) => {
                verdict.failed = true;
                fail(parts, written.at, problem, issues);
            }
        }
    }
    if let Some(first) = known.first()
        && let Some(other) = known.iter().find(|other| other.set != first.set)
    {
        verdict.failed = true;
        let problem = Problem::ContradictingKeys {
            first: first.quote.clone(),
            first_at: first.at,
            second: other.quote.clone(),
            second_at: other.at,
        };
        fail(parts, other.at, problem, issues);
    }
    let marked = marked::sets(&looks(&parts.options));
    let set = with_marks(parts, known.first(), &marked, issues, &mut verdict);
    if !verdict.failed {
        verdict.key = keys::letters(set).join(",");
    }
    verdict
}

/// Compares the marks with each other and with what is written; returns the key.
fn with_marks(
    parts: &Parts,
    known: Option<&Known>,
    marked: &[OptionSet],
    issues: &mut Issues,
    verdict: &mut Verdict,
) -> OptionSet {
    let names = |set: OptionSet| keys::letters(set).join(", ");
    let at_option = |set: OptionSet| {
        let first = (0..parts.options.len()).find(|index| *index < 8 && set.contains(*index));
        let option = first.and_then(|index| parts.options[index].as_ref());
        option.map_or(parts.place.row, |option| option.at)
    };
    match (known, marked) {
        (Some(known), _) => {
            if let Some(other) = marked.iter().find(|set| **set != known.set) {
                verdict.failed = true;
                let problem = Problem::KeyAgainstMark {
                    written: known.quote.clone(),
                    written_at: known.at,
                    marked: names(*other),
                    marked_at: at_option(*other),
                };
                fail(parts, known.at, problem, issues);
            }
            known.set
        }
        (None, [first, second, ..]) => {
            verdict.failed = true;
            let problem = Problem::MarksDisagree {
                first: names(*first),
                second: names(*second),
            };
            fail(parts, at_option(*second), problem, issues);
            OptionSet::NONE
        }
        (None, [only]) => {
            if only.len() > 1 {
                let letters = names(*only);
                let mut warning = parts.place.issue(Field::Key, Problem::SeveralMarked { letters });
                warning.row = Some(at_option(*only));
                issues.warn(warning);
            }
            *only
        }
        (None, []) => OptionSet::NONE,
    }
}

fn without_options(parts: &Parts, all: Vec<Written>, issues: &mut Issues) -> Verdict {
    let mut verdict = Verdict::default();
    let Some(first) = all.first() else {
        return verdict;
    };
    verdict.key = clean_line(&first.key).trim_end_matches('.').to_owned();
    if matches!(verdict.key.as_str(), "Đ" | "đ") {
        verdict.key = "Đúng".to_owned();
    } else if matches!(verdict.key.as_str(), "S" | "s") {
        verdict.key = "Sai".to_owned();
    }
    let same = |other: &&Written| fold(&other.key).chars().next() != fold(&first.key).chars().next();
    if let Some(other) = all.iter().find(same) {
        verdict.failed = true;
        let problem = Problem::ContradictingKeys {
            first: first.quote.clone(),
            first_at: first.at,
            second: other.quote.clone(),
            second_at: other.at,
        };
        fail(parts, other.at, problem, issues);
    }
    verdict
}

fn fail(parts: &Parts, at: u32, problem: Problem, issues: &mut Issues) {
    let mut issue = parts.place.issue(Field::Key, problem);
    issue.row = Some(at);
    issues.push(issue);
}

fn looks(options: &[Option<RawOption>]) -> Vec<Looks> {
    let look = |option: &Option<RawOption>| match option {
        Some(option) => {
            let mut text = Vec::new();
            for style in option.body.iter().flat_map(|piece| piece.looks()) {
                if !text.contains(&style) {
                    text.push(style);
                }
            }
            Looks {
                letter: option.letter.looks(),
                text,
                star: option.star,
            }
        }
        None => Looks {
            letter: Vec::new(),
            text: Vec::new(),
            star: false,
        },
    };
    options.iter().map(look).collect()
}

/// Reads "B", "B. mười tám tuổi", "B. Vì Điều 5 …" or the text of an option; returns what is left as an explanation.
fn understand(key: &str, options: &[String]) -> Result<(OptionSet, Option<String>), Problem> {
    let key = clean_line(key);
    let same = |text: &str, option: &String| !text.is_empty() && fold(text) == fold(option);
    let (letters, rest) = marks::letters(&key);
    let rest = rest
        .trim_start_matches(['.', ':', ')', ';', ',', '-', '–', ' '])
        .trim_end_matches(['.', ' ']);
    if letters.is_empty() {
        let bare = key.trim_end_matches('.');
        let set = keys::read(&key, options, false).or_else(|_| keys::read(bare, options, false))?;
        return Ok((set, None));
    }
    if let Some(&outside) = letters.iter().find(|index| **index >= options.len()) {
        return Err(Problem::KeyOutside {
            letter: letter(outside),
        });
    }
    let set: OptionSet = letters.iter().copied().collect();
    if rest.is_empty() {
        return Ok((set, None));
    }
    match options.iter().position(|option| same(rest, option)) {
        Some(index) if letters == [index] => Ok((set, None)),
        // The letter and the text name different options.
        Some(_) => Err(Problem::BadKey { found: key }),
        None => Ok((set, Some(rest.to_owned()))),
    }
}
