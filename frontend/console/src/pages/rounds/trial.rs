//! A trial paper of a round: an organiser answers it as a contestant would, and sees score and key at once.

use crate::pages;
use crate::pages::banks::questions::legal_basis;
use crate::texts::{t, texts};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::answers::Answers;
use contest_core::questions::{OptionSet, QuestionKind};
use contest_core::wire::attempts::ReviewedQuestion;
use contest_core::wire::paths;
use contest_core::wire::rehearsal::{AskTrial, TrialPaper, TrialSheet};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{duration, points};
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <TrialPage id=id.to_owned()/> }.into_any()
}

#[component]
fn TrialPage(id: String) -> impl IntoView {
    pages::title(t!(trial.title));
    let path = StoredValue::new(paths::trial(&id));
    let action = Action::new();
    let paper = RwSignal::new(None::<TrialPaper>);
    let marks = RwSignal::new(Vec::<OptionSet>::new());
    let ask = move |sheet: Option<TrialSheet>| {
        let body = AskTrial { paper: sheet };
        let request = async move { api::post::<TrialPaper>(&path.get_value(), &body).await };
        action.run(request, move |drawn| {
            marks.set(drawn.questions.iter().map(|question| question.marked).collect());
            paper.set(Some(drawn));
            web_kit::window().scroll_to_with_x_and_y(0.0, 0.0);
        });
    };
    let submit = move || {
        let Some(drawn) = paper.get_untracked() else {
            return;
        };
        ask(Some(TrialSheet {
            seed: drawn.seed,
            bank: drawn.bank,
            answers: Answers(marks.get_untracked()).encode(),
        }));
    };
    ask(None);
    let is_scored = move || paper.with(|paper| paper.as_ref().is_some_and(|paper| paper.score.is_some()));
    view! {
        <div class="head"><div><h1>{t!(trial.title)}</h1></div></div>
        <div class="stack">
            <p class="note warn" data-test="trial-note">{t!(trial.note)}</p>
            <LastFailure failure=action.failure/>
            {move || paper.get().map(|paper| view! {
                {facts(&paper)}
                {paper.questions.iter().enumerate().map(|(n, one)| question(n, one, paper.score.is_some(), marks)).collect_view()}
            })}
            <div class="row">
                <button
                    class="btn primary"
                    data-test="trial-submit"
                    hidden=is_scored
                    disabled=move || action.busy.get() || paper.with(Option::is_none)
                    on:click=move |_| submit()
                >
                    {t!(trial.submit)}
                </button>
                <button class="btn" data-test="trial-again" disabled=move || action.busy.get() on:click=move |_| ask(None)>
                    {t!(trial.again)}
                </button>
            </div>
        </div>
    }
}

fn facts(paper: &TrialPaper) -> AnyView {
    let t = &texts().trial;
    let text = match &paper.score {
        Some(score) => fill(
            t.score,
            &[
                ("points", &points(score.points)),
                ("max", &points(score.max_points)),
                ("correct", &score.correct.to_string()),
                ("total", &score.total.to_string()),
            ],
        ),
        None => fill(
            t.facts,
            &[
                ("n", &paper.questions.len().to_string()),
                ("time", &duration(u64::from(paper.time_limit_s) * 1_000)),
            ],
        ),
    };
    view! { <p role="status" data-test="trial-score"><strong>{text}</strong></p> }.into_any()
}

fn question(n: usize, one: &ReviewedQuestion, is_scored: bool, marks: RwSignal<Vec<OptionSet>>) -> AnyView {
    let t = &texts().trial;
    let multiple = one.question.kind == QuestionKind::Multiple;
    let kind = if multiple { "checkbox" } else { "radio" };
    let option = |(place, text): (usize, &String)| {
        let is_marked = move || marks.with(|marks| marks.get(n).is_some_and(|marks| marks.contains(place)));
        let mark = move |_| {
            marks.update(|marks| {
                if let Some(of) = marks.get_mut(n) {
                    *of = if multiple {
                        of.toggled(place)
                    } else {
                        OptionSet::single(place)
                    };
                }
            });
        };
        let is_key = is_scored && one.key.contains(place);
        view! {
            <label class="check">
                <input
                    type=kind
                    name=format!("q{n}")
                    disabled=is_scored
                    prop:checked=is_marked
                    on:change=mark
                    data-test=format!("trial.{n}.{place}")
                />
                <span>{text.clone()} {is_key.then(|| view! { " " <strong>"✓ " {t.key}</strong> })}</span>
            </label>
        }
    };
    let told = is_scored.then(|| {
        let earned = fill(
            t.earned,
            &[("points", &points(one.points)), ("max", &points(one.max_points))],
        );
        let basis = one.legal_basis.as_ref().map(legal_basis);
        view! {
            <p><strong>{earned}</strong></p>
            {(!one.explanation.is_empty()).then(|| view! { <p class="soft">{one.explanation.clone()}</p> })}
            {basis.map(|basis| view! { <p class="soft small">{basis}</p> })}
        }
    });
    view! {
        <fieldset class="group card stack" data-test="trial-question">
            <legend>{fill(t.question, &[("n", &(n + 1).to_string())])}</legend>
            <p><strong>{one.question.stem.clone()}</strong></p>
            {one.question.options.iter().enumerate().map(option).collect_view()}
            {told}
        </fieldset>
    }
    .into_any()
}
