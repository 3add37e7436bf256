//! The rules for one question: turns a draft into a question, or reports issues. Rules across questions are in
//! `duplicates.rs`.

use crate::draft::Draft;
use crate::fields::{Field, letter};
use crate::issue::{Issues, Problem};
use crate::text::{damaged_word, excerpt, fold, ocr_word, without_number};
use crate::{keys, limits, options, words};
use contest_core::questions::{Difficulty, LegalBasis, OPTIONS, OptionSet, Question, QuestionKind};

/// The topic of questions that have none.
pub(crate) const DEFAULT_TOPIC: &str = "Chung";

/// Returns the question, or `None` if issues were found. `number` counts the questions of the file from 1.
pub(crate) fn question(mut draft: Draft, number: usize, issues: &mut Issues) -> Option<Question> {
    let before = issues.count();
    draft.stem = without_number(&draft.stem).to_owned();
    options::strip_letters(&mut draft.options);
    lint(&draft, issues);
    if draft.stem.is_empty() && draft.can_read(Field::Stem) {
        issues.push(draft.place.issue(Field::Stem, Problem::EmptyStem {}));
    }
    if draft.code.as_deref() == Some("") && draft.can_read(Field::Code) {
        issues.push(draft.place.issue(Field::Code, Problem::MissingCode {}));
    }
    let kind = kind(&mut draft);
    let options_are_sound = draft.can_read_options() && options_of(&draft, kind, issues);
    let (kind, key) = key(&draft, kind, options_are_sound, issues);
    let legal_basis = basis(&draft, issues);
    if issues.count() > before {
        return None;
    }
    Some(Question {
        code: draft.code.unwrap_or_else(|| format!("C{number:03}")),
        topic: or_default(draft.topic),
        difficulty: draft.difficulty.unwrap_or(Difficulty::Medium),
        kind,
        credit: draft.credit,
        stem: draft.stem,
        options: draft.options,
        key,
        keep_order: draft.keep_order,
        explanation: draft.explanation,
        legal_basis,
    })
}

fn or_default(topic: String) -> String {
    if topic.is_empty() {
        DEFAULT_TOPIC.to_owned()
    } else {
        topic
    }
}

/// Checks the characters and lengths of every text.
fn lint(draft: &Draft, issues: &mut Issues) {
    let place = &draft.place;
    let code = draft.code.as_deref().unwrap_or_default();
    let texts = [
        (Field::Code, code, limits::CODE),
        (Field::Topic, &draft.topic, limits::NAME),
        (Field::Stem, &draft.stem, limits::STEM),
        (Field::Explanation, &draft.explanation, limits::EXPLANATION),
        (Field::Law, &draft.law, limits::NAME),
        (Field::Article, &draft.article, limits::CODE),
        (Field::Clause, &draft.clause, limits::CODE),
        (Field::Point, &draft.point, limits::CODE),
        (Field::Link, &draft.link, limits::LINK),
    ];
    let options = draft.options.iter().enumerate();
    let options = options.map(|(index, text)| (place.option(index), text.as_str(), limits::OPTION));
    for (field, text, limit) in texts.into_iter().chain(options) {
        for problem in text_problems(text, limit) {
            issues.push(place.issue(field, problem));
        }
    }
}

/// Returns what is wrong with a text, whatever its meaning.
pub(crate) fn text_problems(text: &str, limit: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = text.chars().count();
    if length > limit {
        problems.push(Problem::TooLong { length, limit });
    }
    if let Some(word) = ocr_word(text) {
        let word = excerpt(word);
        problems.push(Problem::OcrLetter { word });
    }
    if let Some(word) = damaged_word(text) {
        let word = excerpt(word);
        problems.push(Problem::DamagedText { word });
    }
    problems
}

/// Returns the kind as written, or as options and key imply it; several keys are detected later. Adds the options of a
/// true/false question that omits them.
fn kind(draft: &mut Draft) -> Option<QuestionKind> {
    let says_truth = draft.options.is_empty() && keys::read_truth(&draft.key).is_some();
    let kind = draft
        .kind
        .or_else(|| (says_truth || are_truth(&draft.options)).then_some(QuestionKind::TrueFalse));
    if kind == Some(QuestionKind::TrueFalse) && draft.options.is_empty() {
        draft.options = vec!["Đúng".to_owned(), "Sai".to_owned()];
    }
    kind
}

/// Returns whether the options are exactly "Đúng" and "Sai" in this order, on which the core relies.
fn are_truth(options: &[String]) -> bool {
    let meanings: Vec<Option<usize>> = options.iter().map(|option| words::read_truth(option)).collect();
    meanings == [Some(0), Some(1)]
}

/// Returns whether the options are sound; problems become issues.
fn options_of(draft: &Draft, kind: Option<QuestionKind>, issues: &mut Issues) -> bool {
    let before = issues.count();
    let place = &draft.place;
    let found = draft.options.len();
    if found > *OPTIONS.end() {
        let field = place.option(*OPTIONS.end());
        issues.push(place.issue(field, Problem::TooManyOptions { found }));
    }
    if let Some(gap) = draft.options.iter().position(String::is_empty) {
        let filled = draft.options.iter().skip(gap).position(|text| !text.is_empty());
        let next = letter(gap + filled.unwrap_or(1));
        let letter = letter(gap);
        issues.push(place.issue(place.option(gap), Problem::OptionGap { letter, next }));
    } else if kind == Some(QuestionKind::TrueFalse) {
        if !are_truth(&draft.options) {
            issues.push(place.issue(place.option(0), Problem::TrueFalseOptions {}));
        }
    } else if found < *OPTIONS.start() {
        issues.push(place.issue(place.option(found), Problem::TooFewOptions { found }));
    }
    equal_options(draft, issues);
    issues.count() == before
}

fn equal_options(draft: &Draft, issues: &mut Issues) {
    let lower: Vec<String> = draft.options.iter().map(|option| option.to_lowercase()).collect();
    for (second, option) in lower.iter().enumerate().take(2 * *OPTIONS.end()) {
        if let Some(first) = lower[..second].iter().position(|earlier| earlier == option)
            && !option.is_empty()
        {
            let problem = Problem::EqualOptions {
                first: letter(first),
                second: letter(second),
            };
            issues.push(draft.place.issue(draft.place.option(second), problem));
        }
    }
}

/// Returns the key, and the kind that follows from it.
fn key(
    draft: &Draft,
    kind: Option<QuestionKind>,
    options_are_sound: bool,
    issues: &mut Issues,
) -> (QuestionKind, OptionSet) {
    let nothing = (kind.unwrap_or(QuestionKind::Single), OptionSet::NONE);
    let mut fail = |problem| issues.push(draft.place.issue(Field::Key, problem));
    if draft.key.is_empty() {
        if draft.can_read(Field::Key) {
            fail(Problem::MissingKey {});
        }
        return nothing;
    }
    // With broken options, every key would look wrong.
    if !options_are_sound {
        return nothing;
    }
    let true_false = kind == Some(QuestionKind::TrueFalse);
    let read = match draft.place.naming.has_numbered_options() {
        true => keys::read_numbered,
        false => keys::read,
    };
    let key = match read(&draft.key, &draft.options, true_false) {
        Ok(key) => key,
        Err(problem) => {
            fail(problem);
            return nothing;
        }
    };
    let kind = kind.unwrap_or(if key.len() > 1 {
        QuestionKind::Multiple
    } else {
        QuestionKind::Single
    });
    if key.len() > 1 && kind != QuestionKind::Multiple {
        fail(Problem::SeveralKeys { found: key.len() });
    }
    (kind, key)
}

/// Reads the legal basis: a point needs its article, an article its law. Some articles have no clauses.
fn basis(draft: &Draft, issues: &mut Issues) -> Option<LegalBasis> {
    let bare = |text: &str, word: &str| without_word(text, word);
    let article = bare(&draft.article, "dieu");
    let clause = bare(&draft.clause, "khoan");
    let point = bare(&draft.point, "diem");
    let mut fail = |field, problem| issues.push(draft.place.issue(field, problem));
    let deeper = clause.is_some() || point.is_some();
    let link = (!draft.link.is_empty()).then(|| draft.link.clone());
    if let Some(found) = link.as_deref().filter(|link| !is_link(link)) {
        let found = excerpt(found);
        fail(Field::Link, Problem::BadLink { found });
    }
    if draft.law.is_empty() {
        if article.is_some() || deeper || link.is_some() {
            fail(Field::Law, Problem::BasisWithoutLaw {});
        }
        return None;
    }
    if article.is_none() && deeper {
        fail(Field::Article, Problem::BasisWithoutArticle {});
    }
    // A number under "Điểm" is the mark for the question, not a point of a clause.
    if let Some(found) = point
        .clone()
        .filter(|point| !point.starts_with(char::is_alphabetic))
    {
        fail(Field::Point, Problem::BadPoint { found });
    }
    Some(LegalBasis {
        law: draft.law.clone(),
        article,
        clause,
        point,
        link,
    })
}

/// Whether a text is the address of a page that contestants can be sent to: `https`, a host, and nothing that looks like
/// another host or like the end of the address.
fn is_link(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split_once(':').map_or(host, |(name, _port)| name);
    let of_a_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    let of_an_address = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\".contains(c);
    host.chars().all(of_a_host)
        && name.split('.').count() >= 2
        && name.split('.').all(|part| !part.is_empty())
        && rest.chars().all(of_an_address)
}

/// "Điều 5" → "5".
fn without_word(text: &str, word: &str) -> Option<String> {
    let mut rest = text;
    while let Some((first, tail)) = rest.split_once(' ')
        && fold(first) == word
    {
        rest = tail;
    }
    (!rest.is_empty()).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn only_https_addresses_of_a_host_are_links() {
        for link in [
            "https://vbpl.vn",
            "https://vanban.chinhphu.vn/?pageid=27160&docid=206215",
            "https://thuvien.example:8443/luật#Điều-5",
        ] {
            assert!(is_link(link), "{link}");
        }
        for text in [
            "",
            "http://vbpl.vn/",
            "javascript:alert(1)",
            "vbpl.vn",
            "https://",
            "https://localhost/",
            "https://vbpl.vn@example.com/",
            "https://vbpl..vn/",
            "https://vbpl.vn/a b",
            "https://vbpl.vn/\"><script>",
            "//vbpl.vn/",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
