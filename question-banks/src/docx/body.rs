//! The main text of a document: paragraphs and tables in their order.

use super::numbering::Numbering;
use super::runs::Runs;
use super::styles::{self, Look, Styles};
use crate::issue::Problem;
use crate::limits;
use crate::papers::{Block, Line, Note, Table};
use crate::text::excerpt;
use crate::xml::Element;

/// Columns over which a cell may be believed to reach.
const WIDEST: usize = 64;

pub(super) struct Reader<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    /// Paragraphs so far, and bytes of their text.
    count: u32,
    bytes: usize,
    after_blank: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering) -> Reader<'a> {
        Reader {
            styles,
            numbering,
            count: 0,
            bytes: 0,
            after_blank: false,
        }
    }

    pub(super) fn read(mut self, body: &Element) -> Result<Vec<Block>, Problem> {
        let mut blocks = Vec::new();
        self.blocks(body, &mut blocks)?;
        Ok(blocks)
    }

    fn blocks(&mut self, parent: &Element, blocks: &mut Vec<Block>) -> Result<(), Problem> {
        for element in parent.elements() {
            match &*element.name {
                "p" => blocks.push(Block::Line(self.paragraph(element)?)),
                "tbl" => blocks.push(Block::Table(self.table(element)?)),
                "del" | "moveFrom" | "sdtPr" | "sdtEndPr" | "sectPr" => {}
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.blocks(choice, blocks)?;
                    }
                }
                // Content controls, tags, tracked insertions.
                _ => self.blocks(element, blocks)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Element) -> Result<Line, Problem> {
        self.count += 1;
        if self.count as usize > limits::LINES {
            let limit = limits::LINES;
            return Err(Problem::TooManyLines { limit });
        }
        let properties = paragraph.child("pPr");
        let style = properties.and_then(|properties| styles::value(properties, "pStyle"));
        let below = self.styles.paragraph(style.as_deref());
        let list = properties
            .and_then(|properties| properties.child("numPr"))
            .map_or_else(
                || style.and_then(|style| self.styles.numbering(&style)),
                styles::numbering,
            );
        let mut runs = Runs::new(self.styles, below.clone(), self.count);
        runs.read(paragraph);
        let (mut line, boxes) = runs.finish();
        self.bytes += line.text.len();
        if self.bytes > limits::TEXT_BYTES {
            let limit_mib = limits::TEXT_BYTES >> 20;
            return Err(Problem::FileTooLarge { limit_mib });
        }
        for text in boxes {
            line.notes.push(Note::TextBox(excerpt(&text)));
        }
        // Word does not show the number of an empty paragraph less than that of others, but nobody means it.
        if let Some((list, level)) = list.filter(|(list, _)| list != "0" && !line.is_blank()) {
            let label = self.numbering.next(&list, level);
            if !label.is_empty() {
                line = numbered(line, &label, properties, &below);
            }
        }
        line.after_blank = self.after_blank;
        self.after_blank = line.is_blank();
        Ok(line)
    }

    fn table(&mut self, table: &Element) -> Result<Table, Problem> {
        let mut read = Table::default();
        self.rows(table, &mut read)?;
        Ok(read)
    }

    fn rows(&mut self, parent: &Element, table: &mut Table) -> Result<(), Problem> {
        for element in parent.elements() {
            match &*element.name {
                "tr" => {
                    table.rows.push(Vec::new());
                    self.cells(element, table)?;
                }
                "tblPr" | "tblGrid" | "del" => {}
                _ => self.rows(element, table)?,
            }
        }
        Ok(())
    }

    /// Adds the cells of a row to the last row. A wide cell leaves empty ones behind it.
    fn cells(&mut self, parent: &Element, table: &mut Table) -> Result<(), Problem> {
        for element in parent.elements() {
            match &*element.name {
                "tc" => {
                    let mut blocks = Vec::new();
                    self.blocks(element, &mut blocks)?;
                    let properties = element.child("tcPr");
                    let goes_on = properties.and_then(|properties| properties.child("vMerge"));
                    let goes_on = goes_on.is_some_and(|merge| merge.attribute("val") != Some("restart"));
                    let span = properties.and_then(|properties| styles::value(properties, "gridSpan"));
                    let span: usize = span.and_then(|span| span.parse().ok()).unwrap_or(1);
                    let row_number = u32::try_from(table.rows.len()).unwrap_or_default();
                    if let Some(row) = table.rows.last_mut() {
                        if goes_on {
                            let column = u32::try_from(row.len()).unwrap_or_default();
                            table.merged.push((row_number.saturating_sub(1), column));
                        }
                        row.push(lines(blocks));
                        let room = WIDEST.saturating_sub(row.len());
                        row.extend((1..span).take(room).map(|_| Vec::new()));
                    }
                }
                "trPr" | "tblPrEx" | "del" => {}
                _ => self.cells(element, table)?,
            }
        }
        Ok(())
    }
}

/// Returns the lines of a cell, with those of tables in it.
fn lines(blocks: Vec<Block>) -> Vec<Line> {
    let mut all = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => all.push(line),
            Block::Table(table) => all.extend(table.rows.into_iter().flatten().flatten()),
        }
    }
    all
}

/// Puts a list's number in front of a line. It looks like the paragraph's mark.
fn numbered(line: Line, label: &str, properties: Option<&Element>, below: &Look) -> Line {
    let mark = properties.and_then(|properties| properties.child("rPr"));
    let look = mark.map(Look::read).unwrap_or_default().over(below);
    line.after_label(&format!("{label} "), look.style())
}
