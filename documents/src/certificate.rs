//! A certificate of a contestant's final result, on A4 across. It carries no signature: whoever doubts it scans the code
//! or types the receipt's code in, and sees what the platform has.

use crate::Unprintable;
use crate::drawing::{Anchor, Area, Drawing, Page, colour};
use crate::fonts::Style;
use crate::layout::{Room, Type, fit};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.276;
const MIDDLE: f32 = WIDTH / 2.0;
const MARGIN: f32 = 62.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// At the top, and once more at the bottom as the one who issues it.
    pub organiser: String,
    /// The document's name: "Giấy chứng nhận".
    pub heading: String,
    /// Before the name: "Chứng nhận".
    pub certifies: String,
    pub name: String,
    /// What the person did, up to the contest's title.
    pub deed: String,
    pub contest: String,
    /// The result in up to four cells.
    pub results: Vec<Cell>,
    /// When the result became final.
    pub date: String,
    /// Over the organiser at the bottom: "Đơn vị tổ chức".
    pub issued_by: String,
    /// Beside the code: how to check this.
    pub check: String,
    /// The receipt's code with its name.
    pub receipt: String,
    /// The address behind the code.
    pub address: String,
}

/// A value with its name: "Điểm", "18/20".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub label: String,
    pub value: String,
}

fn set(style: Style, largest: f32, smallest: f32) -> Type {
    Type {
        style,
        largest,
        smallest,
    }
}

fn room(width: f32, lines: usize) -> Room {
    Room { width, lines }
}

pub(crate) fn draw(certificate: &Certificate) -> Result<Drawing, Unprintable> {
    let mut page = Page::new(WIDTH, HEIGHT);
    frame(&mut page);
    let bottom = foot(&mut page, certificate)?;
    let parts = [
        (
            fit(
                &certificate.organiser.to_uppercase(),
                set(Style::Semibold, 15.0, 9.0),
                room(INNER, 2),
            ),
            colour::MAIN,
            10.0,
        ),
        (
            fit(
                &certificate.heading.to_uppercase(),
                set(Style::Bold, 40.0, 12.0),
                room(INNER, 1),
            ),
            colour::RED,
            24.0,
        ),
        (
            fit(
                &certificate.certifies,
                set(Style::Italic, 16.0, 9.0),
                room(INNER, 1),
            ),
            colour::INK,
            2.0,
        ),
        (
            fit(
                &certificate.name,
                set(Style::Bold, 32.0, 12.0),
                room(INNER - 40.0, 2),
            ),
            colour::MAIN,
            4.0,
        ),
        (
            fit(
                &certificate.deed,
                set(Style::Regular, 16.0, 9.0),
                room(INNER - 60.0, 2),
            ),
            colour::INK,
            2.0,
        ),
        (
            fit(
                &certificate.contest,
                set(Style::Semibold, 18.0, 9.0),
                room(INNER - 60.0, 2),
            ),
            colour::INK,
            16.0,
        ),
    ];
    let cells = 52.0;
    let height: f32 = parts.iter().map(|(block, _, after)| block.height() + after).sum();
    let top = 52.0;
    // What is left is shared out between all parts.
    let more = ((bottom - top - height - cells) / 8.0).clamp(0.0, 9.0);
    let mut y = top + (bottom - top - height - cells - 8.0 * more).max(0.0) / 2.0;
    for (number, (block, colour, after)) in parts.iter().enumerate() {
        y = page.block((MIDDLE, y), block, colour, Anchor::Middle) + after + more;
        if number == 1 {
            page.rule((MIDDLE, y - 11.0), 170.0, colour::GOLD);
        }
    }
    results(&mut page, y, cells, &certificate.results);
    Ok(page.finish())
}

fn frame(page: &mut Page) {
    for (inset, colour, stroke) in [(22.0, colour::MAIN, 3.0), (28.0, colour::GOLD, 1.0)] {
        let area = Area {
            x: inset,
            y: inset,
            width: WIDTH - 2.0 * inset,
            height: HEIGHT - 2.0 * inset,
        };
        page.frame(area, colour, stroke);
    }
}

/// Shows the results side by side, with thin lines between them.
fn results(page: &mut Page, top: f32, height: f32, cells: &[Cell]) {
    let cells = &cells[..cells.len().min(4)];
    let width = (INNER - 60.0) / cells.len().max(3) as f32;
    let mut x = MIDDLE - width * cells.len() as f32 / 2.0;
    for (number, cell) in cells.iter().enumerate() {
        let middle = x + width / 2.0;
        let label = fit(&cell.label, set(Style::Regular, 11.5, 6.0), room(width - 16.0, 1));
        let value = fit(&cell.value, set(Style::Bold, 20.0, 8.0), room(width - 16.0, 2));
        page.block((middle, top), &label, colour::QUIET, Anchor::Middle);
        let y = top + 17.0 + (height - 17.0 - value.height()).max(0.0) / 2.0;
        page.block((middle, y), &value, colour::RED, Anchor::Middle);
        if number > 0 {
            let line = Area {
                x,
                y: top + 4.0,
                width: 0.8,
                height: height - 8.0,
            };
            page.fill(line, colour::GOLD);
        }
        x += width;
    }
}

/// Draws the code on the left and the issuer on the right, and returns where they begin.
fn foot(page: &mut Page, certificate: &Certificate) -> Result<f32, Unprintable> {
    let side = 92.0;
    let top = HEIGHT - 48.0 - side;
    page.qr((MARGIN - 8.0, top), side, &certificate.address)?;
    let (x, width) = (MARGIN + side, 250.0);
    let check = fit(&certificate.check, set(Style::Regular, 10.0, 6.0), room(width, 2));
    let receipt = fit(&certificate.receipt, set(Style::Bold, 12.0, 6.0), room(width, 1));
    let shown = certificate.address.split_once("://");
    let shown = shown.map_or(&*certificate.address, |(_, rest)| rest);
    let address = fit(shown, set(Style::Regular, 9.0, 5.0), room(width, 2));
    let height = receipt.height() + check.height() + address.height() + 8.0;
    let mut y = top + (side - height) / 2.0;
    for (block, colour) in [
        (&receipt, colour::INK),
        (&check, colour::QUIET),
        (&address, colour::MAIN),
    ] {
        y = page.block((x, y), block, colour, Anchor::Start) + 4.0;
    }
    issuer(page, top, side, certificate);
    Ok(top - 6.0)
}

fn issuer(page: &mut Page, top: f32, height: f32, certificate: &Certificate) {
    let width = 290.0;
    let middle = WIDTH - MARGIN - width / 2.0;
    let date = fit(&certificate.date, set(Style::Italic, 12.5, 7.0), room(width, 1));
    let label = fit(
        &certificate.issued_by.to_uppercase(),
        set(Style::Bold, 11.5, 7.0),
        room(width, 1),
    );
    let name = fit(
        &certificate.organiser,
        set(Style::Semibold, 14.0, 7.0),
        room(width, 2),
    );
    let used = date.height() + label.height() + name.height() + 10.0;
    let mut y = top + (height - used) / 2.0;
    y = page.block((middle, y), &date, colour::INK, Anchor::Middle) + 4.0;
    y = page.block((middle, y), &label, colour::INK, Anchor::Middle) + 6.0;
    page.block((middle, y), &name, colour::MAIN, Anchor::Middle);
}
