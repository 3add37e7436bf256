//! Styles of a document: what a run looks like by its own properties, its styles and the defaults.

use crate::papers::Style;
use crate::xml::Element;
use std::collections::HashMap;

/// Properties that a style or a run sets; what is `None` comes from below.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub bold: Option<bool>,
    pub underline: Option<bool>,
    pub struck: Option<bool>,
    pub hidden: Option<bool>,
    pub colour: Option<u32>,
    pub background: Option<u32>,
    pub font: Option<String>,
    /// Some(true) above the line, Some(false) below it.
    pub raised: Option<Option<bool>>,
}

/// How deep styles may be based on each other.
const DEPTH: usize = 20;

impl Look {
    /// Reads `w:rPr`.
    pub(super) fn read(properties: &Element) -> Look {
        let mut look = Look::default();
        for property in properties.elements() {
            let value = property.attribute("val").unwrap_or_default();
            let on = !matches!(value, "0" | "false" | "off" | "none");
            match &*property.name {
                "b" => look.bold = Some(on),
                "u" => look.underline = Some(on && !value.is_empty()),
                "strike" | "dstrike" => look.struck = Some(on || look.struck == Some(true)),
                "vanish" => look.hidden = Some(on),
                "color" => look.colour = Some(colour(value)),
                "highlight" => look.background = Some(if value == "none" { 0 } else { of_name(value) }),
                "shd" if look.background.is_none() => {
                    look.background = property
                        .attribute("fill")
                        .map(|fill| if is_white(fill) { 0 } else { colour(fill) });
                }
                "rFonts" => {
                    let names = ["ascii", "hAnsi", "cs"];
                    look.font = names
                        .iter()
                        .find_map(|name| property.attribute(name))
                        .map(str::to_owned);
                }
                "vertAlign" => {
                    look.raised = Some(match value {
                        "superscript" => Some(true),
                        "subscript" => Some(false),
                        _ => None,
                    });
                }
                _ => {}
            }
        }
        look
    }

    /// Returns this look over another.
    pub(super) fn over(self, below: &Look) -> Look {
        Look {
            bold: self.bold.or(below.bold),
            underline: self.underline.or(below.underline),
            struck: self.struck.or(below.struck),
            hidden: self.hidden.or(below.hidden),
            colour: self.colour.or(below.colour),
            background: self.background.or(below.background),
            font: self.font.or_else(|| below.font.clone()),
            raised: self.raised.or(below.raised),
        }
    }

    pub(super) fn style(&self) -> Style {
        Style {
            bold: self.bold == Some(true),
            underline: self.underline == Some(true),
            colour: self.colour.unwrap_or_default(),
            background: self.background.unwrap_or_default(),
        }
    }
}

/// Returns a colour as a number; nearly black ones are black.
fn colour(value: &str) -> u32 {
    let Ok(rgb) = u32::from_str_radix(value, 16) else {
        return 0;
    };
    let channels = [rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff];
    if channels.iter().all(|channel| *channel < 0x40) {
        0
    } else {
        rgb
    }
}

fn is_white(fill: &str) -> bool {
    matches!(fill.to_ascii_lowercase().as_str(), "auto" | "ffffff" | "")
}

/// Returns a number for the name of a colour, never 0.
fn of_name(name: &str) -> u32 {
    name.bytes()
        .fold(7, |sum, byte| (sum * 31 + u32::from(byte)) & 0xff_ffff)
        | 0x0100_0000
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    defaults: Look,
    styles: HashMap<String, Known>,
    /// The looks of styles with those below them.
    looks: HashMap<String, Look>,
    /// The style of paragraphs that name none.
    paragraph: Option<String>,
}

#[derive(Debug)]
struct Known {
    look: Look,
    based_on: Option<String>,
    numbering: Option<(String, usize)>,
}

impl Styles {
    pub(super) fn read(root: &Element) -> Styles {
        let mut styles = Styles::default();
        if let Some(properties) = root.path(&["docDefaults", "rPrDefault", "rPr"]) {
            styles.defaults = Look::read(properties);
        }
        for style in root.all("style") {
            let Some(id) = style.attribute("styleId") else {
                continue;
            };
            let is_default = matches!(style.attribute("default"), Some("1" | "true"));
            if is_default && style.attribute("type") == Some("paragraph") {
                styles.paragraph = Some(id.to_owned());
            }
            let known = Known {
                look: style.child("rPr").map(Look::read).unwrap_or_default(),
                based_on: value(style, "basedOn"),
                numbering: style.path(&["pPr", "numPr"]).and_then(numbering),
            };
            styles.styles.insert(id.to_owned(), known);
        }
        let whole = |id: &String| {
            styles
                .chain(id)
                .fold(Look::default(), |look, style| look.over(&style.look))
        };
        styles.looks = styles.styles.keys().map(|id| (id.clone(), whole(id))).collect();
        styles
    }

    /// Returns the look of a paragraph's text before its runs say otherwise.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Look {
        let id = id.or(self.paragraph.as_deref());
        id.map(|id| self.look(id))
            .unwrap_or_default()
            .over(&self.defaults)
    }

    /// Returns the look that a style gives, with the styles below it.
    pub(super) fn look(&self, id: &str) -> Look {
        self.looks.get(id).cloned().unwrap_or_default()
    }

    /// Returns the list and level that a style of paragraphs belongs to.
    pub(super) fn numbering(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id).find_map(|style| style.numbering.clone())
    }

    fn chain(&self, id: &str) -> impl Iterator<Item = &Known> {
        let first = self.styles.get(id);
        std::iter::successors(first, |style| self.styles.get(style.based_on.as_deref()?)).take(DEPTH)
    }
}

/// Returns the `val` of a child.
pub(super) fn value(parent: &Element, name: &str) -> Option<String> {
    parent.child(name)?.attribute("val").map(str::to_owned)
}

/// Reads `w:numPr`: the list and its level.
pub(super) fn numbering(properties: &Element) -> Option<(String, usize)> {
    let level = value(properties, "ilvl").and_then(|level| level.parse().ok());
    Some((value(properties, "numId")?, level.unwrap_or(0)))
}
