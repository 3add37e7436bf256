//! The lines of a page: places, units or winners, as texts.

use super::program::LINES;
use crate::rounds::table::time;
use contest_core::wire::boards::{Board, UnitCount, WinnerList};
use std::collections::HashMap;
use web_kit::format;

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Whose line it is, over all changes of the board.
    pub(super) key: String,
    pub(super) place: String,
    pub(super) name: String,
    pub(super) below: String,
    pub(super) figure: String,
    pub(super) beside: String,
    /// Thousandths of the longest bar.
    pub(super) share: u64,
}

pub(super) fn standings(board: &Board, page: usize) -> Vec<Row> {
    let names = board.standings.iter();
    let keys = keys(names.map(|standing| (standing.name.as_str(), standing.unit.as_deref())));
    let rows = board.standings.iter().zip(keys).map(|(standing, key)| Row {
        key,
        place: standing.rank.to_string(),
        name: standing.name.clone(),
        below: standing.unit.clone().unwrap_or_default(),
        figure: format::points(standing.points),
        beside: time(standing.closed_at, standing.duration_ms),
        share: 0,
    });
    rows.skip(page * LINES).take(LINES).collect()
}

/// Returns the units that race: one to which everybody belongs, such as the province of all communes, has no rivals.
pub(super) fn racing(board: &Board) -> impl Iterator<Item = &UnitCount> {
    board.units.iter().filter(|unit| unit.people < board.people)
}

pub(super) fn units(board: &Board, page: usize) -> Vec<Row> {
    let most = racing(board).map(|unit| unit.people).max().unwrap_or(0);
    let rows = racing(board).zip(1_u32..).map(|(unit, place)| Row {
        key: unit.unit.to_string(),
        place: place.to_string(),
        name: unit.name.clone(),
        figure: format::thousands(unit.people),
        share: unit.people * 1_000 / most.max(1),
        ..Row::default()
    });
    rows.skip(page * LINES).take(LINES).collect()
}

pub(super) fn winners(list: &WinnerList, page: usize) -> Vec<Row> {
    let names = list.winners.iter();
    let keys = keys(names.map(|winner| (winner.name.as_str(), winner.unit.as_deref())));
    let rows = list.winners.iter().zip(keys).map(|(winner, key)| Row {
        key,
        place: winner.rank.to_string(),
        name: winner.name.clone(),
        below: winner.unit.clone().unwrap_or_default(),
        figure: winner.prize.clone(),
        beside: [
            &format::points(winner.points),
            " · ",
            &time(winner.closed_at, winner.duration_ms),
        ]
        .concat(),
        share: 0,
    });
    rows.skip(page * LINES).take(LINES).collect()
}

/// Returns by what to know people again: the board gives no ids. Those who look alike are told apart by their order.
fn keys<'a>(people: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Vec<String> {
    let mut alike: HashMap<(&str, Option<&str>), u32> = HashMap::new();
    let key = |person: (&'a str, Option<&'a str>)| {
        let number = alike.entry(person).or_default();
        *number += 1;
        let (name, unit) = person;
        [name, "|", unit.unwrap_or_default(), "|", &number.to_string()].concat()
    };
    people.map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_known_again_where_they_moved() {
        let an = ("Nguyễn Văn A***", Some("Xã Bình Minh"));
        let binh = ("Trần Thị B***", None);
        let before = keys([an, binh, an].into_iter());
        let after = keys([binh, an, an].into_iter());
        assert_eq!((&before[0], &before[1]), (&after[1], &after[0]));
        assert_eq!(before[2], after[2]);
        assert_ne!(before[0], before[2]);
    }
}
