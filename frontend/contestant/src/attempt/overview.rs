//! All questions at a glance, and the way to submit.

use super::submitting::Closing;
use super::{AttemptState, Sheet};
use crate::dom::{View, el, many, none};
use crate::texts::{Texts, fill_n, t};
use leptos::prelude::*;

pub(crate) fn overview(state: AttemptState) -> View {
    let t = t();
    let cells = move || {
        let cells = (0..state.questions).map(|number| cell(state, number, t));
        many(cells).maybe(state.has_prediction().then(|| prediction_cell(state, t)))
    };
    let legend = el("p").class("legend").each([
        el("span").class("done").text(t.attempt.legend_answered),
        el("span").text(t.attempt.legend_blank),
        el("span").class("later").text(t.attempt.legend_flagged),
    ]);
    el("section")
        .class("question")
        .id("step")
        .attr("tabindex", "-1")
        .test("overview")
        .add(el("h2").text(t.attempt.overview))
        .add(el("p").class("quiet").text(t.attempt.overview_hint))
        .add(el("div").class("grid").live(cells))
        .add(legend)
        .live(move || closing(state, t))
}

fn cell(state: AttemptState, number: usize, t: &'static Texts) -> View {
    // Redrawn whenever the overview is opened, and when another device's answers arrive.
    let done = state.sheet.with(|sheet| !sheet.answers.0[number].is_empty());
    let later = state.flags.with_untracked(|flags| flags[number]);
    let word = if done {
        t.attempt.legend_answered
    } else {
        t.attempt.legend_blank
    };
    let mut label = [&(number + 1).to_string(), ": ", word].concat();
    if later {
        label.push_str(", ");
        label.push_str(t.attempt.legend_flagged);
    }
    let class = match (done, later) {
        (false, false) => "cell",
        (true, false) => "cell done",
        (false, true) => "cell later",
        (true, true) => "cell done later",
    };
    el("button")
        .class(class)
        .test("overview-cell")
        .attr("aria-label", &label)
        .text(&(number + 1).to_string())
        .click(move || state.go(number))
}

fn prediction_cell(state: AttemptState, t: &'static Texts) -> View {
    let done = state.sheet.with(|sheet| sheet.prediction.is_some());
    el("button")
        .class(if done { "cell broad done" } else { "cell broad" })
        .test("overview-prediction")
        .text(t.attempt.prediction)
        .click(move || state.go(state.questions))
}

/// The submit button and what follows from pressing it.
fn closing(state: AttemptState, t: &'static Texts) -> View {
    let blocked = |text: &str| el("p").class("note").test("blocked").text(text);
    let forbidden = state.forbidden_blanks();
    if forbidden > 0 {
        return blocked(&fill_n(t.attempt.blocked, forbidden));
    }
    if state.lacks_prediction() {
        return blocked(t.attempt.blocked_prediction);
    }
    match state.closing.get() {
        Closing::No => ask_button(state, t),
        Closing::Asked => confirmation(state, t),
        Closing::Sending => el("p")
            .class("note")
            .attr("role", "status")
            .text(t.attempt.submitting),
        // Shown above the paper, whatever step is on the screen.
        Closing::Waiting(_) => none(),
        Closing::Refused(reason) => {
            let reason = el("p")
                .class("note bad")
                .attr("role", "alert")
                .test("refused")
                .text(&reason);
            many([reason, ask_button(state, t)])
        }
    }
}

fn ask_button(state: AttemptState, t: &'static Texts) -> View {
    let ask = move || {
        state.closing.set(Closing::Asked);
        web_kit::router::focus("#confirm");
    };
    el("button")
        .class("button wide")
        .test("submit")
        .text(t.attempt.submit)
        .click(ask)
}

fn confirmation(state: AttemptState, t: &'static Texts) -> View {
    let blanks = state.sheet.with(Sheet::blanks);
    let told = match blanks {
        0 => t.attempt.confirm_full.to_owned(),
        n => fill_n(t.attempt.confirm_blank, n),
    };
    let told = el("p")
        .test("confirm-blanks")
        .attr("data-blanks", &blanks.to_string())
        .text(&told);
    let yes = el("button")
        .class("button")
        .test("confirm-submit")
        .text(t.attempt.confirm);
    let no = el("button")
        .class("button second")
        .test("keep-working")
        .text(t.attempt.keep_working);
    el("div")
        .class("note ask")
        .id("confirm")
        .attr("tabindex", "-1")
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "confirm-title")
        .test("confirm")
        .add(el("h3").id("confirm-title").text(t.attempt.confirm_title))
        .add(told)
        .add(el("p").text(t.attempt.confirm_final))
        .add(yes.click(move || state.submit(false)))
        .add(no.click(move || state.closing.set(Closing::No)))
}
