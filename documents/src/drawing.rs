//! A page being drawn: an SVG that grows element by element, and where on it links lead.

use crate::Unprintable;
use crate::fonts::{FAMILY, Style, WORD_SPACING};
use crate::layout::Block;
use fast_qr::{ECL, QRBuilder};
use std::fmt::{Display, Write};

/// The colours of documents, as in the apps: dark text, a blue-green, a gold, and a red of seals.
pub(crate) mod colour {
    pub(crate) const INK: &str = "#16282f";
    pub(crate) const QUIET: &str = "#51626a";
    pub(crate) const MAIN: &str = "#0c4a5b";
    pub(crate) const GOLD: &str = "#c79a3e";
    pub(crate) const LIGHT_GOLD: &str = "#f3cf83";
    pub(crate) const RED: &str = "#8e1f1a";
    pub(crate) const PAPER: &str = "#ffffff";
    pub(crate) const TINT: &str = "#f6f1e4";
}

/// Which point of a line of text stands at its place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// A finished page.
pub(crate) struct Drawing {
    pub(crate) svg: String,
    /// Areas that lead to an address.
    pub(crate) links: Vec<(Area, String)>,
}

pub(crate) struct Page {
    width: f32,
    height: f32,
    elements: String,
    links: Vec<(Area, String)>,
}

impl Page {
    pub(crate) fn new(width: f32, height: f32) -> Page {
        Page {
            width,
            height,
            elements: String::new(),
            links: Vec::new(),
        }
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a `String` never fails.
        let _ = writeln!(self.elements, "  {element}");
    }

    pub(crate) fn fill(&mut self, area: Area, colour: &str) {
        let Area { x, y, width, height } = area;
        let [x, y, width, height] = [x, y, width, height].map(Figure);
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>"
        ));
    }

    pub(crate) fn frame(&mut self, area: Area, colour: &str, stroke: f32) {
        let Area { x, y, width, height } = area;
        let [x, y, width, height, stroke] = [x, y, width, height, stroke].map(Figure);
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"{stroke}\"/>"
        ));
    }

    pub(crate) fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: &str) {
        let [x, y, radius] = [x, y, radius].map(Figure);
        self.add(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{colour}\"/>"
        ));
    }

    /// Draws a level line with a diamond in its middle.
    pub(crate) fn rule(&mut self, (x, y): (f32, f32), width: f32, colour: &str) {
        let (half, gap, d) = (width / 2.0, 9.0, 3.2);
        let [left, from, to, right] = [x - half, x - gap, x + gap, x + half].map(Figure);
        let line = Figure(y);
        self.add(format_args!(
            "<path d=\"M{left} {line}H{from}M{to} {line}H{right}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1\"/>"
        ));
        let [x, top, d] = [x, y - d, d].map(Figure);
        self.add(format_args!(
            "<path d=\"M{x} {top}l{d} {d}l-{d} {d}l-{d} -{d}z\" fill=\"{colour}\"/>"
        ));
    }

    /// Writes one line, whose base line is at `y`.
    pub(crate) fn line(&mut self, (x, y): (f32, f32), text: &str, set: Set<'_>, size: f32) {
        let anchor = match set.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let [x, y, size, spacing] = [x, y, size, size * WORD_SPACING].map(Figure);
        let (style, colour) = (set.style.attributes(), set.colour);
        let text = escaped(text);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" word-spacing=\"{spacing}\" \
             fill=\"{colour}\"{style}{anchor}>{text}</text>"
        ));
    }

    /// Writes a block whose top is at `y`, and returns its bottom.
    pub(crate) fn block(&mut self, (x, y): (f32, f32), block: &Block, colour: &str, anchor: Anchor) -> f32 {
        let set = Set {
            style: block.style,
            colour,
            anchor,
        };
        for (base, line) in block.base_lines() {
            self.line((x, y + base), line, set, block.size);
        }
        y + block.height()
    }

    /// Draws the QR code of an address into a square, with the quiet zone that scanners need, and makes it a link.
    pub(crate) fn qr(&mut self, (x, y): (f32, f32), side: f32, address: &str) -> Result<(), Unprintable> {
        let area = Area {
            x,
            y,
            width: side,
            height: side,
        };
        self.fill(area, colour::PAPER);
        let code = QRBuilder::new(address).ecl(ECL::M).build();
        let code = code.map_err(|_too_long| Unprintable::Address)?;
        const QUIET: usize = 4;
        let module = side / (code.size + 2 * QUIET) as f32;
        let mut path = String::new();
        for row in 0..code.size {
            let mut column = 0;
            while column < code.size {
                let run = code[row][column..]
                    .iter()
                    .take_while(|module| module.value())
                    .count();
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
                }
                column += run.max(1);
            }
        }
        let [x, y, module] = [x, y, module].map(Figure);
        self.add(format_args!(
            "<path transform=\"translate({x} {y}) scale({module})\" shape-rendering=\"crispEdges\" fill=\"{}\" \
             d=\"{path}\"/>",
            colour::INK
        ));
        self.link(area, address);
        Ok(())
    }

    pub(crate) fn link(&mut self, area: Area, address: &str) {
        self.links.push((area, address.to_owned()));
    }

    pub(crate) fn finish(self) -> Drawing {
        let [width, height] = [self.width, self.height].map(Figure);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILY}\">\n{}</svg>\n",
            self.elements
        );
        Drawing {
            svg,
            links: self.links,
        }
    }
}

/// How a line is set.
#[derive(Clone, Copy)]
pub(crate) struct Set<'a> {
    pub(crate) style: Style,
    pub(crate) colour: &'a str,
    pub(crate) anchor: Anchor,
}

/// A length, to a thousandth: enough for any printer, and the same on every machine.
struct Figure(f32);

impl Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.3}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Escapes text for XML. What XML cannot hold has no glyph and is gone before.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_an_element() {
        assert_eq!(
            escaped("<script>&\"</script>"),
            "&lt;script&gt;&amp;&quot;&lt;/script&gt;"
        );
    }

    #[test]
    fn lengths_are_short() {
        let written = [2.0, 0.5, 100.0, 1.0 / 3.0].map(|length| Figure(length).to_string());
        assert_eq!(written, ["2", "0.5", "100", "0.333"]);
    }

    #[test]
    fn an_address_that_no_code_can_hold_is_refused() {
        let mut page = Page::new(100.0, 100.0);
        assert!(page.qr((0.0, 0.0), 100.0, "https://thi.example/thi/luat").is_ok());
        let long = "a".repeat(3_000);
        assert!(matches!(
            page.qr((0.0, 0.0), 100.0, &long),
            Err(Unprintable::Address)
        ));
    }
}
