//! What stands between the braces of a GIFT question.

use crate::issue::Problem;
use crate::limits;
use crate::text::excerpt;

#[derive(Debug, PartialEq)]
pub(super) enum Answers {
    /// True or false, with the feedback on both.
    Truth(bool, Vec<String>),
    Choice(Vec<Answer>),
    /// The name of a kind that has no options.
    Other(&'static str),
}

#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    /// It begins with `=`, not with `~`.
    pub right: bool,
    /// In percent.
    pub weight: Option<f64>,
    /// Still escaped, as all texts here.
    pub text: String,
    pub feedback: String,
}

/// Reads the answers, and the feedback on the question as a whole.
pub(super) fn read(inside: &str) -> Result<(Answers, String), Problem> {
    let (inside, general) = match find(inside, "####") {
        Some(at) => (&inside[..at], &inside[at + 4..]),
        None => (inside, ""),
    };
    let general = general.trim().to_owned();
    let trimmed = inside.trim();
    if trimmed.is_empty() {
        return Ok((Answers::Other("essay"), general));
    }
    if trimmed.starts_with('#') {
        return Ok((Answers::Other("numerical"), general));
    }
    if let Some(truth) = truth(trimmed) {
        return Ok((truth, general));
    }
    let starts = signs(trimmed);
    match starts.first() {
        Some(0) if starts.len() <= limits::ANSWERS => {}
        _ => {
            return Err(Problem::BadAnswers {
                found: excerpt(trimmed),
            });
        }
    }
    let ends = starts.iter().skip(1).copied().chain([trimmed.len()]);
    let answers: Result<Vec<Answer>, Problem> = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| answer(&trimmed[*from..to]))
        .collect();
    let answers = answers?;
    let all_right = answers.iter().all(|answer| answer.right);
    let kind = if all_right && answers.iter().all(|answer| find(&answer.text, "->").is_some()) {
        Answers::Other("matching")
    } else if all_right {
        Answers::Other("shortanswer")
    } else {
        Answers::Choice(answers)
    };
    Ok((kind, general))
}

fn truth(text: &str) -> Option<Answers> {
    let (word, feedback) = match find(text, "#") {
        Some(at) => (&text[..at], &text[at..]),
        None => (text, ""),
    };
    let truth = match word.trim().to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    let mut pieces = Vec::new();
    let mut rest = feedback;
    while let Some(at) = find(rest, "#") {
        pieces.push(rest[..at].trim().to_owned());
        rest = &rest[at + 1..];
    }
    pieces.push(rest.trim().to_owned());
    pieces.retain(|piece| !piece.is_empty());
    Some(Answers::Truth(truth, pieces))
}

fn answer(text: &str) -> Result<Answer, Problem> {
    let right = text.starts_with('=');
    let mut rest = text[1..].trim();
    let mut weight = None;
    if let Some((number, after)) = rest.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
        let value = number.trim().replace(',', ".").parse::<f64>().ok();
        let value = value.filter(|value| (-100.0..=100.0).contains(value));
        weight = Some(value.ok_or_else(|| Problem::BadWeight {
            found: excerpt(number),
        })?);
        rest = after.trim_start();
    }
    let (text, feedback) = match find(rest, "#") {
        Some(at) => (rest[..at].trim(), rest[at + 1..].trim().to_owned()),
        None => (rest, String::new()),
    };
    Ok(Answer {
        right,
        weight,
        text: text.to_owned(),
        feedback,
    })
}

/// Returns where the unescaped signs `=` and `~` are.
fn signs(text: &str) -> Vec<usize> {
    unescaped(text)
        .filter(|(_, c)| matches!(c, '=' | '~'))
        .map(|(at, _)| at)
        .collect()
}

/// Returns where a text that is not escaped begins.
pub(super) fn find(text: &str, wanted: &str) -> Option<usize> {
    unescaped(text)
        .map(|(at, _)| at)
        .find(|at| text[*at..].starts_with(wanted))
}

/// Returns the characters that no backslash stands before.
fn unescaped(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaped = false;
    text.char_indices().filter(move |(_, c)| {
        let skip = escaped;
        escaped = !escaped && *c == '\\';
        !skip && *c != '\\'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_answers() {
        for (inside, kind) in [
            ("", "essay"),
            ("#1822", "numerical"),
            ("=a -> b =c -> d", "matching"),
            ("=a =b", "shortanswer"),
        ] {
            assert_eq!(read(inside).unwrap().0, Answers::Other(kind), "{inside}");
        }
        assert_eq!(
            read("FALSE#không#có####chung").unwrap(),
            (
                Answers::Truth(false, vec!["không".to_owned(), "có".to_owned()]),
                "chung".to_owned()
            )
        );
        let Answers::Choice(answers) = read("~%50%a\\=b#tốt ~%-50% c").unwrap().0 else {
            panic!()
        };
        assert_eq!(
            (answers[0].weight, &*answers[0].text, &*answers[0].feedback),
            (Some(50.0), "a\\=b", "tốt")
        );
        assert_eq!((answers[1].weight, &*answers[1].text), (Some(-50.0), "c"));
        assert!(matches!(read("một ~a =b"), Err(Problem::BadAnswers { .. })));
        assert!(matches!(read("~%x%a =b"), Err(Problem::BadWeight { .. })));
    }
}
