//! The figures of a round: how it is going, what the answers say about the questions, and what its units have done.

mod chart;
mod minutes;
pub(crate) mod monitor;
pub(crate) mod question;
mod questions;
pub(crate) mod statistics;
mod unit_search;
pub(crate) mod units;

use crate::texts::texts;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;
use web_kit::format::points;
use web_kit::lang::fill;
use web_kit::router;

/// The pages about one round.
pub(crate) fn tabs(round: &str) -> impl IntoView + use<> {
    let base = format!("/console/rounds/{round}");
    let t = &texts().figures;
    let tab = |text: &'static str, address: String, test: &'static str| {
        let here = router::here();
        let here = here.split('?').next().unwrap_or_default();
        let rest = here.strip_prefix(address.as_str());
        // The results have all others below.
        let is_here = rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with('/') && address != base));
        view! { <a href=address aria-current=is_here.then_some("page") data-test=test>{text}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t.tabs>
            {tab(t.results, base.clone(), "tab-results")}
            {tab(t.monitor, format!("{base}/monitor"), "tab-monitor")}
            {tab(t.statistics, format!("{base}/statistics"), "tab-statistics")}
            {tab(t.units, format!("{base}/units"), "tab-round-units")}
        </nav>
    }
}

/// Where the page stands: the contest, and the title of the round.
pub(crate) fn head(contest: &str, contest_title: &str, title: String) -> AnyView {
    let to = format!("/console/contests/{contest}");
    view! {
        <p class="crumbs">
            <a href="/console/contests">{texts().contests.title}</a> " / " <a href=to>{contest_title.to_owned()}</a>
        </p>
        <div class="head"><h1 data-test="figures-title">{title}</h1></div>
    }
    .into_any()
}

/// The same of what is known of the round's results; `of` has a place for the name of the round.
fn head_of(results: &RoundResults, of: &'static str) -> AnyView {
    web_kit::clock::learn(results.now);
    let title = fill(of, &[("round", &results.round_title)]);
    head(&results.contest.to_string(), &results.contest_title, title)
}

/// Formats thousandths as a percentage: 653 → "65,3%".
fn percent(thousandths: u16) -> String {
    points(u32::from(thousandths) * 10) + "%"
}

/// Formats a correlation in thousandths: 420 → "0,42", −80 → "−0,08".
fn correlation(thousandths: i16) -> String {
    let hundredths = (u32::from(thousandths.unsigned_abs()) + 5) / 10;
    let sign = if thousandths < 0 && hundredths > 0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{}", points(hundredths))
}

/// Names an option as in the bank: 0 → "A".
fn letter(option: u8) -> String {
    char::from(b'A' + option.min(25)).to_string()
}
