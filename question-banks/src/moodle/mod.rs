//! Moodle's question bank as XML. Questions without options are told with their name and line.

mod write;

pub use write::write_moodle;

use crate::draft::{Draft, Naming, Place};
use crate::fields::Field;
use crate::formats::nothing;
use crate::issue::{Issues, Problem};
use crate::table::Content;
use crate::text::{clean, clean_line, excerpt};
use crate::xml::Element;
use crate::{codes, gift, html, limits, media, tags, weights};
use contest_core::questions::QuestionKind;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Reads a `quiz`.
pub(crate) fn read(quiz: &Element, issues: &mut Issues) -> Content {
    let mut content = nothing();
    content.title = quiz.attribute("title").map(clean_line);
    content.language = quiz.attribute("language").map(str::to_owned);
    let mut topic = String::new();
    let (mut names, mut numbers) = (Vec::new(), Vec::new());
    for element in quiz.all("question") {
        // One more than may be loaded is enough to refuse them.
        if content.drafts.len() > limits::QUESTIONS {
            break;
        }
        if element.attribute("type") == Some("category") {
            let path = element.path(&["category", "text"]);
            topic = path.map(|path| gift::topic(&path.text())).unwrap_or_default();
            continue;
        }
        if let Some(mut draft) = question(element, issues) {
            if draft.topic.is_empty() {
                draft.topic.clone_from(&topic);
            }
            content.drafts.push(draft);
            names.push(name(element));
            numbers.push(element.child("idnumber").map(Element::text).unwrap_or_default());
        }
    }
    codes::from_names(&mut content.drafts, &names);
    codes::from_names(&mut content.drafts, &numbers);
    content
}

fn name(question: &Element) -> String {
    question
        .path(&["name", "text"])
        .map(|name| clean_line(&name.text()))
        .unwrap_or_default()
}

fn question(element: &Element, issues: &mut Issues) -> Option<Draft> {
    let mut draft = Draft::at(Place {
        sheet: None,
        row: element.line,
        naming: Naming::Question(Rc::from(name(element))),
    });
    let mut texts = Texts::default();
    draft.stem = element
        .child("questiontext")
        .map(|stem| texts.read(stem))
        .unwrap_or_default();
    match element.attribute("type").unwrap_or_default() {
        "multichoice" => choice(element, &mut draft, &mut texts, issues),
        "truefalse" => truth(element, &mut draft, &mut texts, issues),
        "description" => {
            let found = excerpt(&draft.stem);
            issues.warn(draft.place.issue(Field::Stem, Problem::NoteLeftOut { found }));
            return None;
        }
        kind => {
            let found = excerpt(kind);
            issues.push(draft.place.issue(Field::Kind, Problem::UnsupportedKind { found }));
            return None;
        }
    }
    let (pictures, embedded) = (
        texts.pictures || element.child("image_base64").is_some(),
        texts.embedded,
    );
    // What is only in an explanation can be left out without harm to the question.
    let mut later = Texts::default();
    let general = element
        .child("generalfeedback")
        .map(|text| later.read(text))
        .unwrap_or_default();
    draft.explanation = clean(&format!("{general}\n{}", draft.explanation));
    if later.pictures || later.embedded.is_some() {
        issues.warn(draft.place.issue(Field::Explanation, Problem::PictureLeftOut {}));
    }
    if value(element, "hidden") == "1" {
        issues.warn(draft.place.issue(Field::Stem, Problem::HiddenQuestion {}));
    }
    if has_other_feedback(element) {
        issues.warn(draft.place.issue(Field::Explanation, Problem::FeedbackLeftOut {}));
    }
    tags::read(&tags_of(element), &mut draft);
    media::tell(pictures, embedded, &mut draft, issues);
    Some(draft)
}

fn value(parent: &Element, name: &str) -> String {
    parent
        .child(name)
        .map(|child| child.text().trim().to_lowercase())
        .unwrap_or_default()
}

fn choice(element: &Element, draft: &mut Draft, texts: &mut Texts, issues: &mut Issues) {
    let (options, weights) = answers(element, draft, texts, issues);
    draft.options = options;
    draft.keep_order = matches!(value(element, "shuffleanswers").as_str(), "0" | "false");
    let several = matches!(value(element, "single").as_str(), "0" | "false");
    let meaning = if several {
        Ok(weights::of_multiple(&weights))
    } else {
        weights::of_single(&weights)
    };
    weights::note(meaning, draft, issues);
}

fn truth(element: &Element, draft: &mut Draft, texts: &mut Texts, issues: &mut Issues) {
    draft.kind = Some(QuestionKind::TrueFalse);
    let (words, weights) = answers(element, draft, texts, issues);
    let right = words
        .iter()
        .zip(weights)
        .filter(|(_, weight)| *weight > 0.0)
        .map(|(word, _)| word.to_lowercase());
    let right: Vec<String> = right.collect();
    draft.key = match right.as_slice() {
        [word] if word == "true" => "Đúng".to_owned(),
        [word] if word == "false" => "Sai".to_owned(),
        [] => String::new(),
        words => words.join(", "),
    };
}

/// Returns the texts and weights of the answers; feedback on them joins the explanation.
fn answers(
    element: &Element,
    draft: &mut Draft,
    texts: &mut Texts,
    issues: &mut Issues,
) -> (Vec<String>, Vec<f64>) {
    let (mut options, mut weights, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for answer in element.all("answer").take(limits::ANSWERS) {
        let option = texts.read(answer);
        let fraction = answer.attribute("fraction").unwrap_or("0").trim();
        let weight = fraction
            .parse::<f64>()
            .ok()
            .filter(|weight| (-100.0..=100.0).contains(weight));
        if weight.is_none() {
            let found = excerpt(fraction);
            issues.push(draft.place.issue(Field::Key, Problem::BadWeight { found }));
            draft.unreadable.push(Field::Key);
        }
        let feedback = answer
            .child("feedback")
            .map(|text| Texts::default().read(text))
            .unwrap_or_default();
        if !feedback.is_empty() {
            // Options are shuffled, so their letters would mislead.
            told.push(format!("“{option}”: {feedback}"));
        }
        options.push(option);
        weights.push(weight.unwrap_or_default());
    }
    draft.explanation = told.join("\n");
    (options, weights)
}

/// Returns whether there are hints, or feedback on right and wrong answers that somebody wrote.
fn has_other_feedback(element: &Element) -> bool {
    const USUAL: [&str; 7] = [
        "",
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "Câu trả lời của bạn đúng.",
        "Câu trả lời của bạn đúng một phần.",
        "Câu trả lời của bạn sai.",
    ];
    let names = [
        "correctfeedback",
        "partiallycorrectfeedback",
        "incorrectfeedback",
        "hint",
    ];
    let written = |child: &Element| !USUAL.contains(&Texts::default().read(child).as_str());
    element
        .elements()
        .any(|child| names.contains(&&*child.name) && written(child))
}

fn tags_of(element: &Element) -> BTreeMap<String, String> {
    let tags = element.child("tags");
    let texts = tags
        .into_iter()
        .flat_map(|tags| tags.all("tag"))
        .map(Element::text);
    let pairs = texts.filter_map(|text| {
        let (name, value) = text.split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    pairs.collect()
}

/// Reads texts and notes what they lose when they become plain.
#[derive(Default)]
struct Texts {
    pictures: bool,
    embedded: Option<String>,
}

impl Texts {
    /// Reads the text in an element, with the files beside it.
    fn read(&mut self, element: &Element) -> String {
        for file in element.all("file") {
            let name = file.attribute("name").unwrap_or_default();
            let ending = name
                .rsplit_once('.')
                .map_or("", |(_, ending)| ending)
                .to_ascii_lowercase();
            if matches!(
                ending.as_str(),
                "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "bmp"
            ) {
                self.pictures = true;
            } else {
                self.embedded = Some(excerpt(name));
            }
        }
        let text = element.child("text").map(Element::text).unwrap_or_default();
        let html = match element.attribute("format") {
            Some("plain_text" | "markdown") => return clean(&text),
            Some("html") => text,
            _ => text.trim().replace('\n', "<br>"),
        };
        let plain = html::plain(&html);
        self.pictures |= plain.pictures;
        self.embedded = self.embedded.take().or(plain.embedded);
        clean(&plain.text)
    }
}
