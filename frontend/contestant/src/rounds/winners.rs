//! The published winner list of a round.

use super::rules;
use super::table::{earned, number, small, table, time};
use crate::remote::Remote;
use crate::texts::{self, fill_time};
use crate::ui::{each, quiet};
use contest_core::ids::RoundId;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::format;

#[component]
pub(crate) fn Winners(round: RoundId) -> impl IntoView {
    Remote::<WinnerList>::read(paths::winners(round), |_| ()).show(shown)
}

fn shown(list: &WinnerList) -> AnyView {
    let t = texts::board();
    let earned = earned(list.winners.first().and_then(|first| first.closed_at));
    let head = [(t.rank(), ""), (t.name(), ""), (&earned, "number")];
    let rows = each(&list.winners, row);
    let table = match list.winners.as_slice() {
        [] => view! { <p class="note">{t.winners_none()}</p> }.into_any(),
        _ => table("list board", "winners", &head, rows),
    };
    let published = fill_time(t.winners_final(), &format::moment(list.finalised_at));
    view! {
        <h2>{t.winners()}</h2>
        {quiet(published.into_any())}
        {table}
        {rules::hash(t.hash(), &list.hash)}
    }
    .into_any()
}

/// The prize is above the name: a column of its own would not fit on a narrow phone.
fn row(winner: &PublicWinner) -> AnyView {
    let prize = match winner.amount_vnd {
        0 => winner.prize.clone(),
        amount => [&winner.prize, " · ", &rules::amount(amount)].concat(),
    };
    view! {
        <tr data-test="winner-row">
            <td class="rank">{winner.rank.to_string()}</td>
            <td>
                <strong>{prize}</strong>
                <div>{winner.name.clone()}</div>
                {winner.unit.clone().map(small)}
            </td>
            {number(format::points(winner.points), Some(time(winner.closed_at, winner.duration_ms)))}
        </tr>
    }
    .into_any()
}
