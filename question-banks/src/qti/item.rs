//! One item as a draft.

use super::flow::{Flow, all, attribute, name};
use super::response;
use crate::draft::{Draft, Naming, Place};
use crate::fields::{Field, letter};
use crate::issue::{Issues, Problem};
use crate::limits;
use crate::media;
use crate::text::{clean, clean_line, excerpt};
use crate::xml::Element;
use contest_core::questions::QuestionKind;
use std::rc::Rc;

pub(super) fn identifier(item: &Element) -> String {
    item.attribute("identifier").map(clean_line).unwrap_or_default()
}

/// Reads an item; `file` is its path in a package.
pub(super) fn read(item: &Element, file: Option<&str>, issues: &mut Issues) -> Option<Draft> {
    let mut draft = Draft::at(Place {
        sheet: file.map(str::to_owned),
        row: item.line,
        naming: Naming::Question(Rc::from(identifier(item))),
    });
    let choice = match choice_of(item) {
        Ok(choice) => choice,
        Err(found) => {
            let found = excerpt(&found);
            issues.push(draft.place.issue(Field::Kind, Problem::UnsupportedKind { found }));
            return None;
        }
    };
    let mut flow = Flow::default();
    all(item, "itemBody").for_each(|body| flow.add(body));
    draft.stem = clean(&std::mem::take(&mut flow.plain.text));
    let choices: Vec<&Element> = all(choice, "simpleChoice").take(limits::ANSWERS).collect();
    for choice in &choices {
        flow.add(choice);
        draft.options.push(clean(&std::mem::take(&mut flow.plain.text)));
    }
    order(choice, &choices, &mut draft, issues);
    let right = key(item, choice, &choices, &mut draft, issues);
    let left_out = explanation(item, &right, &mut draft);
    if left_out || flow.feedback {
        issues.warn(draft.place.issue(Field::Explanation, Problem::FeedbackLeftOut {}));
    }
    media::tell(flow.plain.pictures, flow.plain.embedded, &mut draft, issues);
    Some(draft)
}

/// Returns the only interaction, if it is a choice; otherwise what the item is instead.
fn choice_of(item: &Element) -> Result<&Element, String> {
    if item.attribute("adaptive") == Some("true") {
        return Err("adaptive".to_owned());
    }
    if all(item, "templateDeclaration").next().is_some() {
        return Err("templateDeclaration".to_owned());
    }
    let mut found = Vec::new();
    all(item, "itemBody").for_each(|body| interactions(body, &mut found));
    match found.as_slice() {
        [only] if name(only) == "choiceInteraction" => Ok(only),
        [] => Err("itemBody".to_owned()),
        several => {
            let names: Vec<String> = several.iter().map(|element| name(element)).collect();
            Err(names.join(" + "))
        }
    }
}

fn interactions<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    for child in element.elements() {
        if name(child).ends_with("Interaction") {
            found.push(child);
        } else {
            interactions(child, found);
        }
    }
}

/// Options may be shuffled only if the item says so and none has a fixed place.
fn order(choice: &Element, choices: &[&Element], draft: &mut Draft, issues: &mut Issues) {
    let shuffled = choice.attribute("shuffle") == Some("true");
    let fixed = choices
        .iter()
        .any(|choice| choice.attribute("fixed") == Some("true"));
    draft.keep_order = !shuffled || fixed;
    if shuffled && fixed {
        issues.warn(draft.place.issue(Field::KeepOrder, Problem::FixedOption {}));
    }
}

/// Puts kind and key into the draft; returns the identifiers of the right choices.
fn key(
    item: &Element,
    choice: &Element,
    choices: &[&Element],
    draft: &mut Draft,
    issues: &mut Issues,
) -> Vec<String> {
    let wanted = attribute(choice, "responseIdentifier").unwrap_or("RESPONSE");
    let declaration = all(item, "responseDeclaration")
        .find(|declaration| declaration.attribute("identifier") == Some(wanted));
    let Some(declaration) = declaration else {
        return Vec::new();
    };
    let mut fail = |problem| {
        issues.push(draft.place.issue(Field::Key, problem));
        draft.unreadable.push(Field::Key);
    };
    let response = match response::read(declaration) {
        Ok(response) => response,
        Err(problem) => {
            fail(problem);
            return Vec::new();
        }
    };
    let mut letters = Vec::new();
    for value in response.right.iter().take(limits::ANSWERS) {
        match choices
            .iter()
            .position(|choice| choice.attribute("identifier") == Some(value.as_str()))
        {
            Some(index) => letters.push(letter(index).to_string()),
            None => {
                let found = excerpt(value);
                fail(Problem::BadKey { found });
            }
        }
    }
    if response.kind == QuestionKind::Single && letters.len() > 1 {
        let found = letters.len();
        fail(Problem::SeveralRight { found });
    }
    draft.kind = (response.kind == QuestionKind::Multiple).then_some(response.kind);
    draft.credit = response.credit;
    draft.key = letters.join(",");
    response.right
}

/// Takes the feedback on right answers as the explanation; returns whether there is other feedback.
fn explanation(item: &Element, right: &[String], draft: &mut Draft) -> bool {
    let mut lines = Vec::new();
    let mut other = false;
    for feedback in all(item, "modalFeedback") {
        let of = feedback.attribute("identifier").unwrap_or_default();
        let general = matches!(
            of.to_ascii_lowercase().as_str(),
            "correct" | "general" | "solution"
        );
        let shown = attribute(feedback, "showHide") != Some("hide");
        let mut flow = Flow::default();
        flow.add(feedback);
        let text = clean(&flow.plain.text);
        if shown && (general || right.iter().any(|value| value == of)) {
            lines.push(text);
        } else {
            other |= !text.is_empty();
        }
    }
    draft.explanation = lines.join("\n");
    other
}
