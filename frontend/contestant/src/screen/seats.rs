//! The lines on the screen. There are as many seats as lines, made once: a person keeps the seat while the lines change,
//! so that the seat can glide to its new line, and a screen that runs for weeks makes no element after the first.

use super::program::{LINES, Slide};
use super::rows::Row;
use leptos::prelude::*;

/// One seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seat {
    row: Option<Row>,
    /// From 0.
    line: usize,
    /// Taken at this change; the number alternates, so that the browser begins its animation again.
    taken: Option<usize>,
}

/// All seats.
#[derive(Clone, Copy)]
pub(super) struct Seats {
    seats: [RwSignal<Seat>; LINES],
    last: StoredValue<(Option<Slide>, usize)>,
}

impl Seats {
    pub(super) fn new() -> Seats {
        Seats {
            seats: std::array::from_fn(|_| RwSignal::new(Seat::default())),
            last: StoredValue::new((None, 0)),
        }
    }

    /// Shows the lines of a page.
    pub(super) fn show(self, slide: Option<Slide>, rows: Vec<Row>) {
        let before: Vec<Seat> = self.seats.iter().map(|seat| seat.get_untracked()).collect();
        let (last, turn) = self.last.get_value();
        let after = seated(&before, rows, last != slide, turn);
        self.last.set_value((slide, 1 - turn));
        for ((signal, before), after) in self.seats.iter().zip(&before).zip(after) {
            if *before != after {
                signal.set(after);
            }
        }
    }

    pub(super) fn view(self) -> Vec<AnyView> {
        self.seats.into_iter().map(seat_view).collect()
    }
}

/// Seats the lines: who has a seat keeps it, unless the page is another one; the others take what is free.
fn seated(before: &[Seat], rows: Vec<Row>, afresh: bool, turn: usize) -> Vec<Seat> {
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    let keeps = |seat: &Seat| {
        let key = &seat.row.as_ref().filter(|_| !afresh)?.key;
        let is_theirs = |row: &Option<Row>| row.as_ref().is_some_and(|row| row.key == *key);
        let line = rows.iter().position(is_theirs)?;
        let row = rows[line].take();
        Some(Seat {
            row,
            line,
            taken: None,
        })
    };
    let mut after: Vec<Option<Seat>> = before.iter().map(keeps).collect();
    let mut left = rows.into_iter().enumerate().filter(|(_, row)| row.is_some());
    for seat in after.iter_mut().filter(|seat| seat.is_none()) {
        *seat = left.next().map(|(line, row)| Seat {
            row,
            line,
            taken: Some(turn),
        });
    }
    after.into_iter().map(Option::unwrap_or_default).collect()
}

fn seat_view(seat: RwSignal<Seat>) -> AnyView {
    let text = move |of: fn(&Row) -> &String| {
        move || seat.with(|seat| seat.row.as_ref().map(|row| of(row).clone()).unwrap_or_default())
    };
    let class = move || {
        seat.with(|seat| {
            let mut class = ["row line-", &seat.line.to_string()].concat();
            if let Some(turn) = seat.taken {
                class.push_str(&[" taken-", &turn.to_string()].concat());
            }
            let rank = seat.row.as_ref().map_or("", |row| row.place.as_str());
            if matches!(rank, "1" | "2" | "3") {
                class.push_str(" top");
            }
            class
        })
    };
    let share = move || seat.with(|seat| seat.row.as_ref().map_or(0, |row| row.share).to_string());
    view! {
        <div
            role="listitem"
            class=class
            hidden=move || seat.with(|seat| seat.row.is_none())
            style=("--share", share)
            data-test="screen-row"
        >
            <span class="place">{text(|row| &row.place)}</span>
            <span class="who">
                <strong>{text(|row| &row.name)}</strong>
                <small>{text(|row| &row.below)}</small>
                <span class="bar" aria-hidden="true"></span>
            </span>
            <span class="earned">
                <strong>{text(|row| &row.figure)}</strong>
                <small>{text(|row| &row.beside)}</small>
            </span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(keys: &[&str]) -> Vec<Row> {
        let row = |key: &&str| Row {
            key: (*key).to_owned(),
            ..Row::default()
        };
        keys.iter().map(row).collect()
    }

    /// Returns whose each seat is, on which line, and whether it was just taken.
    fn told(seats: &[Seat]) -> Vec<(&str, usize, bool)> {
        let taken = seats.iter().filter(|seat| seat.row.is_some());
        taken
            .map(|seat| {
                (
                    seat.row.as_ref().map_or("", |row| &row.key),
                    seat.line,
                    seat.taken.is_some(),
                )
            })
            .collect()
    }

    #[test]
    fn people_keep_their_seats_while_the_lines_change() {
        let empty = vec![Seat::default(); 4];
        let first = seated(&empty, rows(&["a", "b", "c"]), false, 0);
        assert_eq!(told(&first), [("a", 0, true), ("b", 1, true), ("c", 2, true)]);
        let second = seated(&first, rows(&["c", "a", "b"]), false, 1);
        assert_eq!(told(&second), [("a", 1, false), ("b", 2, false), ("c", 0, false)]);
        // Who drops out leaves the seat to who comes in.
        let third = seated(&second, rows(&["d", "c", "a"]), false, 0);
        assert_eq!(told(&third), [("a", 2, false), ("d", 0, true), ("c", 1, false)]);
        assert_eq!(told(&seated(&third, Vec::new(), false, 1)), []);
    }

    #[test]
    fn another_page_seats_everybody_afresh() {
        let empty = vec![Seat::default(); 2];
        let first = seated(&empty, rows(&["a", "b"]), false, 0);
        let second = seated(&first, rows(&["b"]), true, 1);
        assert_eq!(told(&second), [("b", 0, true)]);
        assert_eq!(second[0].taken, Some(1));
    }

    #[test]
    fn more_lines_than_seats_are_left_out() {
        let empty = vec![Seat::default(); 1];
        assert_eq!(
            told(&seated(&empty, rows(&["a", "b"]), false, 0)),
            [("a", 0, true)]
        );
    }
}
