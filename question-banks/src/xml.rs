//! A small XML text as a tree of elements, within bounds. Namespace prefixes are dropped. Document type declarations
//! are refused, so there are no external entities and none that expand. Knows nothing of any format.

use crate::issue::Problem;
use crate::limits;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::rc::Rc;

#[derive(Debug)]
pub(crate) struct Element {
    /// Without its prefix.
    pub name: Rc<str>,
    /// Line on which the element begins, from 1.
    pub line: u32,
    attributes: Vec<(Rc<str>, Box<str>)>,
    pub children: Vec<Node>,
}

#[derive(Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Returns an attribute by its name without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(key, value)| (**key == *name).then_some(&**value))
    }

    /// Returns the child elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns the child elements of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| *element.name == *name)
    }

    /// Returns the first child element of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| *element.name == *name)
    }

    /// Follows child elements by name.
    pub(crate) fn path(&self, names: &[&str]) -> Option<&Element> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// Returns whether the element or anything in it has the name.
    pub(crate) fn holds(&self, name: &str) -> bool {
        *self.name == *name || self.elements().any(|element| element.holds(name))
    }

    /// Returns all text in the element, in order.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.add_text(text),
                Node::Text(piece) => text.push_str(piece),
            }
        }
    }
}

/// Reads an XML text in UTF-8 or UTF-16 and returns its root.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, Problem> {
    let text = super::decode::text(bytes)?;
    let mut parser = Parser {
        text: &text,
        counted: 0,
        line: 1,
        elements: 0,
        attributes: 0,
        names: HashSet::new(),
        open: Vec::new(),
        root: None,
    };
    parser.run()?;
    parser.root.ok_or(Problem::BadXml { line: 1 })
}

struct Parser<'a> {
    text: &'a str,
    /// How far the lines have been counted, in bytes.
    counted: usize,
    line: u32,
    elements: usize,
    attributes: usize,
    names: HashSet<Rc<str>>,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Problem> {
        let mut reader = Reader::from_str(self.text);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event();
            self.count_lines(at);
            let Ok(event) = event else {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                self.count_lines(at);
                return Err(self.broken());
            };
            match event {
                Event::Start(start) => {
                    let element = self.element(&start)?;
                    if self.open.len() >= limits::XML_DEPTH {
                        let limit = limits::XML_DEPTH;
                        return Err(Problem::TooDeep { limit });
                    }
                    self.open.push(element);
                }
                Event::Empty(start) => {
                    let element = self.element(&start)?;
                    self.close(element)?;
                }
                Event::End(_) => match self.open.pop() {
                    Some(element) => self.close(element)?,
                    None => return Err(self.broken()),
                },
                Event::Text(text) => self.add_text(&text.xml10_content()),
                Event::CData(text) => self.add_text(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => self.add_text(c.encode_utf8(&mut [0; 4])),
                    Ok(None) => match resolve_predefined_entity(&reference) {
                        Some(text) => self.add_text(text),
                        None => return Err(self.broken()),
                    },
                    Err(_) => return Err(self.broken()),
                },
                Event::DocType(_) => return Err(Problem::DocumentType { line: self.line }),
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(self.broken()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn broken(&self) -> Problem {
        Problem::BadXml { line: self.line }
    }

    fn count_lines(&mut self, to: usize) {
        let to = to.min(self.text.len());
        if let Some(passed) = self.text.as_bytes().get(self.counted..to) {
            let breaks = passed.iter().filter(|&&byte| byte == b'\n').count();
            self.line += u32::try_from(breaks).unwrap_or_default();
            self.counted = to;
        }
    }

    fn element(&mut self, start: &BytesStart) -> Result<Element, Problem> {
        self.elements += 1;
        if self.elements > limits::XML_ELEMENTS {
            let limit = limits::XML_ELEMENTS;
            return Err(Problem::TooManyElements { limit });
        }
        let name = self.name(start.local_name().as_ref());
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            self.attributes += 1;
            if self.attributes > limits::XML_ATTRIBUTES {
                let limit = limits::XML_ATTRIBUTES;
                return Err(Problem::TooManyElements { limit });
            }
            let Ok(attribute) = attribute else {
                return Err(self.broken());
            };
            let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else {
                return Err(self.broken());
            };
            let key = self.name(attribute.key.local_name().as_ref());
            attributes.push((key, Box::from(value.as_ref())));
        }
        Ok(Element {
            name,
            line: self.line,
            attributes,
            children: Vec::new(),
        })
    }

    fn name(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.names.get(name) {
            return Rc::clone(known);
        }
        let name: Rc<str> = Rc::from(name);
        self.names.insert(Rc::clone(&name));
        name
    }

    fn close(&mut self, mut element: Element) -> Result<(), Problem> {
        element.children.shrink_to_fit();
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None if self.root.is_none() => self.root = Some(element),
            None => return Err(self.broken()),
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) {
        let Some(parent) = self.open.last_mut() else {
            return;
        };
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_keep_text_attributes_and_lines() {
        let root = parse(b"<a>\n<x:b k='1&amp;2'>&lt;t&#233;<![CDATA[<p>]]></x:b>\n<c/></a>").unwrap();
        let b = root.child("b").unwrap();
        assert_eq!(
            (b.line, b.attribute("k"), b.text().as_str()),
            (2, Some("1&2"), "<té<p>")
        );
        assert_eq!(root.child("c").unwrap().line, 3);
    }

    #[test]
    fn what_is_hostile_or_broken_is_refused_with_its_line() {
        let declared =
            b"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>";
        assert_eq!(parse(declared).unwrap_err(), Problem::DocumentType { line: 2 });
        assert_eq!(parse(b"<a>\n&x;</a>").unwrap_err(), Problem::BadXml { line: 2 });
        assert_eq!(parse(b"<a>\n\n<b></a>").unwrap_err(), Problem::BadXml { line: 3 });
        assert_eq!(parse(b"<a>").unwrap_err(), Problem::BadXml { line: 1 });
        let deep = "<a>".repeat(limits::XML_DEPTH + 1);
        assert!(matches!(parse(deep.as_bytes()), Err(Problem::TooDeep { .. })));
        let many = format!("<a>{}</a>", "<b/>".repeat(limits::XML_ELEMENTS));
        assert!(matches!(
            parse(many.as_bytes()),
            Err(Problem::TooManyElements { .. })
        ));
    }
}
