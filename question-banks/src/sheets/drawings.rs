//! What lies above the cells of a sheet: pictures, charts, text boxes.

use super::package::Package;
use crate::issue::Problem;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Something that lies above the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Drawing {
    TextBox,
    /// A picture, a chart or a diagram.
    Picture,
}

/// Returns what lies above the cells, by the row it begins in. Arrows and lines without text are only decoration.
pub(super) fn drawings(package: &mut Package<'_>, part: &str) -> Result<BTreeMap<u32, Drawing>, Problem> {
    let mut drawings = BTreeMap::new();
    let mut anchor = Anchor::default();
    package.each(part, |event| {
        match &event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => anchor = Anchor::default(),
                "from" => anchor.in_from = true,
                "row" if anchor.in_from => anchor.in_row = true,
                "t" => anchor.in_text = true,
                "pic" | "graphicFrame" => anchor.found = Some(Drawing::Picture),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "from" => anchor.in_from = false,
                "row" => anchor.in_row = false,
                "t" => anchor.in_text = false,
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                    if let Some(found) = anchor.found {
                        let known = drawings.entry(anchor.row).or_insert(found);
                        *known = found.max(*known);
                    }
                }
                _ => {}
            },
            Event::Text(text) => {
                let text = text.xml10_content();
                if anchor.in_row {
                    anchor.row = text.trim().parse().unwrap_or_default();
                } else if anchor.in_text && !text.trim().is_empty() {
                    anchor.found = Some(anchor.found.unwrap_or(Drawing::TextBox));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(drawings)
}

#[derive(Default)]
struct Anchor {
    row: u32,
    in_from: bool,
    in_row: bool,
    in_text: bool,
    found: Option<Drawing>,
}
