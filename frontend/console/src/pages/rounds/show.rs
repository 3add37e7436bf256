//! A round's results, step by step: close, settle, check, publish.

use super::disqualified;
use super::disqualify::DisqualifyDialog;
use super::downloads;
use super::finalise::FinalisePanel;
use super::jobs::Jobs;
use super::selection::Selection;
use super::set_aside;
use super::settle::SettlePanel;
use super::standings;
use super::unawarded;
use super::work::{News, WorkPanel};
use crate::names;
use crate::pages;
use crate::pages::figures::tabs;
use crate::session::is_judge;
use crate::texts::{t, texts};
use crate::ui::load::{Load, next_turn};
use contest_core::rounds::Phase;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, Settlement};
use leptos::prelude::*;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <ShowPage id=id.to_owned()/> }.into_any()
}

#[component]
fn ShowPage(id: String) -> impl IntoView {
    pages::title(t!(results.title));
    let results = Load::<RoundResults>::new(paths::settlement(&id));
    let jobs = Jobs::new(id, results);
    let selection = Selection::new();
    Effect::new(move || {
        if let Some(results) = results.ready() {
            selection.keep_ranked(results.settlement.as_ref());
        }
    });
    view! {
        {results.draw(move |loaded| {
            web_kit::clock::learn(loaded.now);
            results.refresh_at(next_turn([loaded.opens_at, loaded.closes_at].into_iter()));
            draw(&loaded, jobs, selection)
        })}
        <DisqualifyDialog selection results jobs/>
        <News jobs/>
    }
}

fn draw(loaded: &RoundResults, jobs: Jobs, selection: Selection) -> AnyView {
    let is_final = loaded.settlement.as_ref().is_some_and(|s| s.is_final);
    let contest = format!("/console/contests/{}", loaded.contest);
    let settlement = loaded.settlement.as_ref();
    view! {
        <p class="crumbs">
            <a href="/console/contests">{texts().contests.title}</a> " / "
            <a href=contest>{loaded.contest_title.clone()}</a>
        </p>
        <div class="head">
            <div>
                <h1 data-test="round-title">{fill(texts().results.of, &[("round", &loaded.round_title)])}</h1>
                <p class="row">
                    <span class=names::phase_class(loaded.phase) data-test="phase">{names::phase(loaded.phase)}</span>
                    <span>{fill(texts().results.attempts, &[("n", &thousands(loaded.attempts))])}</span>
                </p>
            </div>
        </div>
        {tabs(&loaded.round.to_string())}
        <div class="stack">
            {steps(loaded)}
            <WorkPanel jobs is_final/>
            <SettlePanel results=loaded.clone() jobs/>
            {settlement.map(summary)}
            {settlement.and_then(|settlement| unawarded::note(loaded, settlement))}
            {settlement.filter(|_| !is_final && is_judge()).map(|s| view! { <FinalisePanel results=loaded.clone() settlement=s.clone() jobs/> })}
            {settlement.map(|settlement| standings::table(settlement, selection, jobs))}
            {disqualified::table(&loaded.disqualified)}
            {set_aside::card(loaded.set_aside.clone())}
            {downloads::panel(loaded, jobs)}
        </div>
    }
    .into_any()
}

/// How far the round is on its way to a winner list.
fn steps(results: &RoundResults) -> impl IntoView + use<> {
    let t = &texts().steps;
    let settled = results.settlement.is_some();
    let is_final = results.settlement.as_ref().is_some_and(|s| s.is_final);
    let closed = matches!(results.phase, Phase::Closed | Phase::Final);
    let done = [closed, settled, is_final, is_final];
    let now = done.iter().position(|done| !done);
    let names = [
        (t.close, t.close_why),
        (t.settle, t.settle_why),
        (t.check, t.check_why),
        (t.publish, t.publish_why),
    ];
    let step = |(n, (name, why)): (usize, (&'static str, &'static str))| {
        let current = now == Some(n);
        view! {
            <li class:done=done[n] class:now=current aria-current=current.then_some("step")>
                <strong>{format!("{}. {name}", n + 1)} {done[n].then_some(" ✓")}</strong>
                <span class="small">{why}</span>
            </li>
        }
    };
    let items = names.into_iter().enumerate().map(step).collect_view();
    view! { <ol class="steps" data-test="steps">{items}</ol> }
}

fn summary(settlement: &Settlement) -> impl IntoView + use<> {
    let t = &texts().results;
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let prediction = settlement.prediction.map(|frozen| {
        let value = names::predicted(frozen.target, frozen.value);
        fact(t.frozen, format!("{value} – {}", names::target(frozen.target)))
    });
    // Of this version: somebody may have been disqualified since, or have had no attempt at all.
    let disqualified = settlement.people.saturating_sub(settlement.ranked);
    let (class, state, test) = match settlement.is_final {
        true => ("badge final", t.is_final, "final"),
        false => ("badge provisional", t.provisional, "provisional"),
    };
    view! {
        <section class="card stack" data-test="settlement" data-state=test>
            <div class="row">
                <h2>{fill(t.version, &[("n", &settlement.version.to_string())])}</h2>
                <span class=class data-test=test>{state}</span>
            </div>
            <dl class="facts">
                {fact(t.settled_at, moment(settlement.settled_at))}
                {fact(t.settled_by, settlement.settled_by.clone())}
                {fact(t.took_part, thousands(settlement.people))}
                {fact(t.people, thousands(settlement.ranked))}
                {fact(t.disqualified_n, thousands(disqualified))}
                {prediction}
            </dl>
            <p class="small">
                <strong>{t.hash}</strong> " " <span class="hash" data-test="hash">{settlement.hash.clone()}</span>
                <br/>
                <span class="soft">{t.hash_why}</span>
            </p>
        </section>
    }
}
