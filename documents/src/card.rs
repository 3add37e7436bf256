//! A picture of the size that messengers show beside a link: of a contest, or of a result without a name.

use crate::drawing::{Anchor, Area, Drawing, Page, Set, colour};
use crate::fonts::Style;
use crate::layout::{Room, Type, fit};

const MARGIN: f32 = 80.0;
const INNER: f32 = Card::WIDTH as f32 - 2.0 * MARGIN;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Card {
    /// Over the title.
    pub over: String,
    pub title: String,
    /// Under the title; the first three are shown, over numbers only the first.
    pub lines: Vec<String>,
    /// Large, under everything; the first three are shown.
    pub numbers: Vec<Number>,
    /// The site's name, at the bottom.
    pub site: String,
    /// The site's address without its scheme, at the bottom.
    pub host: String,
}

/// A large value with its name under it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    pub value: String,
    pub label: String,
}

impl Card {
    pub const WIDTH: u32 = 1_200;
    pub const HEIGHT: u32 = 630;
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

pub(crate) fn draw(card: &Card) -> Drawing {
    let (width, height) = (Card::WIDTH as f32, Card::HEIGHT as f32);
    let mut page = Page::new(width, height);
    let all = Area {
        x: 0.0,
        y: 0.0,
        width,
        height,
    };
    page.fill(all, colour::MAIN);
    page.fill(Area { height: 10.0, ..all }, colour::LIGHT_GOLD);
    foot(&mut page, card);

    let has_numbers = !card.numbers.is_empty();
    // The numbers take the room of a line of the title and of two under it.
    let (title_lines, shown) = if has_numbers { (2, 1) } else { (3, 3) };
    let over = fit(&card.over, set(Style::Semibold, 30.0, 16.0), room(INNER, 1));
    let title = fit(
        &card.title,
        set(Style::Bold, 68.0, 26.0),
        room(INNER, title_lines),
    );
    let lines: Vec<_> = card
        .lines
        .iter()
        .take(shown)
        .map(|line| fit(line, set(Style::Regular, 31.0, 16.0), room(INNER, 1)))
        .collect();
    let lines_height: f32 = lines.iter().map(|line| line.height() + 4.0).sum();
    let numbers_height = if has_numbers { 170.0 } else { 0.0 };
    let used = over.height() + 16.0 + title.height() + 22.0 + lines_height + numbers_height;
    let (top, bottom) = (44.0, height - 112.0);
    let mut y = top + (bottom - top - used).max(0.0) / 2.0;
    y = page.block((MARGIN, y), &over, colour::LIGHT_GOLD, Anchor::Start) + 16.0;
    y = page.block((MARGIN, y), &title, colour::PAPER, Anchor::Start) + 22.0;
    for line in &lines {
        y = page.block((MARGIN, y), line, "#dbe9ed", Anchor::Start) + 4.0;
    }
    numbers(&mut page, y + 14.0, card);
    page.finish()
}

fn numbers(page: &mut Page, top: f32, card: &Card) {
    let numbers = &card.numbers[..card.numbers.len().min(3)];
    let width = INNER / numbers.len().max(2) as f32;
    for (n, number) in numbers.iter().enumerate() {
        let x = MARGIN + width * n as f32;
        let inner = width - 44.0;
        let value = fit(&number.value, set(Style::Bold, 84.0, 22.0), room(inner, 1));
        let label = fit(&number.label, set(Style::Regular, 27.0, 14.0), room(inner, 1));
        let line = Area {
            x,
            y: top + 8.0,
            width: 4.0,
            height: 132.0,
        };
        page.fill(line, colour::LIGHT_GOLD);
        let value_top = top + (106.0 - value.height()).max(0.0) / 2.0 - 4.0;
        page.block((x + 24.0, value_top), &value, colour::LIGHT_GOLD, Anchor::Start);
        page.block((x + 24.0, top + 104.0), &label, colour::PAPER, Anchor::Start);
    }
}

fn foot(page: &mut Page, card: &Card) {
    let (width, height) = (Card::WIDTH as f32, Card::HEIGHT as f32);
    let base = height - 42.0;
    let line = Area {
        x: MARGIN,
        y: height - 96.0,
        width: INNER,
        height: 1.5,
    };
    page.fill(line, "#3d7282");
    page.disc((MARGIN + 20.0, base - 9.0), 20.0, colour::LIGHT_GOLD);
    let seal = Set {
        style: Style::Bold,
        colour: colour::MAIN,
        anchor: Anchor::Middle,
    };
    page.line((MARGIN + 20.0, base + 1.0), "§", seal, 30.0);
    let site = fit(
        &card.site,
        set(Style::Semibold, 28.0, 14.0),
        room(INNER / 2.0 - 80.0, 1),
    );
    let host = fit(&card.host, set(Style::Regular, 26.0, 12.0), room(INNER / 2.0, 1));
    page.block(
        (MARGIN + 56.0, base - site.size),
        &site,
        colour::PAPER,
        Anchor::Start,
    );
    page.block(
        (width - MARGIN, base - host.size),
        &host,
        colour::LIGHT_GOLD,
        Anchor::End,
    );
}
