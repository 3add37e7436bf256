//! GIFT, the text format of Moodle. Questions without options are told with their line.

mod answers;
mod blocks;
mod write;

pub(crate) use blocks::topic;
pub use write::write_gift;

use crate::codes;
use crate::draft::{Draft, Naming, Place};
use crate::fields::Field;
use crate::formats::nothing;
use crate::html;
use crate::issue::{Issues, Problem};
use crate::table::Content;
use crate::tags;
use crate::text::{clean, clean_line, excerpt};
use crate::weights::{self, Meaning};
use answers::{Answer, Answers};
use blocks::{RawQuestion, unescape};
use contest_core::questions::QuestionKind;
use std::rc::Rc;

/// Returns whether a plain text is GIFT: it has names, categories or answers as only GIFT does.
pub(crate) fn looks_like(text: &str) -> bool {
    let by_line = text
        .lines()
        .any(|line| line.starts_with("$CATEGORY:") || line.trim_start().starts_with("::"));
    by_line || text.split('{').skip(1).any(begins_answers)
}

fn begins_answers(inside: &str) -> bool {
    let Some((inside, _)) = inside.split_once('}') else {
        return false;
    };
    let inside = inside.trim_start();
    let word = inside.split('#').next().unwrap_or_default().trim();
    inside.starts_with(['=', '~', '#']) || matches!(word, "T" | "F" | "TRUE" | "FALSE")
}

pub(crate) fn read(text: &str, issues: &mut Issues) -> Content {
    let blocks = blocks::read(text);
    let mut content = nothing();
    content.title = blocks.of_file.get("title").map(|title| clean_line(title));
    content.language = blocks.of_file.get("language").cloned();
    let mut names = Vec::new();
    for raw in &blocks.questions {
        if let Some((draft, name)) = question(raw, issues) {
            names.push(raw.tags.get("id").cloned().unwrap_or(name));
            content.drafts.push(draft);
        }
    }
    codes::from_names(&mut content.drafts, &names);
    content
}

fn question(raw: &RawQuestion, issues: &mut Issues) -> Option<(Draft, String)> {
    let (name, rest) = name(&raw.text);
    let place = Place {
        sheet: None,
        row: raw.line,
        naming: Naming::Question(Rc::from(clean_line(&name))),
    };
    let mut fail = |problem| {
        issues.push(place.issue(Field::Stem, problem));
        None
    };
    let Some(opening) = answers::find(rest, "{") else {
        let found = "description".to_owned();
        return fail(Problem::UnsupportedKind { found });
    };
    let Some(length) = answers::find(&rest[opening..], "}").filter(|_| raw.unclosed.is_none()) else {
        let line = raw.unclosed.unwrap_or(raw.line);
        return fail(Problem::UnclosedAnswers { line });
    };
    let inside = &rest[opening + 1..opening + length];
    let behind = &rest[opening + length + 1..];
    let (answers, general) = match answers::read(inside) {
        Ok(found) => found,
        Err(problem) => return fail(problem),
    };
    if answers::find(behind, "{").is_some() {
        let found = excerpt(behind);
        return fail(Problem::BadAnswers { found });
    }
    let mut draft = Draft::at(place);
    let mut plain = Plain {
        format: format(rest).0.unwrap_or_default(),
        pictures: false,
        embedded: None,
    };
    let before = plain.text(&rest[..opening]);
    let behind = plain.text(behind);
    draft.stem = match behind.as_str() {
        "" | "." => before,
        // The answer belongs into the sentence.
        behind => clean(&format!("{before} _____ {behind}")),
    };
    draft.topic.clone_from(&raw.category);
    if let Answers::Other(kind) = answers {
        let found = kind.to_owned();
        issues.push(draft.place.issue(Field::Kind, Problem::UnsupportedKind { found }));
        return None;
    }
    answered(&mut draft, answers, &mut plain, issues);
    let mut explanation = vec![plain.text(&general)];
    explanation.extend((!draft.explanation.is_empty()).then(|| draft.explanation.clone()));
    draft.explanation = clean(&explanation.join("\n"));
    tags::read(&raw.tags, &mut draft);
    plain.tell(&mut draft, issues);
    Some((draft, name))
}

/// Puts options, key and the feedback on single options into the draft.
fn answered(draft: &mut Draft, answers: Answers, plain: &mut Plain, issues: &mut Issues) {
    let answers = match answers {
        Answers::Truth(truth, feedback) => {
            draft.kind = Some(QuestionKind::TrueFalse);
            draft.key = if truth { "Đúng" } else { "Sai" }.to_owned();
            let feedback: Vec<String> = feedback.iter().map(|text| plain.text(text)).collect();
            draft.explanation = feedback.join("\n");
            return;
        }
        Answers::Choice(answers) => answers,
        Answers::Other(_) => return,
    };
    draft.options = answers.iter().map(|answer| plain.text(&answer.text)).collect();
    weights::note(meaning(&answers), draft, issues);
    let told = answers
        .iter()
        .zip(&draft.options)
        .filter(|(answer, _)| !answer.feedback.is_empty());
    // Options are shuffled, so their letters would mislead.
    let told: Vec<String> = told
        .map(|(answer, option)| format!("“{option}”: {}", plain.text(&answer.feedback)))
        .collect();
    draft.explanation = told.join("\n");
}

fn meaning(answers: &[Answer]) -> Result<Meaning, Problem> {
    if answers.iter().any(|answer| answer.right) {
        let weight = |answer: &Answer| answer.weight.unwrap_or(if answer.right { 100.0 } else { 0.0 });
        return weights::of_single(&answers.iter().map(weight).collect::<Vec<_>>());
    }
    Ok(weights::of_multiple(
        &answers
            .iter()
            .map(|answer| answer.weight.unwrap_or(0.0))
            .collect::<Vec<_>>(),
    ))
}

/// Takes the name off the beginning: `::name::`.
fn name(text: &str) -> (String, &str) {
    let trimmed = text.trim_start();
    let Some(rest) = trimmed.strip_prefix("::") else {
        return (String::new(), trimmed);
    };
    match answers::find(rest, "::") {
        Some(at) => (unescape(rest[..at].trim()), rest[at + 2..].trim_start()),
        None => (String::new(), trimmed),
    }
}

/// Takes the format off the beginning of a text: `[html]`.
fn format(text: &str) -> (Option<Format>, &str) {
    const FORMATS: [(&str, Format); 4] = [
        ("[html]", Format::Html),
        ("[moodle]", Format::Html),
        ("[markdown]", Format::Plain),
        ("[plain]", Format::Plain),
    ];
    let trimmed = text.trim_start();
    let found = FORMATS
        .iter()
        .find_map(|(mark, format)| Some((*format, trimmed.strip_prefix(mark)?)));
    found.map_or((None, text), |(format, rest)| (Some(format), rest))
}

#[derive(Clone, Copy, Debug, Default)]
enum Format {
    /// Also without a mark: Moodle shows tags in such a text as what they mean.
    #[default]
    Html,
    Plain,
}

/// Makes texts plain and notes what they lose by it.
struct Plain {
    format: Format,
    pictures: bool,
    embedded: Option<String>,
}

impl Plain {
    fn text(&mut self, raw: &str) -> String {
        let (format, raw) = format(raw.trim_start());
        let text = unescape(raw.trim());
        match format.unwrap_or(self.format) {
            Format::Plain => clean(&text),
            Format::Html => {
                let plain = html::plain(&text.replace('\n', "<br>"));
                self.pictures |= plain.pictures;
                self.embedded = self.embedded.take().or(plain.embedded);
                clean(&plain.text)
            }
        }
    }

    fn tell(self, draft: &mut Draft, issues: &mut Issues) {
        crate::media::tell(self.pictures, self.embedded, draft, issues);
    }
}
