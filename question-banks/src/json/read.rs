//! Reads JSON into drafts, with the question's number and the field in every issue.

use super::FORMAT;
use super::object::Object;
use super::tree::{self, Node};
use crate::draft::{Draft, Naming, Place, word};
use crate::fields::{Field, letter};
use crate::issue::{Issue, Issues, Problem};
use crate::table::Content;
use crate::text::{clean, excerpt};
use contest_core::questions::{Credit, Difficulty, QuestionKind};

const TOP: [&str; 4] = ["format", "title", "language", "questions"];
const QUESTION: [&str; 11] = [
    "code",
    "topic",
    "difficulty",
    "kind",
    "credit",
    "stem",
    "options",
    "key",
    "keep_order",
    "explanation",
    "legal_basis",
];
const BASIS: [&str; 5] = ["law", "article", "clause", "point", "link"];

pub(crate) fn read(bytes: &[u8], issues: &mut Issues) -> Content {
    let mut content = Content {
        title: None,
        language: None,
        drafts: Vec::new(),
    };
    let fields = match tree::parse(bytes) {
        Ok(Node::Fields(fields)) => fields,
        Ok(_) => {
            let expected = "{…}";
            issues.push(Issue::of_file(Problem::WrongType { expected }));
            return content;
        }
        Err(problem) => {
            issues.push(Issue::of_file(problem));
            return content;
        }
    };
    let mut top = Object::new(fields, None, "", &TOP, issues);
    match top.required("format", issues) {
        Some(Node::Text(found)) if found == FORMAT => {}
        Some(Node::Text(found)) => {
            let found = excerpt(&found);
            issues.push(top.issue("format", Problem::UnknownJsonFormat { found }));
        }
        Some(_) => issues.push(top.issue("format", Problem::WrongType { expected: "\"…\"" })),
        None => {}
    }
    let title = top.required("title", issues);
    let title = title.map(|node| top.text_of("title", node, issues));
    content.title = title.filter(|_| !top.failed("title"));
    content.language = top
        .take("language")
        .map(|node| top.text_of("language", node, issues));
    match top.required("questions", issues) {
        Some(Node::List(list)) => content.drafts = drafts(list, issues),
        Some(_) => issues.push(top.issue("questions", Problem::WrongType { expected: "[…]" })),
        None => {}
    }
    content
}

fn drafts(list: Vec<Node>, issues: &mut Issues) -> Vec<Draft> {
    let is_code = |(name, _): &(String, Node)| name == "code";
    let has_code = |node: &Node| matches!(node, Node::Fields(fields) if fields.iter().any(is_code));
    let has_codes = list.iter().any(has_code);
    let numbered = list.into_iter().zip(1u32..);
    let drafts = numbered.filter_map(|(node, number)| match node {
        Node::Fields(fields) => Some(draft(fields, number, has_codes, issues)),
        _ => {
            let mut issue = Issue::of_file(Problem::WrongType { expected: "{…}" });
            issue.row = Some(number);
            issues.push(issue);
            None
        }
    });
    drafts.collect()
}

fn draft(fields: Vec<(String, Node)>, number: u32, has_codes: bool, issues: &mut Issues) -> Draft {
    let place = Place {
        sheet: None,
        row: number,
        naming: Naming::Json,
    };
    let mut object = Object::new(fields, Some(number), "", &QUESTION, issues);
    let mut basis = match object.take("legal_basis") {
        Some(Node::Fields(fields)) => Object::new(fields, Some(number), "legal_basis.", &BASIS, issues),
        None | Some(Node::Null) => Object::new(Vec::new(), Some(number), "legal_basis.", &BASIS, issues),
        Some(_) => {
            issues.push(object.issue("legal_basis", Problem::WrongType { expected: "{…}" }));
            Object::new(Vec::new(), Some(number), "legal_basis.", &BASIS, issues)
        }
    };
    let code = object.text("code", issues);
    let topic = object.text("topic", issues);
    let difficulty = object.text("difficulty", issues);
    let kind = object.text("kind", issues);
    let credit = object.text("credit", issues);
    let stem = object.required("stem", issues);
    let stem = stem.map(|node| object.multiline("stem", node, issues));
    let (options, options_known) = options(&mut object, issues);
    let key = key(&mut object, issues);
    let unreadable = [
        (stem.is_none() || object.failed("stem")).then_some(Field::Stem),
        object.failed("code").then_some(Field::Code),
        (!options_known).then_some(Field::Options),
        key.is_none().then_some(Field::Key),
    ];
    Draft {
        code: has_codes.then_some(code),
        topic,
        difficulty: word(&difficulty, &place, Field::Difficulty, issues, difficulty_of),
        kind: word(&kind, &place, Field::Kind, issues, kind_of),
        credit: word(&credit, &place, Field::Credit, issues, credit_of).unwrap_or_default(),
        stem: stem.unwrap_or_default(),
        options,
        key: key.unwrap_or_default(),
        keep_order: object.truth("keep_order", issues),
        explanation: match object.take("explanation") {
            Some(node) => object.multiline("explanation", node, issues),
            None => String::new(),
        },
        law: basis.text("law", issues),
        article: basis.text("article", issues),
        clause: basis.text("clause", issues),
        point: basis.text("point", issues),
        link: basis.text("link", issues),
        unreadable: unreadable.into_iter().flatten().collect(),
        place,
    }
}

/// Returns the options, and whether they could be read.
fn options(object: &mut Object, issues: &mut Issues) -> (Vec<String>, bool) {
    let list = match object.required("options", issues) {
        Some(Node::List(list)) => list,
        Some(_) => {
            issues.push(object.issue(
                "options",
                Problem::WrongType {
                    expected: "[\"…\"]"
                },
            ));
            return (Vec::new(), false);
        }
        None => return (Vec::new(), false),
    };
    let mut known = true;
    let texts = list.into_iter().enumerate().map(|(index, node)| match node {
        Node::Text(text) => clean(&text),
        _ => {
            known = false;
            let field = format!("options[{}]", letter(index));
            issues.push(object.issue(&field, Problem::WrongType { expected: "\"…\"" }));
            String::new()
        }
    });
    let mut texts: Vec<String> = texts.collect();
    let filled = texts.iter().rposition(|option| !option.is_empty());
    texts.truncate(filled.map_or(0, |last| last + 1));
    (texts, known)
}

/// Returns the letters of the key, joined; `None` if they could not be read.
fn key(object: &mut Object, issues: &mut Issues) -> Option<String> {
    let Node::List(list) = object.required("key", issues)? else {
        issues.push(object.issue("key", Problem::WrongType { expected: "[\"A\"]" }));
        return None;
    };
    let letters = list.iter().map(|node| match node {
        Node::Text(text) => {
            let text = text.trim();
            let one_letter = text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase());
            one_letter.then_some(text)
        }
        _ => None,
    });
    let letters: Option<Vec<&str>> = letters.collect();
    if letters.is_none() {
        issues.push(object.issue("key", Problem::WrongType { expected: "[\"A\"]" }));
    }
    letters.map(|letters| letters.join(","))
}

fn difficulty_of(text: &str) -> Option<Difficulty> {
    match text {
        "easy" => Some(Difficulty::Easy),
        "medium" => Some(Difficulty::Medium),
        "hard" => Some(Difficulty::Hard),
        _ => None,
    }
}

fn kind_of(text: &str) -> Option<QuestionKind> {
    match text {
        "single" => Some(QuestionKind::Single),
        "multiple" => Some(QuestionKind::Multiple),
        "true_false" => Some(QuestionKind::TrueFalse),
        _ => None,
    }
}

fn credit_of(text: &str) -> Option<Credit> {
    match text {
        "exact" => Some(Credit::Exact),
        "partial" => Some(Credit::Partial),
        _ => None,
    }
}
