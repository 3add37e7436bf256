//! A poster to be printed on A4 and put on a wall: what, when, how to take part, and a code to scan from a step away.

use crate::Unprintable;
use crate::drawing::{Anchor, Area, Drawing, Page, Set, colour};
use crate::fonts::Style;
use crate::layout::{Block, Room, Type, fit};

const WIDTH: f32 = 595.276;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 54.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;
const MIDDLE: f32 = WIDTH / 2.0;

/// What a poster says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Poster {
    pub organiser: String,
    pub title: String,
    /// Over the rounds.
    pub dates_heading: String,
    /// The first [`Poster::ROUNDS`] are shown.
    pub rounds: Vec<Dates>,
    /// Over the steps.
    pub steps_heading: String,
    /// How to take part; the first three are shown.
    pub steps: Vec<String>,
    /// Over the code.
    pub scan: String,
    /// The address behind the code.
    pub address: String,
    /// The small print, with whoever answers for personal data.
    pub controller: String,
}

/// A round, and when it can be taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dates {
    pub round: String,
    pub dates: String,
}

impl Poster {
    /// How many rounds find room.
    pub const ROUNDS: usize = 5;
}

/// The parts of a poster, measured before any is placed.
struct Parts {
    organiser: Block,
    title: Block,
    rounds: Vec<(Block, Block)>,
    steps: Vec<Block>,
    controller: Block,
}

/// The width of the code's column, which is the code's largest side, and the space between the columns.
const CODE: f32 = 208.0;
const GUTTER: f32 = 30.0;
const STEPS: f32 = INNER - CODE - GUTTER;
/// Where the text of a step begins, right of its number.
const INDENT: f32 = 38.0;
const HEADING: f32 = 12.0;
/// Between the rows of rounds, and between the steps.
const ROW_GAP: f32 = 8.0;
const STEP_GAP: f32 = 14.0;
const PADDING: f32 = 16.0;
/// The words over and under the code, at most.
const WORDS: f32 = 78.0;
/// The least between the parts.
const GAP: f32 = 10.0;

pub(crate) fn draw(poster: &Poster) -> Result<Drawing, Unprintable> {
    let parts = measure(poster);
    let mut page = Page::new(WIDTH, HEIGHT);
    edges(&mut page);
    let foot = HEIGHT - 40.0 - parts.controller.height();
    page.block((MIDDLE, foot), &parts.controller, colour::QUIET, Anchor::Middle);

    let rounds = rounds_height(&parts);
    let head = parts.organiser.height() + 12.0 + parts.title.height() + 30.0;
    let (top, bottom) = (44.0, foot - 12.0);
    let room = bottom - top - head - rounds;
    let code = (room - 2.0 * GAP - WORDS).min(CODE);
    let lower = (code + WORDS).max(HEADING + 20.0 + steps_height(&parts));
    // What is left is shared out between the parts, but they stay together.
    let gap = ((room - lower) / 3.0).clamp(GAP, 40.0);
    let rest = (room - lower - 2.0 * gap).max(0.0);

    let mut y = top + rest * 0.4;
    y = page.block((MIDDLE, y), &parts.organiser, colour::MAIN, Anchor::Middle) + 12.0;
    y = page.block((MIDDLE, y), &parts.title, colour::RED, Anchor::Middle) + 18.0;
    page.rule((MIDDLE, y), 180.0, colour::GOLD);
    y += 12.0 + gap;
    show_rounds(&mut page, y, rounds, poster, &parts);
    y += rounds + gap;
    show_steps(&mut page, y, poster, &parts);
    show_code(&mut page, y, code, poster)?;
    Ok(page.finish())
}

fn measure(poster: &Poster) -> Parts {
    let set = |style, largest, smallest| Type {
        style,
        largest,
        smallest,
    };
    let room = |width, lines| Room { width, lines };
    let rounds = poster.rounds.iter().take(Poster::ROUNDS).map(|round| {
        let width = INNER - 2.0 * PADDING;
        let (left, right) = (width * 0.4, width * 0.58);
        (
            fit(&round.round, set(Style::Semibold, 13.0, 9.0), room(left, 2)),
            fit(&round.dates, set(Style::Regular, 13.0, 7.0), room(right, 1)),
        )
    });
    let title = if poster.rounds.len() > 3 { 27.0 } else { 36.0 };
    let step = |text: &String| fit(text, set(Style::Regular, 14.0, 9.0), room(STEPS - INDENT, 3));
    Parts {
        organiser: fit(
            &poster.organiser.to_uppercase(),
            set(Style::Semibold, 15.0, 9.0),
            room(INNER, 2),
        ),
        title: fit(&poster.title, set(Style::Bold, title, 12.0), room(INNER, 4)),
        rounds: rounds.collect(),
        steps: poster.steps.iter().take(3).map(step).collect(),
        controller: fit(&poster.controller, set(Style::Regular, 9.5, 6.0), room(INNER, 2)),
    }
}

fn row_height((round, dates): &(Block, Block)) -> f32 {
    round.height().max(dates.height())
}

fn rounds_height(parts: &Parts) -> f32 {
    let rows: f32 = parts.rounds.iter().map(row_height).sum();
    let gaps = parts.rounds.len().saturating_sub(1) as f32 * ROW_GAP;
    2.0 * PADDING + HEADING + 12.0 + rows + gaps
}

fn steps_height(parts: &Parts) -> f32 {
    let texts: f32 = parts.steps.iter().map(step_height).sum();
    texts + parts.steps.len().saturating_sub(1) as f32 * STEP_GAP
}

fn step_height(step: &Block) -> f32 {
    step.height().max(26.0)
}

fn edges(page: &mut Page) {
    for (y, height, colour) in [
        (0.0, 12.0, colour::MAIN),
        (12.0, 2.5, colour::GOLD),
        (HEIGHT - 14.5, 2.5, colour::GOLD),
        (HEIGHT - 12.0, 12.0, colour::MAIN),
    ] {
        let area = Area {
            x: 0.0,
            y,
            width: WIDTH,
            height,
        };
        page.fill(area, colour);
    }
}

fn heading(page: &mut Page, (x, y): (f32, f32), text: &str, width: f32) {
    let set = Type {
        style: Style::Bold,
        largest: HEADING,
        smallest: 7.0,
    };
    let block = fit(&text.to_uppercase(), set, Room { width, lines: 1 });
    page.block((x, y), &block, colour::MAIN, Anchor::Start);
}

fn show_rounds(page: &mut Page, top: f32, height: f32, poster: &Poster, parts: &Parts) {
    let area = Area {
        x: MARGIN,
        y: top,
        width: INNER,
        height,
    };
    page.fill(area, colour::TINT);
    page.fill(Area { width: 3.0, ..area }, colour::GOLD);
    let (left, right) = (MARGIN + PADDING, WIDTH - MARGIN - PADDING);
    heading(
        page,
        (left, top + PADDING),
        &poster.dates_heading,
        INNER - 2.0 * PADDING,
    );
    let mut y = top + PADDING + HEADING + 12.0;
    for row in &parts.rounds {
        let (round, dates) = row;
        let height = row_height(row);
        let centred = |block: &Block| y + (height - block.height()) / 2.0;
        page.block((left, centred(round)), round, colour::INK, Anchor::Start);
        page.block((right, centred(dates)), dates, colour::INK, Anchor::End);
        y += height + ROW_GAP;
    }
}

fn show_steps(page: &mut Page, top: f32, poster: &Poster, parts: &Parts) {
    heading(page, (MARGIN, top), &poster.steps_heading, STEPS);
    let mut y = top + HEADING + 20.0;
    for (number, step) in (1..).zip(&parts.steps) {
        page.disc((MARGIN + 13.0, y + 13.0), 13.0, colour::MAIN);
        let set = Set {
            style: Style::Bold,
            colour: colour::PAPER,
            anchor: Anchor::Middle,
        };
        page.line((MARGIN + 13.0, y + 18.0), &format!("{number}"), set, 14.0);
        let inset = (26.0 - step.height()).max(0.0) / 2.0;
        page.block((MARGIN + INDENT, y + inset), step, colour::INK, Anchor::Start);
        y += step_height(step) + STEP_GAP;
    }
}

fn show_code(page: &mut Page, top: f32, side: f32, poster: &Poster) -> Result<(), Unprintable> {
    let left = WIDTH - MARGIN - CODE;
    let middle = left + CODE / 2.0;
    let small = |style, largest, text: &str, lines| {
        let set = Type {
            style,
            largest,
            smallest: 5.0,
        };
        fit(text, set, Room { width: CODE, lines })
    };
    let scan = small(Style::Bold, 14.0, &poster.scan, 1);
    page.block((middle, top - 3.0), &scan, colour::RED, Anchor::Middle);
    let top = top + 24.0;
    let square = Area {
        x: middle - side / 2.0,
        y: top,
        width: side,
        height: side,
    };
    page.qr((square.x, square.y), side, &poster.address)?;
    page.frame(square, colour::GOLD, 1.2);
    let shown = poster
        .address
        .split_once("://")
        .map_or(&*poster.address, |(_, rest)| rest);
    let address = small(Style::Semibold, 12.0, shown, 3);
    let y = top + side + 6.0;
    page.block((middle, y), &address, colour::MAIN, Anchor::Middle);
    let area = Area {
        x: left,
        y,
        width: CODE,
        height: address.height().max(1.0),
    };
    page.link(area, &poster.address);
    Ok(())
}
