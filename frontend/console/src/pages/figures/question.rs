//! One question with its figures: its text, its key, who chose what, and where the law states the answer.

use super::questions::told;
use super::{correlation, letter, percent, tabs};
use crate::pages;
use crate::pages::banks::questions::legal_basis;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::figures::{OptionFigures, QuestionDetails, Which};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::format::thousands;
use web_kit::lang::fill;
use web_kit::router;

pub(crate) fn page(round: &str, question: &str) -> AnyView {
    view! { <QuestionPage round=round.to_owned() question=question.to_owned()/> }.into_any()
}

#[component]
fn QuestionPage(round: String, question: String) -> impl IntoView {
    pages::title(t!(statistics.question_title));
    let all = router::query("attempts").as_deref() == Some(Which::All.as_str());
    let which = if all { Which::All } else { Which::Counted };
    let path = format!(
        "{}?attempts={}",
        paths::question_statistics(&round, &question),
        which.as_str()
    );
    let back = format!("/console/rounds/{round}/statistics");
    view! {
        {tabs(&round)}
        <p class="crumbs"><a href=back>{t!(statistics.title)}</a></p>
        {Load::<QuestionDetails>::new(path).draw(move |details| draw(&details, which))}
    }
}

fn draw(details: &QuestionDetails, which: Which) -> AnyView {
    let t = &texts().statistics;
    let figures = &details.figures;
    let none = "–".to_owned();
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let suspicions = figures
        .suspicions
        .iter()
        .map(|suspicion| view! { <li>{told(*suspicion)}</li> });
    let suspicions = suspicions.collect_view();
    let flagged = (!figures.suspicions.is_empty()).then(|| {
        view! {
            <div class="note warn" data-test="suspicions">
                <strong>{t.look_again}</strong>
                <ul>{suspicions}</ul>
            </div>
        }
    });
    let rows = (0..)
        .zip(&details.options)
        .map(|(at, option)| row(at, option, details));
    let rows = rows.collect_view();
    let basis = details.legal_basis.as_ref().map(|basis| {
        let text = legal_basis(basis);
        let named = match details.law_page.clone() {
            Some(page) => {
                view! { <a href=page target="_blank" rel="noopener" data-test="basis">{text}</a> }.into_any()
            }
            None => view! { <span data-test="basis">{text}</span> }.into_any(),
        };
        view! { <p><strong>{t.basis}</strong> " " {named}</p> }
    });
    let explanation = (!details.explanation.is_empty())
        .then(|| view! { <p><strong>{t.explanation}</strong> " " {details.explanation.clone()}</p> });
    view! {
        <div class="head">
            <div>
                <h1 data-test="question-code">{fill(t.question, &[("code", &figures.code)])}</h1>
                <p>{if which == Which::Counted { t.counted_why } else { t.all_why }}</p>
            </div>
        </div>
        <div class="stack">
            {flagged}
            <section class="card stack">
                <p data-test="stem"><strong>{details.stem.clone()}</strong></p>
                <dl class="facts">
                    {fact(t.drawn, thousands(figures.drawn))}
                    {fact(t.answered, thousands(figures.answered))}
                    {fact(t.facility, figures.facility.map_or(none.clone(), percent))}
                    {fact(t.discrimination, figures.discrimination.map_or(none, correlation))}
                </dl>
            </section>
            <div class="scroll">
                <table class="cards" data-test="options">
                    <thead>
                        <tr>
                            <th scope="col">{t.option}</th>
                            <th scope="col" class="num">{t.chosen}</th>
                            <th scope="col" class="num">{t.share}</th>
                            <th scope="col" class="num">{t.mean_rest}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="soft small">{t.mean_rest_why}</p>
            {explanation}
            {basis}
        </div>
    }
    .into_any()
}

fn row(at: u8, option: &OptionFigures, details: &QuestionDetails) -> impl IntoView + use<> {
    let t = &texts().statistics;
    let is_key = details.key.contains(usize::from(at));
    let share = (option.chosen * 1_000).checked_div(details.figures.drawn);
    let share = share.map_or("–".to_owned(), |share| percent(share as u16));
    view! {
        <tr data-test="option" data-key=is_key.then_some("true")>
            <th scope="row">
                {letter(at)} ". " {option.text.clone()} " "
                {is_key.then(|| view! { <span class="badge final">{t.key}</span> })}
            </th>
            <td class="num" data-label=t.chosen>{thousands(option.chosen)}</td>
            <td class="num" data-label=t.share>{share}</td>
            <td class="num" data-label=t.mean_rest>{option.mean_rest.map_or("–".to_owned(), percent)}</td>
        </tr>
    }
}
