//! The published winner list of a round.

use super::rules;
use crate::remote::Remote;
use crate::texts::{Texts, fill_time};
use contest_core::ids::RoundId;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use leptos::prelude::*;
use web_kit::format;

pub(crate) fn winners(round: RoundId) -> AnyView {
    let list = Remote::<WinnerList>::read(["/rounds/", &round.to_string(), "/winners"].concat(), |_| ());
    (move || list.show(table)).into_any()
}

fn table(list: &WinnerList, t: &'static Texts) -> AnyView {
    let row = |winner: &PublicWinner| {
        view! {
            <tr data-test="winner-row">
                <td class="place">{winner.place}</td>
                <td>{winner.name.clone()}{winner.unit.clone().map(|unit| view! { <small>{unit}</small> })}</td>
                <td>{winner.prize.clone()}<small>{rules::amount(winner.amount_vnd, t)}</small></td>
                <td class="number">{format::points(winner.points)}<small>{format::timer(winner.duration_ms)}</small></td>
            </tr>
        }
        .into_any()
    };
    view! {
        <h3>{t.board.winners}</h3>
        <p class="quiet">{fill_time(t.board.winners_final, &format::moment(list.finalised_at))}</p>
        {list.winners.is_empty().then(|| view! { <p class="note">{t.board.winners_none}</p> })}
        <table class="list board" data-test="winners">
            <thead><tr><th>{t.board.place}</th><th>{t.board.name}</th><th>{t.board.prize}</th><th class="number">{t.board.points}</th></tr></thead>
            <tbody>{list.winners.iter().map(row).collect_view()}</tbody>
        </table>
        {rules::hash(t.board.hash, &list.hash)}
    }
    .into_any()
}
