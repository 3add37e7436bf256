//! Whatever a document is to say, it stays on its page, keeps its size and is the same file each time.

use crate::drawing::Drawing;
use crate::fonts::settable;
use crate::print::tree;
use crate::{Card, Cell, Certificate, Dates, Document, Number, Poster};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use resvg::usvg::{Node, Rect};

/// What is nearer to an edge than this is cut off by a printer or looks wrong.
const MARGIN: f32 = 20.0;

/// Syllables of ordinary texts, tall and deep letters, and what nobody should type.
const SYLLABLES: [&str; 20] = [
    "pháp",
    "luật",
    "Nguyễn",
    "Ngọc",
    "ƯỠNG",
    "NGHIÊNG",
    "Ễ",
    "phòng,",
    "chống",
    "tham",
    "nhũng",
    "năm",
    "2026",
    "<b>",
    "&amp;",
    "\u{0}",
    "🏆",
    "e\u{302}\u{301}",
    "法律",
    "—",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => vec(select(&SYLLABLES[..]), 0..60).prop_map(|words| words.join(" ")),
        1 => vec(select(&SYLLABLES[..]), 0..60).prop_map(|words| words.concat()),
        1 => ".{0,300}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    "https://[a-z]{1,40}\\.example/thi/[a-z0-9-]{1,120}"
}

fn pairs(most: usize) -> impl Strategy<Value = Vec<(String, String)>> {
    vec((text(), text()), 0..=most)
}

prop_compose! {
    fn poster()(
        (organiser, title, dates_heading, steps_heading, scan, controller) in
            (text(), text(), text(), text(), text(), text()),
        rounds in pairs(7),
        steps in vec(text(), 0..5),
        address in address(),
    ) -> Document {
        let rounds = rounds.into_iter().map(|(round, dates)| Dates { round, dates }).collect();
        Document::Poster(Poster {
            organiser, title, dates_heading, rounds, steps_heading, steps, scan, address, controller,
        })
    }
}

prop_compose! {
    fn certificate()(
        (organiser, heading, certifies, name, deed, contest) in
            (text(), text(), text(), text(), text(), text()),
        (date, issued_by, check, receipt) in (text(), text(), text(), text()),
        results in pairs(5),
        address in address(),
    ) -> Document {
        let results = results.into_iter().map(|(label, value)| Cell { label, value }).collect();
        Document::Certificate(Certificate {
            organiser, heading, certifies, name, deed, contest, results, date, issued_by, check, receipt, address,
        })
    }
}

prop_compose! {
    fn card()(
        (over, title, site, host) in (text(), text(), text(), text()),
        lines in vec(text(), 0..5),
        numbers in pairs(4),
    ) -> Document {
        let numbers = numbers.into_iter().map(|(value, label)| Number { value, label }).collect();
        Document::Card(Card { over, title, lines, numbers, site, host })
    }
}

/// Returns the boxes of all text, as the printer has set it. Panics over a letter without a glyph.
fn texts(nodes: &[Node], found: &mut Vec<Rect>) {
    for node in nodes {
        match node {
            Node::Group(group) => texts(group.children(), found),
            Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                for glyph in glyphs {
                    assert_ne!(glyph.id.0, 0, "{:?} has no glyph", glyph.text);
                }
                found.push(text.abs_bounding_box());
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

fn require_inside(drawing: &Drawing) -> Result<(), TestCaseError> {
    let tree = tree(&drawing.svg).expect("a drawing");
    let mut boxes = Vec::new();
    texts(tree.root().children(), &mut boxes);
    let size = tree.size();
    for found in &boxes {
        let inside = found.left() >= MARGIN
            && found.top() >= MARGIN
            && found.right() <= size.width() - MARGIN
            && found.bottom() <= size.height() - MARGIN;
        prop_assert!(inside, "{found:?} leaves {size:?}");
    }
    for (n, one) in boxes.iter().enumerate() {
        for other in &boxes[n + 1..] {
            prop_assert!(!overlap(one, other), "{one:?} lies over {other:?}");
        }
    }
    Ok(())
}

/// Returns whether two lines of text lie over each other. The boxes of glyphs of neighbouring lines may touch where an
/// accent is above a descender; half the lower box they may not.
fn overlap(one: &Rect, other: &Rect) -> bool {
    let width = one.right().min(other.right()) - one.left().max(other.left());
    let height = one.bottom().min(other.bottom()) - one.top().max(other.top());
    width > 0.5 && height > 0.5 * one.height().min(other.height())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_leaves_the_page(document in prop_oneof![poster(), certificate(), card()]) {
        let drawing = document.drawing().expect("a drawing");
        require_inside(&drawing)?;
    }

    #[test]
    fn text_that_can_be_set_stays_as_it_is(text in text()) {
        let settable_text = settable(&text);
        prop_assert_eq!(settable(&settable_text), settable_text);
    }
}

/// At some length each text is as high as it gets: the largest size, and all the lines it may have.
#[test]
fn every_length_of_text_stays_on_its_page() {
    for words in [0, 1, 2, 3, 5, 8, 13, 21, 34, 45] {
        let text = || ["NGHIÊNG"; 45][..words].join(" ");
        for rows in [1, 3, Poster::ROUNDS] {
            let row = Dates {
                round: text(),
                dates: text(),
            };
            let poster = Document::Poster(Poster {
                organiser: text(),
                title: text(),
                dates_heading: text(),
                rounds: vec![row; rows],
                steps_heading: text(),
                steps: vec![text(); 3],
                scan: text(),
                address: format!("https://thi.example/thi/{}", "luat-".repeat(words)),
                controller: text(),
            });
            let cell = Cell {
                label: text(),
                value: text(),
            };
            let certificate = Document::Certificate(Certificate {
                organiser: text(),
                heading: text(),
                certifies: text(),
                name: text(),
                deed: text(),
                contest: text(),
                results: vec![cell; rows],
                date: text(),
                issued_by: text(),
                check: text(),
                receipt: text(),
                address: format!("https://thi.example/tra-cuu?ma={}", "luat-".repeat(words)),
            });
            let number = Number {
                value: text(),
                label: text(),
            };
            let card = Document::Card(Card {
                over: text(),
                title: text(),
                lines: vec![text(); 3],
                numbers: vec![number; rows - 1],
                site: text(),
                host: text(),
            });
            for document in [poster, certificate, card] {
                let drawing = document.drawing().expect("a drawing");
                require_inside(&drawing)
                    .unwrap_or_else(|error| panic!("{words} words, {rows} rows: {error}"));
            }
        }
    }
}

#[test]
fn what_leaves_the_page_is_found() {
    let mut page = crate::drawing::Page::new(100.0, 100.0);
    let set = crate::drawing::Set {
        style: crate::fonts::Style::Bold,
        colour: "#000000",
        anchor: crate::drawing::Anchor::Start,
    };
    page.line((30.0, 50.0), "pháp luật", set, 20.0);
    assert!(require_inside(&page.finish()).is_err());
}
