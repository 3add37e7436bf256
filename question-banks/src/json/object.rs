//! One JSON object: takes its fields one by one, and reports those that are unknown, repeated, missing or mistyped.

use super::tree::Node;
use crate::issue::{Issue, Issues, Problem};
use crate::text::{clean, clean_line, excerpt};

/// The fields of one JSON object, taken one by one.
pub(super) struct Object {
    fields: Vec<(String, Node)>,
    row: Option<u32>,
    prefix: &'static str,
    failed: Vec<&'static str>,
}

impl Object {
    /// Turns unknown and repeated fields into issues.
    pub(super) fn new(
        fields: Vec<(String, Node)>,
        row: Option<u32>,
        prefix: &'static str,
        known: &[&str],
        issues: &mut Issues,
    ) -> Object {
        let mut object = Object {
            fields: Vec::with_capacity(known.len()),
            row,
            prefix,
            failed: Vec::new(),
        };
        for (name, node) in fields {
            let field = excerpt(&name);
            if !known.contains(&name.as_str()) {
                issues.push(object.issue(&field, Problem::UnknownField { field: field.clone() }));
            } else if object.fields.iter().any(|(earlier, _)| *earlier == name) {
                issues.push(object.issue(&field, Problem::RepeatedField { field: field.clone() }));
            } else {
                object.fields.push((name, node));
            }
        }
        object
    }

    pub(super) fn issue(&self, field: &str, problem: Problem) -> Issue {
        Issue {
            sheet: None,
            row: self.row,
            column: Some(format!("{}{field}", self.prefix)),
            problem,
        }
    }

    /// Returns the value of an optional field.
    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        let index = self.fields.iter().position(|(field, _)| field == name)?;
        Some(self.fields.swap_remove(index).1)
    }

    /// Returns the value of a required field; its absence becomes an issue.
    pub(super) fn required(&mut self, name: &str, issues: &mut Issues) -> Option<Node> {
        let node = self.take(name);
        if node.is_none() {
            let field = name.to_owned();
            issues.push(self.issue(name, Problem::MissingField { field }));
        }
        node
    }

    /// Returns the cleaned text of a value; another type becomes an issue.
    pub(super) fn multiline(&mut self, name: &'static str, node: Node, issues: &mut Issues) -> String {
        match node {
            Node::Text(text) => clean(&text),
            _ => {
                self.failed.push(name);
                issues.push(self.issue(name, Problem::WrongType { expected: "\"…\"" }));
                String::new()
            }
        }
    }

    /// Like `multiline`, on one line.
    pub(super) fn text_of(&mut self, name: &'static str, node: Node, issues: &mut Issues) -> String {
        clean_line(&self.multiline(name, node, issues))
    }

    /// Returns the text of an optional field; `null` counts as absent.
    pub(super) fn text(&mut self, name: &'static str, issues: &mut Issues) -> String {
        match self.take(name) {
            None | Some(Node::Null) => String::new(),
            Some(node) => self.text_of(name, node, issues),
        }
    }

    /// Returns an optional flag, false if absent.
    pub(super) fn truth(&mut self, name: &'static str, issues: &mut Issues) -> bool {
        match self.take(name) {
            None => false,
            Some(Node::Bool(value)) => value,
            Some(_) => {
                issues.push(self.issue(
                    name,
                    Problem::WrongType {
                        expected: "true/false",
                    },
                ));
                false
            }
        }
    }

    /// Returns whether the field had another type than text.
    pub(super) fn failed(&self, name: &str) -> bool {
        self.failed.contains(&name)
    }
}
