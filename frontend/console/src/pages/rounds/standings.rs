//! The ranking of a settlement, with winners and ties marked and buttons to disqualify.

use super::jobs::Jobs;
use super::selection::{Selection, SelectionBar, Target};
use crate::names;
use crate::session::is_judge;
use crate::texts::texts;
use contest_core::rounds::PredictionTarget;
use contest_core::wire::results::{Settlement, StandingRow};
use leptos::prelude::*;
use web_kit::format::{dong, duration, moment, points, thousands};
use web_kit::lang::fill;

pub(crate) fn table(settlement: &Settlement, selection: Selection, jobs: Jobs) -> AnyView {
    let t = &texts().standings;
    if settlement.standings.is_empty() {
        return view! { <p class="empty" data-test="no-standings">{t.none}</p> }.into_any();
    }
    let can = is_judge() && !settlement.is_final;
    let predicts = settlement.prediction.map(|frozen| frozen.target);
    let rows = settlement.standings.iter();
    let rows = rows
        .map(|row| standing(row, predicts, can.then_some((selection, jobs))))
        .collect_view();
    let is_whole = settlement.standings.len() as u64 == settlement.people;
    let shown = fill(
        if is_whole { t.shown_all } else { t.shown },
        &[
            ("n", &settlement.standings.len().to_string()),
            ("people", &thousands(settlement.people)),
        ],
    );
    let ties = settlement.standings.iter().any(|row| row.tied_with_next);
    view! {
        <section class="stack">
            <div>
                <h2>{t.title}</h2>
                <p class="soft">{shown}</p>
            </div>
            {ties.then(|| view! { <p class="note warn" data-test="ties">{t.ties}</p> })}
            <div class="scroll tall" tabindex="0" role="region" aria-label=t.title>
                <table class="cards" data-test="standings">
                    <thead>
                        <tr>
                            {can.then(|| view! { <th scope="col"><span class="sr">{t.choose}</span></th> })}
                            <th scope="col" class="num">{t.rank}</th>
                            <th scope="col">{t.name}</th>
                            <th scope="col">{t.prize}</th>
                            <th scope="col" class="num">{t.points}</th>
                            <th scope="col" class="num">{t.correct}</th>
                            <th scope="col" class="num">{t.duration}</th>
                            <th scope="col" class="num">{t.submitted}</th>
                            {predicts.map(|_| view! { <th scope="col" class="num">{t.prediction}</th> })}
                            {can.then(|| view! { <th scope="col"><span class="sr">{t.actions}</span></th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {can.then(|| view! { <SelectionBar selection jobs/> })}
        </section>
    }
    .into_any()
}

fn standing(
    row: &StandingRow,
    predicts: Option<PredictionTarget>,
    // For judges, until the results are final.
    disqualifying: Option<(Selection, Jobs)>,
) -> impl IntoView + use<> {
    let t = &texts().standings;
    let labelled =
        |label: &'static str, value: String| view! { <td class="num" data-label=label>{value}</td> };
    let rank = row.rank.map_or(t.out.to_owned(), |rank| rank.to_string());
    let prediction = predicts.map(|target| {
        let value = row.prediction.map(|value| names::predicted(target, value));
        labelled(t.prediction, value.unwrap_or_else(|| "–".to_owned()))
    });
    let prize = row.prize.clone().map(|name| {
        let amount = (row.amount_vnd > 0).then(|| dong(row.amount_vnd));
        view! { <strong>{name}</strong> {amount.map(|amount| view! { <div class="soft small">{amount}</div> })} }
    });
    let cell_of_prize = match prize {
        Some(prize) => view! { <td data-label=t.prize>{prize}</td> }.into_any(),
        None => view! { <td></td> }.into_any(),
    };
    let person = Target {
        account: row.account,
        name: row.name.clone(),
        prize: row.prize.clone(),
    };
    let ranked = row.rank.is_some();
    let choice = disqualifying.map(|(selection, _)| {
        view! { <td class="pick">{ranked.then(|| pick(&person, selection))}</td> }
    });
    let action = disqualifying.map(|(selection, jobs)| {
        view! { <td>{ranked.then(|| button(&person, selection, jobs))}</td> }
    });
    let winner = row.prize.is_some();
    view! {
        <tr
            class:winner=winner
            class:tied=row.tied_with_next
            class:out=row.rank.is_none()
            data-test="standing"
            data-account=row.account.to_string()
            data-winner=winner.then_some("true")
        >
            {choice}
            {labelled(t.rank, rank)}
            <th scope="row">
                {row.name.clone()}
                {row.unit.clone().map(|unit| view! { <div class="soft small">{unit}</div> })}
                {row.tied_with_next.then(|| view! { <span class="badge provisional" data-test="tie">{t.tie}</span> })}
            </th>
            {cell_of_prize}
            {labelled(t.points, points(row.points))}
            {labelled(t.correct, format!("{}/{}", row.correct, row.total))}
            {labelled(t.duration, duration(row.duration_ms))}
            {labelled(t.submitted, moment(row.closed_at))}
            {prediction}
            {action}
        </tr>
    }
}

/// Chooses a contestant for a decision about several.
fn pick(person: &Target, selection: Selection) -> impl IntoView + use<> {
    let person = person.clone();
    let account = person.account;
    let label = fill(texts().standings.choose_name, &[("name", &person.name)]);
    view! {
        <label>
            <input
                type="checkbox"
                aria-label=label
                data-test="pick"
                prop:checked=move || selection.has(account)
                disabled=move || selection.is_full() && !selection.has(account)
                on:change=move |event| selection.choose(&person, event_target_checked(&event))
            />
        </label>
    }
}

/// The button that disqualifies this contestant alone.
fn button(person: &Target, selection: Selection, jobs: Jobs) -> impl IntoView + use<> {
    let t = &texts().standings;
    let person = person.clone();
    let label = fill(t.disqualify_name, &[("name", &person.name)]);
    view! {
        <button
            class="btn tight danger"
            aria-label=label
            data-test="disqualify"
            disabled=move || jobs.is_judging()
            on:click=move |_| selection.asked.set(vec![person.clone()])
        >
            {t.disqualify}
        </button>
    }
}
