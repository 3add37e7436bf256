//! Rich text: which of it is struck out.

use super::package::{Package, attribute};
use crate::issue::Problem;
use quick_xml::events::Event;
use std::collections::HashSet;

/// Follows rich text: whether a run with text is struck out.
#[derive(Default)]
pub(super) struct Runs {
    in_properties: bool,
    in_text: bool,
    is_struck: bool,
    pub found: bool,
}

impl Runs {
    pub(super) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "r" => self.is_struck = false,
                "rPr" => self.in_properties = true,
                "strike" if self.in_properties => {
                    self.is_struck =
                        attribute(tag, "val").is_none_or(|value| value != "0" && value != "false");
                }
                "t" => self.in_text = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "r" => self.is_struck = false,
                "rPr" => self.in_properties = false,
                "t" => self.in_text = false,
                _ => {}
            },
            Event::Text(text) if self.in_text && self.is_struck => {
                self.found |= !text.xml10_content().trim().is_empty();
            }
            _ => {}
        }
    }
}

/// Returns the shared strings that are struck out in part, by their number.
pub(super) fn struck_strings(package: &mut Package<'_>, part: &str) -> Result<HashSet<usize>, Problem> {
    let mut struck = HashSet::new();
    let mut index = 0;
    let mut runs = Runs::default();
    package.each(part, |event| {
        runs.event(&event);
        if let Event::End(tag) = &event
            && tag.local_name().as_ref() == "si"
        {
            if std::mem::take(&mut runs).found {
                struck.insert(index);
            }
            index += 1;
        }
        Ok(())
    })?;
    Ok(struck)
}
