//! Entries by unit: the largest, those that nobody has entered for, or those with a name.

use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::figures::{MonitorUnits, UnitEntries};
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{thousands, time};
use web_kit::lang::fill;

#[component]
pub(super) fn UnitSearch(round: String) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let empty = RwSignal::new(false);
    let path = RwSignal::new(paths::monitor_units(&round));
    let find = move || {
        let text = api::encode(text.get_untracked().trim());
        let empty = empty.get_untracked();
        path.set(format!(
            "{}?text={text}&empty={empty}",
            paths::monitor_units(&round)
        ));
    };
    let find = StoredValue::new_local(find);
    view! {
        <section class="card stack" data-test="monitor-units">
            <h2>{t!(monitor.units)}</h2>
            <form
                class="row"
                role="search"
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    find.with_value(|find| find());
                }
            >
                <input
                    class="search"
                    name="unit"
                    aria-label=t!(monitor.unit_search)
                    placeholder=t!(monitor.unit_search)
                    bind:value=text
                />
                <button class="btn" data-test="unit-find">{t!(monitor.unit_find)}</button>
                <label class="row">
                    <input
                        type="checkbox"
                        data-test="unit-empty"
                        prop:checked=move || empty.get()
                        on:change=move |event| {
                            empty.set(event_target_checked(&event));
                            find.with_value(|find| find());
                        }
                    />
                    {t!(monitor.unit_empty)}
                </label>
            </form>
            {move || Load::<MonitorUnits>::new(path.get()).draw(|units| listed(&units))}
        </section>
    }
}

fn listed(units: &MonitorUnits) -> AnyView {
    let t = &texts().monitor;
    let told = fill(
        t.unit_told,
        &[
            ("units", &thousands(units.units)),
            ("empty", &thousands(units.empty)),
            ("at", &time(units.at)),
        ],
    );
    let shown = fill(
        t.unit_shown,
        &[
            ("n", &thousands(units.listed.len() as u64)),
            ("found", &thousands(units.found)),
        ],
    );
    let row = |unit: &UnitEntries| {
        view! {
            <tr data-test="unit-entries">
                <th scope="row">{unit.name.clone()}</th>
                <td class="num" data-label=t.entrants>{thousands(unit.entrants)}</td>
                <td class="num" data-label=t.people>{unit.people.map_or("–".to_owned(), thousands)}</td>
            </tr>
        }
    };
    let rows = units.listed.iter().map(row).collect_view();
    view! {
        <p class="soft">{told}</p>
        <p class="soft small">{shown}</p>
        <div class="scroll">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{t.unit}</th>
                        <th scope="col" class="num">{t.entrants}</th>
                        <th scope="col" class="num">{t.people}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
