//! What the answers of a closed round say about its questions: made by a job, of the attempts that count or of all.

use super::chart::{Bar, chart};
use super::questions::Questions;
use super::{head_of, percent, tabs};
use crate::names;
use crate::pages;
use crate::pages::rounds::excel::Excel;
use crate::pages::rounds::jobs::Jobs;
use crate::pages::rounds::work::News;
use crate::texts::{t, texts};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use crate::ui::progress::Progress;
use contest_core::wire::figures::{RoundFigures, Statistics, Which};
use contest_core::wire::jobs::{ExportTable, JobKind, JobState};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <StatisticsPage id=id.to_owned()/> }.into_any()
}

#[component]
fn StatisticsPage(id: String) -> impl IntoView {
    pages::title(t!(statistics.title));
    let results = Load::<RoundResults>::new(paths::settlement(&id));
    let jobs = Jobs::new(id.clone(), results);
    let which = RwSignal::new(Which::Counted);
    let again = RwSignal::new(0_u32);
    Effect::new(move || {
        if jobs
            .news()
            .is_some_and(|job| job.kind == JobKind::Statistics && job.state.is_over())
        {
            again.update(|n| *n += 1);
        }
    });
    let path = paths::statistics(&id);
    let page = id.clone();
    view! {
        {results.draw(|results| head_of(&results, texts().statistics.of))}
        {tabs(&id)}
        {move || {
            again.track();
            let asked = format!("{path}?attempts={}", which.get().as_str());
            let page = page.clone();
            Load::<Statistics>::new(asked).draw(move |loaded| draw(&loaded, &page, (which, jobs)))
        }}
        <News jobs/>
    }
}

fn draw(loaded: &Statistics, id: &str, (which, jobs): (RwSignal<Which>, Jobs)) -> AnyView {
    web_kit::clock::learn(loaded.now);
    let made = loaded.made.as_ref();
    view! {
        <div class="stack">
            <Make id=id.to_owned() made_at=made.map(|made| moment(made.made_at)) outdated=made.is_some_and(|made| made.outdated) jobs/>
            {made.map(|made| figures(made, loaded, (which, jobs)))}
        </div>
    }
    .into_any()
}

/// The button that has the statistics made, and how far the job is.
#[component]
pub(super) fn Make(id: String, made_at: Option<String>, outdated: bool, jobs: Jobs) -> impl IntoView {
    let action = Action::new();
    let path = StoredValue::new(paths::statistics(&id));
    let running = Memo::new(move |_| {
        jobs.counting()
            .filter(|job| !job.state.is_over())
            .map(|job| job.id)
    });
    let failed = move || {
        let job = jobs
            .counting()
            .filter(|job| job.state == JobState::Failed && jobs.is_watched(job.id))?;
        let why = crate::pages::rounds::work::why(&job);
        Some(
            view! { <p class="error" data-test="statistics-failed">{texts().jobs.statistics_failed} ". " {why}</p> },
        )
    };
    let percent = Signal::derive(move || {
        let job = jobs.counting()?;
        (job.state == JobState::Running).then_some(job.progress)
    });
    let start = move |_| {
        let path = path.get_value();
        jobs.start(action, async move { api::post_empty(&path).await }, || {});
    };
    let t = &texts().statistics;
    let is_new = made_at.is_none();
    let (told, button) = match &made_at {
        None => (t.none.to_owned(), t.make),
        Some(at) => (fill(t.made_at, &[("at", at)]), t.again),
    };
    let class = if is_new || outdated { "btn primary" } else { "btn" };
    view! {
        <section class="card stack no-print" data-test="statistics-make">
            <div class="row spread">
                <p>{told}</p>
                <button
                    class=class
                    data-test="make-statistics"
                    disabled=move || action.busy.get() || running.get().is_some()
                    on:click=start
                >
                    {button}
                </button>
            </div>
            {outdated.then(|| view! { <p class="note warn" data-test="statistics-outdated">{t.outdated}</p> })}
            {move || running.get().map(|_| view! { <Progress label=t!(jobs.statistics) waiting=t!(jobs.waiting) percent/> })}
            {failed}
            <LastFailure failure=action.failure/>
        </section>
    }
}

fn figures(
    made: &RoundFigures,
    loaded: &Statistics,
    (which, jobs): (RwSignal<Which>, Jobs),
) -> impl IntoView + use<> {
    let t = &texts().statistics;
    let round = loaded.round;
    let csv = move || {
        let address = paths::export(round, "questions.csv");
        view! { <a class="btn tight" href=address download data-test="export-questions-csv">{t!(downloads.csv)}</a> }
    };
    let unreadable = (made.unreadable > 0).then(|| {
        let text = fill(t.unreadable, &[("n", &thousands(made.unreadable))]);
        view! { <p class="note warn">{text}</p> }
    });
    view! {
        <section class="card stack">
            <div class="row" role="group" aria-label=t.which>
                {choice(which, Which::Counted, t.counted, "which-counted")}
                {choice(which, Which::All, t.all, "which-all")}
            </div>
            <p class="soft">{if loaded.which == Which::Counted { t.counted_why } else { t.all_why }}</p>
            <dl class="facts">
                <div><dt>{t.people}</dt><dd data-test="statistics-people">{thousands(made.people)}</dd></div>
                <div><dt>{t.attempts}</dt><dd data-test="statistics-attempts">{thousands(made.attempts)}</dd></div>
            </dl>
            {unreadable}
            <Excel jobs round table=ExportTable::Questions name=t!(downloads.questions) beside=csv.into()/>
        </section>
        <Questions figures=made.clone() round=round.to_string() which=loaded.which/>
        {distributions(made)}
        {groups(made)}
        <section class="card stack">
            <h2>{t.how}</h2>
            <p>{t.how_facility}</p>
            <p>{t.how_discrimination}</p>
            <p>{t.how_suspicions}</p>
            <p>{t.no_times}</p>
        </section>
    }
}

fn choice(
    which: RwSignal<Which>,
    this: Which,
    text: &'static str,
    test: &'static str,
) -> impl IntoView + use<> {
    view! {
        <label class="row">
            <input
                type="radio"
                name="which"
                data-test=test
                prop:checked=move || which.get() == this
                on:change=move |_| which.set(this)
            />
            {text}
        </label>
    }
}

/// Returns a bar for each part of a whole, labelled in percent.
fn parts(values: &[u64]) -> Vec<Bar> {
    let n = values.len().max(1);
    let bar = |(at, value): (usize, &u64)| Bar {
        label: format!("{}–{}%", at * 100 / n, (at + 1) * 100 / n),
        value: *value,
    };
    values.iter().enumerate().map(bar).collect()
}

fn distributions(made: &RoundFigures) -> impl IntoView + use<> {
    let t = &texts().statistics;
    let last = made.by_attempts.len();
    let people = made.by_attempts.iter().enumerate().map(|(at, value)| Bar {
        label: match at + 1 == last {
            true => format!("{}+", at + 1),
            false => (at + 1).to_string(),
        },
        value: *value,
    });
    view! {
        <section class="card stack">
            <h2>{t.distributions}</h2>
            <div class="charts">
                {chart(t.points, t.points_share, &parts(&made.points), "chart-points")}
                {chart(t.durations, t.durations_share, &parts(&made.durations), "chart-durations")}
                {chart(t.by_attempts, t.attempts, &people.collect::<Vec<_>>(), "chart-attempts")}
            </div>
        </section>
    }
}

fn groups(made: &RoundFigures) -> impl IntoView + use<> {
    let t = &texts().statistics;
    let row = |name: String, questions: u64, drawn: u64, facility: Option<u16>| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num" data-label=t.questions>{thousands(questions)}</td>
                <td class="num" data-label=t.drawn>{thousands(drawn)}</td>
                <td class="num" data-label=t.facility>{facility.map_or("–".to_owned(), percent)}</td>
            </tr>
        }
    };
    let topics = made
        .topics
        .iter()
        .map(|of| row(of.name.clone(), of.questions, of.drawn, of.facility));
    let topics = topics.collect_view();
    let difficulties = made.difficulties.iter().map(|of| {
        row(
            names::difficulty(of.difficulty).to_owned(),
            of.questions,
            of.drawn,
            of.facility,
        )
    });
    let difficulties = difficulties.collect_view();
    let table = |name: &'static str, rows: Vec<_>| {
        view! {
            <div class="scroll">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{name}</th>
                            <th scope="col" class="num">{t.questions}</th>
                            <th scope="col" class="num">{t.drawn}</th>
                            <th scope="col" class="num">{t.facility}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <section class="stack">
            <h2>{t.groups}</h2>
            {table(t.topic, topics)}
            {table(t.difficulty, difficulties)}
        </section>
    }
}
