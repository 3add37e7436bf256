//! The text of an item: elements as in HTML, between interactions and feedback.

use crate::html::{Plain, is_block, is_embedded, subscript, superscript};
use crate::xml::{Element, Node};

/// Returns an element's name as QTI 2 has it: `qti-simple-choice` is `simpleChoice`.
pub(super) fn name(element: &Element) -> String {
    match element.name.strip_prefix("qti-") {
        Some(name) => camel(name),
        None => (*element.name).to_owned(),
    }
}

fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut raise = false;
    for c in name.chars() {
        match c {
            '-' => raise = true,
            c if raise => {
                camel.push(c.to_ascii_uppercase());
                raise = false;
            }
            c => camel.push(c),
        }
    }
    camel
}

/// Returns an attribute by its name in QTI 2, in either spelling.
pub(super) fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let hyphened = || {
        let mut hyphened = String::new();
        for c in name.chars() {
            if c.is_ascii_uppercase() {
                hyphened.push('-');
            }
            hyphened.push(c.to_ascii_lowercase());
        }
        element.attribute(&hyphened)
    };
    element.attribute(name).or_else(hyphened)
}

/// Returns the child elements of a name in QTI 2.
pub(super) fn all<'a>(element: &'a Element, wanted: &'a str) -> impl Iterator<Item = &'a Element> {
    element.elements().filter(move |child| name(child) == wanted)
}

/// A text, and what it leaves out.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub plain: Plain,
    pub feedback: bool,
}

impl Flow {
    /// Adds the text in an element, without interactions and feedback. Of a choice, the prompt is text.
    pub(super) fn add(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => self.push(text),
                Node::Element(child) => self.element(child),
            }
        }
    }

    fn push(&mut self, text: &str) {
        // Line breaks in the file are spaces.
        let text = text
            .chars()
            .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c });
        self.plain.text.extend(text);
    }

    fn element(&mut self, element: &Element) {
        match name(element).as_str() {
            "choiceInteraction" => {
                self.plain.text.push('\n');
                for prompt in all(element, "prompt") {
                    self.add(prompt);
                }
                self.plain.text.push('\n');
            }
            "feedbackBlock" | "feedbackInline" | "rubricBlock" => self.feedback = true,
            "stylesheet" => {}
            "img" => self.plain.pictures = true,
            "sup" => self.plain.text.extend(element.text().chars().map(superscript)),
            "sub" => self.plain.text.extend(element.text().chars().map(subscript)),
            name if is_embedded(name) => self.plain.embedded = Some(name.to_owned()),
            name if is_block(name) => {
                self.plain.text.push('\n');
                self.add(element);
                self.plain.text.push('\n');
            }
            _ => self.add(element),
        }
    }
}
