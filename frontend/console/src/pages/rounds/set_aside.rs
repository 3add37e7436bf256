//! Attempts that do not count and that judges have to look into.

use crate::names;
use crate::texts::texts;
use contest_core::wire::results::SetAside;
use leptos::prelude::*;
use web_kit::format::{moment, points};

pub(crate) fn card(all: &[SetAside]) -> Option<impl IntoView + use<>> {
    if all.is_empty() {
        return None;
    }
    let t = &texts().set_aside;
    let row = |one: &SetAside| {
        view! {
            <tr data-test="set-aside" data-attempt=one.attempt.to_string()>
                <th scope="row">
                    {one.name.clone()} {one.unit.clone().map(|unit| view! { <div class="small soft">{unit}</div> })}
                </th>
                <td class="num" data-label=t.points>{points(one.points)}</td>
                <td data-label=t.submitted>{moment(one.closed_at)}</td>
                <td data-label=t.found>{moment(one.found_at)}</td>
                <td data-label=t.reason>{names::set_aside(one.reason)}</td>
            </tr>
        }
    };
    let rows = all.iter().map(row).collect_view();
    Some(view! {
        <section class="card stack" data-test="set-aside-list">
            <h2>{t.title}</h2>
            <p>{t.why}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.title>
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{t.name}</th>
                            <th scope="col" class="num">{t.points}</th>
                            <th scope="col">{t.submitted}</th>
                            <th scope="col">{t.found}</th>
                            <th scope="col">{t.reason}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    })
}
