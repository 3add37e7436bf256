//! The minutes: who was disqualified, why, when and by whom.

use crate::texts::texts;
use contest_core::wire::results::Disqualification;
use leptos::prelude::*;
use web_kit::format::moment;

pub(crate) fn table(all: &[Disqualification]) -> Option<impl IntoView + use<>> {
    if all.is_empty() {
        return None;
    }
    let t = &texts().disqualified;
    let row = |one: &Disqualification| {
        view! {
            <tr data-test="disqualified" data-account=one.account.to_string()>
                <th scope="row">{one.name.clone()}</th>
                <td data-label=t.reason>{one.reason.clone()}</td>
                <td data-label=t.by>{one.by.clone()}</td>
                <td data-label=t.at>{moment(one.at)}</td>
            </tr>
        }
    };
    let rows = all.iter().map(row).collect_view();
    Some(view! {
        <section class="stack">
            <h2>{t.title}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=t.title>
                <table class="cards" data-test="disqualified-list">
                    <thead>
                        <tr>
                            <th scope="col">{t.name}</th>
                            <th scope="col">{t.reason}</th>
                            <th scope="col">{t.by}</th>
                            <th scope="col">{t.at}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    })
}
