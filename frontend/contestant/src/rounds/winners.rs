//! The published winner list of a round.

use super::rules;
use super::table::{number, small, table};
use crate::dom::{View, el, live, many};
use crate::remote::Remote;
use crate::texts::{Texts, fill_time};
use contest_core::ids::RoundId;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use contest_core::wire::paths;
use web_kit::format;

pub(crate) fn winners(round: RoundId) -> View {
    let list = Remote::<WinnerList>::read(paths::winners(round), |_| ());
    live(move || list.show(shown))
}

fn shown(list: &WinnerList, t: &'static Texts) -> View {
    let earned = [t.board.points, t.board.time].join(" / ");
    let head = [
        (t.board.rank, ""),
        (t.board.name, ""),
        (earned.as_str(), "number"),
    ];
    let rows = list.winners.iter().map(|winner| row(winner, t));
    let none = list
        .winners
        .is_empty()
        .then(|| el("p").class("note").text(t.board.winners_none));
    let published = fill_time(t.board.winners_final, &format::moment(list.finalised_at));
    many([
        el("h3").text(t.board.winners),
        el("p").class("quiet").text(&published),
    ])
    .maybe(none)
    .add(table(&head, rows).class("list board").test("winners"))
    .add(rules::hash(t.board.hash, &list.hash))
}

/// The prize is above the name: a column of its own would not fit on a narrow phone.
fn row(winner: &PublicWinner, t: &'static Texts) -> View {
    let prize = match winner.amount_vnd {
        0 => winner.prize.clone(),
        amount => [winner.prize.as_str(), &rules::amount(amount, t)].join(" · "),
    };
    el("tr")
        .test("winner-row")
        .add(el("td").class("rank").text(&winner.rank.to_string()))
        .add(
            el("td")
                .add(el("strong").text(&prize))
                .add(el("div").text(&winner.name))
                .maybe(winner.unit.as_deref().map(small)),
        )
        .add(number(&format::points(winner.points)).add(small(&format::timer(winner.duration_ms))))
}
