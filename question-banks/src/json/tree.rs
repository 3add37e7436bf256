//! A JSON document as it was written: fields in order, with repeated ones kept, and with a limit on the number of
//! values.
//!
//! `serde_json::Value` silently keeps the last of repeated fields, and has no limit.

use crate::issue::Problem;
use crate::limits;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

pub(super) enum Node {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Node>),
    Fields(Vec<(String, Node)>),
}

/// Returns the document, or where it breaks off.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, Problem> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let left = Cell::new(limits::JSON_VALUES);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let node = Seed { left: &left }.deserialize(&mut deserializer);
    let node = node.and_then(|node| deserializer.end().map(|()| node));
    node.map_err(|error| {
        if left.get() == 0 {
            let limit = limits::JSON_VALUES as usize;
            return Problem::TooManyCells { limit };
        }
        Problem::BadJson {
            line: error.line(),
            position: error.column(),
        }
    })
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    /// How many more values are allowed.
    left: &'a Cell<u32>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(D::Error::custom("too many values")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            fields.push((name, entries.next_value_seed(self)?));
        }
        Ok(Node::Fields(fields))
    }
}
