//! All questions at a glance, and the way to submit.

use super::submitting::Closing;
use super::{Desk, Sheet};
use crate::texts::{Texts, fill_n, t};
use leptos::prelude::*;

pub(crate) fn overview(desk: Desk) -> AnyView {
    let t = t();
    let cells = (0..desk.questions)
        .map(|number| cell(desk, number, t))
        .collect_view();
    let prediction = desk.has_prediction().then(|| prediction_cell(desk, t));
    view! {
        <section class="question" id="step" tabindex="-1" data-test="overview">
            <h2>{t.attempt.overview}</h2>
            <p class="quiet">{t.attempt.overview_hint}</p>
            <div class="grid">{cells}{prediction}</div>
            <p class="legend">
                <span class="done">{t.attempt.legend_answered}</span>
                <span>{t.attempt.legend_blank}</span>
                <span class="later">{t.attempt.legend_flagged}</span>
            </p>
            {move || closing(desk, t)}
        </section>
    }
    .into_any()
}

fn cell(desk: Desk, number: usize, t: &'static Texts) -> AnyView {
    let done = move || desk.sheet.with(|sheet| !sheet.answers.0[number].is_empty());
    let later = move || desk.flags.with(|flags| flags[number]);
    let state = move || {
        let mut words = vec![if done() {
            t.attempt.legend_answered
        } else {
            t.attempt.legend_blank
        }];
        words.extend(later().then_some(t.attempt.legend_flagged));
        words.join(", ")
    };
    let label = move || [(number + 1).to_string(), state()].join(": ");
    view! {
        <button class="cell" class:done=done class:later=later data-test="overview-cell" aria-label=label
            on:click=move |_| desk.go(number)>{number + 1}</button>
    }
    .into_any()
}

fn prediction_cell(desk: Desk, t: &'static Texts) -> AnyView {
    let done = move || desk.sheet.with(|sheet| sheet.prediction.is_some());
    view! {
        <button class="cell broad" class:done=done data-test="overview-prediction" on:click=move |_| desk.go(desk.questions)>
            {t.attempt.prediction}
        </button>
    }
    .into_any()
}

/// The submit button and what follows from pressing it.
fn closing(desk: Desk, t: &'static Texts) -> AnyView {
    let forbidden = desk.forbidden_blanks();
    if forbidden > 0 {
        return view! { <p class="note" data-test="blocked">{fill_n(t.attempt.blocked, forbidden)}</p> }
            .into_any();
    }
    if desk.lacks_prediction() {
        return view! { <p class="note" data-test="blocked">{t.attempt.blocked_prediction}</p> }.into_any();
    }
    match desk.closing.get() {
        Closing::No => ask_button(desk, t),
        Closing::Asked => confirmation(desk, t),
        Closing::Sending => view! { <p class="note" role="status">{t.attempt.submitting}</p> }.into_any(),
        // Shown above the paper, whatever step is on the screen.
        Closing::Waiting(_) => ().into_any(),
        Closing::Refused(reason) => view! {
            <p class="note bad" role="alert" data-test="refused">{reason}</p>
            {ask_button(desk, t)}
        }
        .into_any(),
    }
}

fn ask_button(desk: Desk, t: &'static Texts) -> AnyView {
    let ask = move |_| {
        desk.closing.set(Closing::Asked);
        web_kit::router::focus("#confirm");
    };
    view! { <button class="button wide" data-test="submit" on:click=ask>{t.attempt.submit}</button> }
        .into_any()
}

fn confirmation(desk: Desk, t: &'static Texts) -> AnyView {
    let blanks = desk.sheet.with(Sheet::blanks);
    let told = match blanks {
        0 => t.attempt.confirm_full.to_owned(),
        n => fill_n(t.attempt.confirm_blank, n),
    };
    view! {
        <div class="note ask" id="confirm" tabindex="-1" role="alertdialog" aria-labelledby="confirm-title" data-test="confirm">
            <h3 id="confirm-title">{t.attempt.confirm_title}</h3>
            <p data-test="confirm-blanks" data-blanks=blanks>{told}</p>
            <p>{t.attempt.confirm_final}</p>
            <button class="button" data-test="confirm-submit" on:click=move |_| desk.submit(false)>{t.attempt.confirm}</button>
            <button class="button second" data-test="keep-working" on:click=move |_| desk.closing.set(Closing::No)>{t.attempt.keep_working}</button>
        </div>
    }
    .into_any()
}
