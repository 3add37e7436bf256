//! A dry run of a round: what its rules lead to if a thousand invented contestants take it.

use crate::names;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::rehearsal::DryRun;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{duration, points, thousands};
use web_kit::lang::fill;

/// How many questions are listed: of those drawn most often, and least often.
const LISTED: usize = 5;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <DryRunPage id=id.to_owned()/> }.into_any()
}

#[component]
fn DryRunPage(id: String) -> impl IntoView {
    pages::title(t!(dry_run.title));
    let path = StoredValue::new(paths::dry_run(&id));
    let action = Action::new();
    let run = RwSignal::new(None::<DryRun>);
    let ask = move || {
        let request = async move { api::post_empty::<DryRun>(&path.get_value()).await };
        action.run(request, move |told| run.set(Some(told)));
    };
    ask();
    view! {
        <div class="head"><div><h1>{t!(dry_run.title)}</h1></div></div>
        <div class="stack">
            <p class="note">{t!(dry_run.note)}</p>
            <LastFailure failure=action.failure/>
            {move || run.with(|run| run.as_ref().map(told))}
            <p>
                <button class="btn" data-test="dry-run-again" disabled=move || action.busy.get() on:click=move |_| ask()>
                    {move || if action.busy.get() { texts().common.working } else { texts().dry_run.again }}
                </button>
            </p>
        </div>
    }
}

fn told(run: &DryRun) -> AnyView {
    view! {
        {scores(run)}
        {ties(run)}
        {(!run.prizes.is_empty()).then(|| prizes(run))}
        {questions(run)}
    }
    .into_any()
}

fn scores(run: &DryRun) -> AnyView {
    let t = &texts().dry_run;
    let most = run.scores.iter().map(|count| count.people).max().unwrap_or(1);
    let row = |count: &contest_core::wire::rehearsal::ScoreCount| {
        view! {
            <tr>
                <th scope="row" class="num">{points(count.points)}</th>
                <td class="num" data-label=t.people>{thousands(count.people.into())}</td>
                <td><progress max=most value=count.people aria-hidden="true"></progress></td>
            </tr>
        }
    };
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <section class="card stack" data-test="dry-scores">
            <h2>{t.scores}</h2>
            <dl class="facts">
                {fact(t.people, thousands(run.people.into()))}
                {fact(t.max_points, points(run.max_points))}
                {fact(t.all_correct, thousands(run.all_correct.into()))}
                {fact(t.median_duration, duration(run.median_duration_ms))}
            </dl>
            <details>
                <summary>{t.all_scores}</summary>
                <table>
                    <thead>
                        <tr><th scope="col" class="num">{t.points}</th><th scope="col" class="num">{t.people}</th><td></td></tr>
                    </thead>
                    <tbody>{run.scores.iter().rev().map(row).collect_view()}</tbody>
                </table>
            </details>
        </section>
    }
    .into_any()
}

fn ties(run: &DryRun) -> AnyView {
    let t = &texts().dry_run;
    let step = |after: &contest_core::wire::rehearsal::SharedAfter| {
        let text = fill(
            t.shared_after,
            &[
                ("link", names::link(after.link).0),
                ("n", &thousands(after.people.into())),
            ],
        );
        view! { <li data-test="dry-link">{text}</li> }
    };
    let left = run.first_shared.last().map_or(1, |last| last.people);
    let warning = (left > 1).then(|| {
        let text = fill(t.still_shared, &[("n", &thousands(left.into()))]);
        view! { <p class="note warn">{text}</p> }
    });
    view! {
        <section class="card stack">
            <h2>{t.first_place}</h2>
            <ol>{run.first_shared.iter().map(step).collect_view()}</ol>
            {warning}
        </section>
    }
    .into_any()
}

fn prizes(run: &DryRun) -> AnyView {
    let t = &texts().dry_run;
    let row = |prize: &contest_core::wire::rehearsal::DryPrize| {
        view! {
            <tr data-test="dry-prize">
                <th scope="row">{prize.name.clone()}</th>
                <td class="num" data-label=t.quota>{thousands(prize.quota.into())}</td>
                <td class="num" data-label=t.awarded>{thousands(prize.awarded.into())}</td>
                <td>{prize.tied.then_some(t.tied)}</td>
            </tr>
        }
    };
    view! {
        <section class="card stack">
            <h2>{texts().prizes.title}</h2>
            <div class="scroll">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{t.prize}</th>
                            <th scope="col" class="num">{t.quota}</th>
                            <th scope="col" class="num">{t.awarded}</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>{run.prizes.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn questions(run: &DryRun) -> AnyView {
    let t = &texts().dry_run;
    let item = |question: &contest_core::wire::rehearsal::DrawnQuestion| {
        let text = fill(
            t.drawn,
            &[
                ("code", &question.code),
                ("topic", &question.topic),
                ("difficulty", names::difficulty(question.difficulty)),
                ("n", &thousands(question.papers.into())),
            ],
        );
        view! { <li>{text}</li> }
    };
    let never = run
        .questions
        .iter()
        .filter(|question| question.papers == 0)
        .count();
    let never = (never > 0).then(|| {
        let text = fill(t.never, &[("n", &thousands(never as u64))]);
        view! { <p class="note">{text}</p> }
    });
    let least = run.questions.iter().rev().take(LISTED);
    view! {
        <section class="card stack" data-test="dry-questions">
            <h2>{t.questions}</h2>
            {never}
            <h3>{t.most}</h3>
            <ul>{run.questions.iter().take(LISTED).map(item).collect_view()}</ul>
            <h3>{t.least}</h3>
            <ul>{least.map(item).collect_view()}</ul>
        </section>
    }
    .into_any()
}
