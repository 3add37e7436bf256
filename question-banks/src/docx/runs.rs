//! The text of one paragraph: its runs, fields, links and equations.

use super::fonts;
use super::styles::{Look, Styles};
use crate::html::{subscript, superscript};
use crate::papers::{Line, Note};
use crate::text::excerpt;
use crate::xml::{Element, Node};

/// Reads runs into a line.
pub(super) struct Runs<'a> {
    pub styles: &'a Styles,
    /// What the paragraph's style gives.
    pub below: Look,
    pub line: Line,
    /// Paragraphs in text boxes, each as a text.
    pub boxes: Vec<String>,
    hidden: String,
    struck: String,
}

impl<'a> Runs<'a> {
    pub(super) fn new(styles: &'a Styles, below: Look, at: u32) -> Runs<'a> {
        Runs {
            styles,
            below,
            line: Line::at(at),
            boxes: Vec::new(),
            hidden: String::new(),
            struck: String::new(),
        }
    }

    /// Reads whatever may stand in a paragraph.
    pub(super) fn read(&mut self, parent: &Element) {
        for element in parent.elements() {
            match &*element.name {
                "r" => self.run(element),
                "del" | "moveFrom" => self.note(Note::Tracked),
                "ins" | "moveTo" => {
                    self.note(Note::Tracked);
                    self.read(element);
                }
                "oMath" | "oMathPara" => self.equation(element),
                "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "proofErr" | "bookmarkStart" | "bookmarkEnd" => {}
                // Links, fields, tags, content controls.
                _ => self.read(element),
            }
        }
    }

    pub(super) fn finish(mut self) -> (Line, Vec<String>) {
        if !self.hidden.trim().is_empty() {
            self.note(Note::Hidden(excerpt(&self.hidden)));
        }
        if !self.struck.trim().is_empty() {
            self.note(Note::Struck(excerpt(&self.struck)));
        }
        (self.line, self.boxes)
    }

    fn note(&mut self, note: Note) {
        if !self.line.notes.contains(&note) {
            self.line.notes.push(note);
        }
    }

    fn look(&self, run: &Element) -> Look {
        let Some(properties) = run.child("rPr") else {
            return self.below.clone();
        };
        let named = super::styles::value(properties, "rStyle");
        let named = named.map(|id| self.styles.look(&id)).unwrap_or_default();
        Look::read(properties).over(&named).over(&self.below)
    }

    fn run(&mut self, run: &Element) {
        let look = self.look(run);
        let mut text = String::new();
        for element in run.elements() {
            match &*element.name {
                "t" => text.push_str(&element.text()),
                "tab" | "ptab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                // A sign of a font that has no letters.
                "sym" => text.push('\u{fffd}'),
                "drawing" | "pict" | "object" | "AlternateContent" => self.picture(element),
                "footnoteReference" | "endnoteReference" => self.note(Note::Footnote),
                _ => {}
            }
        }
        if look.hidden == Some(true) {
            self.hidden.push_str(&text);
            return;
        }
        if let Some(font) = &look.font
            && fonts::is_legacy(font, &text)
        {
            let (font, found) = (font.clone(), excerpt(&text));
            let told = |note: &Note| matches!(note, Note::LegacyFont { .. });
            if !self.line.notes.iter().any(told) {
                self.note(Note::LegacyFont { font, found });
            }
        }
        if look.struck == Some(true) {
            self.struck.push_str(&text);
        }
        let text: String = match look.raised {
            Some(Some(true)) => text.chars().map(superscript).collect(),
            Some(Some(false)) => text.chars().map(subscript).collect(),
            _ => text,
        };
        self.line.push(&text, look.style());
    }

    /// Tells pictures, embedded objects and text boxes apart. Of two versions of the same thing, one is read.
    fn picture(&mut self, element: &Element) {
        let element = match &*element.name {
            "AlternateContent" => element
                .child("Choice")
                .or_else(|| element.child("Fallback"))
                .unwrap_or(element),
            _ => element,
        };
        let mut boxes = Vec::new();
        box_texts(element, &mut boxes);
        let written = boxes.iter().any(|text| !text.trim().is_empty());
        self.boxes
            .extend(boxes.into_iter().filter(|text| !text.trim().is_empty()));
        match program(element) {
            Some(name) if name.starts_with("Equation") => self.note(Note::Equation),
            Some(name) => self.note(Note::Attachment(excerpt(name))),
            None => {
                let shows = ["blip", "imagedata", "chart"]
                    .iter()
                    .any(|name| element.holds(name));
                if shows || (!written && draws(element)) {
                    self.note(Note::Picture);
                }
            }
        }
    }

    /// Reads an equation that is one row of signs; any other would lose its meaning as a text.
    fn equation(&mut self, element: &Element) {
        const ROWS: [&str; 12] = [
            "oMath",
            "oMathPara",
            "r",
            "t",
            "rPr",
            "ctrlPr",
            "sty",
            "rFonts",
            "i",
            "oMathParaPr",
            "jc",
            "lang",
        ];
        if is_made_of(element, &ROWS) {
            let style = self.below.style();
            self.line.push(&element.text(), style);
        } else {
            self.note(Note::Equation);
        }
    }
}

/// Returns the program of an embedded object.
fn program(element: &Element) -> Option<&str> {
    if &*element.name == "OLEObject" {
        return element.attribute("ProgID").or(Some(""));
    }
    element.elements().find_map(program)
}

/// Returns whether a drawing shows more than lines.
fn draws(element: &Element) -> bool {
    element.holds("wgp") || element.holds("group") || element.holds("relIds")
}

fn is_made_of(element: &Element, names: &[&str]) -> bool {
    names.contains(&&*element.name) && element.elements().all(|child| is_made_of(child, names))
}

/// Collects the paragraphs of all text boxes in an element.
fn box_texts(element: &Element, texts: &mut Vec<String>) {
    if &*element.name == "txbxContent" {
        texts.push(plain(element));
        return;
    }
    if &*element.name == "Fallback" {
        return;
    }
    element.elements().for_each(|child| box_texts(child, texts));
}

fn plain(element: &Element) -> String {
    let mut text = String::new();
    for node in &element.children {
        match node {
            Node::Element(child) if &*child.name == "t" => text.push_str(&child.text()),
            Node::Element(child) => {
                text.push_str(&plain(child));
                if &*child.name == "p" {
                    text.push(' ');
                }
            }
            Node::Text(_) => {}
        }
    }
    text
}
