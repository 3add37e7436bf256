//! Attempts and late sheets that do not count and that judges have to look into.

use crate::names;
use crate::texts::texts;
use contest_core::time::Millis;
use contest_core::wire::results::{LateEvidence, SetAside};
use leptos::prelude::*;
use web_kit::format::{day, duration, moment, points, time};
use web_kit::lang::fill;

/// How many are shown at first, and how many more at each press.
const PAGE: usize = 20;

pub(crate) fn card(all: Vec<SetAside>) -> Option<impl IntoView> {
    if all.is_empty() {
        return None;
    }
    let t = &texts().set_aside;
    let shown = RwSignal::new(PAGE);
    let total = all.len();
    let row = move |one: &SetAside| {
        view! {
            <tr data-test="set-aside" data-attempt=one.attempt.to_string()>
                <th scope="row">
                    {one.name.clone()} {one.unit.clone().map(|unit| view! { <div class="small soft">{unit}</div> })}
                </th>
                <td class="num" data-label=t.points>{points(one.points)}</td>
                <td data-label=t.submitted>{moment(submitted_at(one))}</td>
                <td data-label=t.found>{moment(one.found_at)}</td>
                <td data-label=t.reason>
                    {names::set_aside(one.reason)}
                    {one.evidence.map(|evidence| view! {
                        <div class="small soft" data-test="evidence">{said(&evidence)}</div>
                    })}
                </td>
            </tr>
        }
    };
    let rows = move || all.iter().take(shown.get()).map(row).collect_view();
    let more = move || {
        let left = total.saturating_sub(shown.get());
        (left > 0).then(|| {
            let text = fill(t.more, &[("n", &left.to_string())]);
            view! {
                <p>
                    <button class="btn" data-test="set-aside-more" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                        {text}
                    </button>
                </p>
            }
        })
    };
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
            {more}
        </section>
    })
}

/// A late sheet would be recorded as of the deadline; judges want to know when it came.
fn submitted_at(one: &SetAside) -> Millis {
    one.evidence.map_or(one.closed_at, |evidence| evidence.arrived_at)
}

/// Says what is known of a late sheet, in one line.
fn said(evidence: &LateEvidence) -> String {
    let t = &texts().set_aside;
    // The day is said only where it is not that of the deadline.
    let at = |at: Millis| match day(at) == day(evidence.deadline) {
        true => time(at),
        false => format!("{}, {}", time(at), day(at)),
    };
    let late = duration(evidence.arrived_at.since(evidence.deadline));
    let arrived = fill(t.arrived, &[("at", &at(evidence.arrived_at)), ("late", &late)]);
    let changed = evidence
        .last_change_at
        .map(|moment| fill(t.changed, &[("at", &at(moment))]));
    let acknowledged = evidence
        .acknowledged
        .map(|save| fill(t.acknowledged, &[("at", &at(save.at))]));
    let all: Vec<String> = [Some(arrived), changed, acknowledged]
        .into_iter()
        .flatten()
        .collect();
    all.join(" · ")
}
