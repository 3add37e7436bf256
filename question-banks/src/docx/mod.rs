//! Word documents (DOCX) as papers: the main text with its styles, lists and tables. Headers and footers belong to the
//! page and are not read. Banks are written as such papers, too.

mod body;
mod fonts;
mod numbering;
mod runs;
mod styles;
mod write;

pub use write::write_docx;

use crate::fields::Field;
use crate::issue::{Issues, Problem};
use crate::limits;
use crate::package::Package;
use crate::papers::{self, Block, Line, Table};
use crate::sheets::{Cell, Row, Sheet};
use crate::table::{self, Content};
use crate::xml;

const DOCUMENT: &str = "word/document.xml";

pub(crate) fn read(bytes: &[u8], issues: &mut Issues) -> Result<Content, Problem> {
    let mut package = Package::open(bytes, limits::ZIP_ENTRIES, limits::PART_BYTES)?;
    let main = main_part(&mut package)?;
    let document = xml::parse(&package.required(&main)?)?;
    let styles = match package.part("word/styles.xml")? {
        Some(part) => styles::Styles::read(&xml::parse(&part)?),
        None => styles::Styles::default(),
    };
    let numbering = match package.part("word/numbering.xml")? {
        Some(part) => numbering::Numbering::read(&xml::parse(&part)?),
        None => numbering::Numbering::default(),
    };
    let Some(root) = document.child("body") else {
        return Err(Problem::Damaged {});
    };
    let blocks = body::Reader::new(&styles, numbering).read(root)?;
    Ok(of_blocks(blocks, issues))
}

/// Returns where the main text is: the package says so, and some programs call it otherwise.
fn main_part(package: &mut Package) -> Result<String, Problem> {
    let Some(part) = package.part("_rels/.rels")? else {
        return Ok(DOCUMENT.to_owned());
    };
    let relations = xml::parse(&part)?;
    let of_document = |relation: &&xml::Element| {
        let kind = relation.attribute("Type").unwrap_or_default();
        kind.ends_with("/officeDocument")
    };
    let target = relations
        .elements()
        .find(of_document)
        .and_then(|relation| relation.attribute("Target"));
    Ok(target
        .map_or(DOCUMENT, |target| target.trim_start_matches('/'))
        .to_owned())
}

/// A table with the headings of a bank is read as a spreadsheet would be; everything else is a paper.
fn of_blocks(blocks: Vec<Block>, issues: &mut Issues) -> Content {
    let mut sheets = Vec::new();
    let mut others = Vec::new();
    for block in blocks {
        match block {
            Block::Table(table) if has_headings(&table) => sheets.push(sheet(&table)),
            other => others.push(other),
        }
    }
    if sheets.is_empty() {
        return papers::read(others, issues);
    }
    let mut content = table::read(&sheets, issues);
    let before = issues.count();
    let beside = papers::read(others, issues);
    if issues.count() == before {
        content.drafts.extend(beside.drafts);
    }
    content
}

fn has_headings(table: &Table) -> bool {
    let rows = table.rows.iter().take(limits::HEADING_ROWS as usize);
    let fields = rows.map(|row| {
        row.iter()
            .filter_map(|cell| Field::of_heading(&text(cell)))
            .collect::<Vec<_>>()
    });
    fields
        .into_iter()
        .any(|fields: Vec<Field>| fields.contains(&Field::Stem) && fields.contains(&Field::Key))
}

fn text(cell: &[Line]) -> String {
    let lines: Vec<&str> = cell.iter().map(|line| line.text.as_str()).collect();
    lines.join("\n")
}

/// Returns a table as a sheet. A cell that is merged with those above holds for every row.
fn sheet(table: &Table) -> Sheet {
    let mut rows: Vec<Row> = Vec::new();
    for (cells, number) in table.rows.iter().zip(1u32..) {
        let mut row = Row {
            number,
            cells: cells
                .iter()
                .zip(0u32..)
                .map(|(cell, column)| (column, Cell::Text(text(cell))))
                .collect(),
        };
        let merged = table.merged.iter().filter(|(at, _)| *at + 1 == number);
        for (_, column) in merged {
            if let Some(above) = rows.last() {
                let text = above.text(*column).to_owned();
                row.cells.insert(*column, Cell::Text(text));
            }
        }
        rows.push(row);
    }
    Sheet {
        name: None,
        rows,
        marks: Default::default(),
    }
}
