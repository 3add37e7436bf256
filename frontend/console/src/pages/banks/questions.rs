//! The questions of a version with their key: searched and filtered, each with what is weak in it and what can be done.

use super::change::Pending;
use super::preview::Preview;
use crate::names;
use crate::texts::{t, texts};
use crate::ui::field::CheckField;
use crate::ui::load::Load;
use contest_core::ids::BankVersionId;
use contest_core::questions::{LegalBasis, Question};
use contest_core::wire::workbench::{BankChange, BankFinding, BankFindings};
use leptos::prelude::*;
use std::collections::HashMap;
use web_kit::api;
use web_kit::lang::fill;

/// How many questions are drawn at once: a bank may have thousands.
const PAGE: usize = 100;

/// Which questions are shown.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    search: RwSignal<String>,
    /// Only those with findings.
    weak: RwSignal<bool>,
    shown: RwSignal<usize>,
}

impl Filter {
    pub(super) fn new() -> Filter {
        Filter {
            search: RwSignal::new(String::new()),
            weak: RwSignal::new(false),
            shown: RwSignal::new(PAGE),
        }
    }

    pub(super) fn draw(self) -> impl IntoView {
        let search = self.search;
        view! {
            <div class="row spread">
                <h2>{texts().bank.questions}</h2>
                <div class="search">
                    <label class="sr" for="search">{texts().bank.search}</label>
                    <input
                        id="search"
                        type="search"
                        placeholder=texts().bank.search
                        data-test="search"
                        bind:value=search
                    />
                </div>
            </div>
            <CheckField path="only_findings".to_owned() label=t!(workbench.only_findings) value=self.weak/>
        }
    }
}

/// Draws the questions that the filter lets through. `changing`: they can be changed.
pub(super) fn questions(
    all: Vec<Question>,
    version: BankVersionId,
    filter: Filter,
    found: Load<BankFindings>,
    (preview, changing): (Preview, Option<Pending>),
) -> impl IntoView {
    move || {
        let by_code = by_code(found);
        let wanted = filter.search.get().trim().to_lowercase();
        let only_weak = filter.weak.get();
        let fits = |question: &&Question| {
            let is_wanted = wanted.is_empty()
                || [&question.code, &question.stem, &question.topic]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&wanted));
            is_wanted && (!only_weak || by_code.contains_key(&question.code))
        };
        let fitting: Vec<&Question> = all.iter().filter(fits).collect();
        let rest = fitting.len().saturating_sub(filter.shown.get());
        let drawn = fitting.iter().take(filter.shown.get()).map(|question| {
            let weak = by_code.get(&question.code).cloned().unwrap_or_default();
            let buttons = buttons(question, version, preview, changing);
            view! {
                <article class="question" data-test="question" data-code=question.code.clone()>
                    {written(question)}
                    {remarks(weak)}
                    {buttons}
                </article>
            }
        });
        let drawn = drawn.collect_view();
        let more = (rest > 0).then(|| {
            let text = fill(texts().bank.more, &[("n", &rest.to_string())]);
            let more = move |_| filter.shown.update(|n| *n += PAGE);
            view! { <button class="btn" on:click=more>{text}</button> }
        });
        view! {
            {fitting.is_empty().then(|| view! { <p class="soft">{texts().bank.nothing}</p> })}
            {drawn}
            {more}
        }
    }
}

fn by_code(found: Load<BankFindings>) -> HashMap<String, Vec<BankFinding>> {
    let mut by_code: HashMap<String, Vec<BankFinding>> = HashMap::new();
    for finding in found.ready().map(|found| found.findings).unwrap_or_default() {
        if let Some(code) = finding.code.clone() {
            by_code.entry(code).or_default().push(finding);
        }
    }
    by_code
}

fn remarks(weak: Vec<BankFinding>) -> Option<AnyView> {
    (!weak.is_empty()).then(|| {
        let remark = |finding: BankFinding| {
            view! { <li>{finding.reason} " " <span class="soft">{finding.remedy}</span></li> }
        };
        let remarks = weak.into_iter().map(remark).collect_view();
        view! { <ul class="remarks small" data-test="question-findings">{remarks}</ul> }.into_any()
    })
}

fn buttons(
    question: &Question,
    version: BankVersionId,
    preview: Preview,
    changing: Option<Pending>,
) -> impl IntoView + use<> {
    let t = &texts().workbench;
    let shown = question.clone();
    let change = changing.map(|pending| {
        let edit = format!(
            "/console/bank-versions/{version}/questions/{}",
            api::encode(&question.code)
        );
        let code = question.code.clone();
        let remove = move |_| pending.ask(BankChange::Remove { code: code.clone() });
        view! {
            <a class="btn tight" href=edit data-test="edit-question">{t.edit}</a>
            <button type="button" class="btn tight danger" data-test="remove-question" on:click=remove>{t.remove}</button>
        }
    });
    view! {
        <div class="row">
            <button
                type="button"
                class="btn tight"
                data-test="preview-question"
                on:click=move |_| preview.show(shown.clone())
            >
                {t.preview}
            </button>
            {change}
        </div>
    }
}

/// Draws a question as the bank has it.
pub(super) fn written(question: &Question) -> impl IntoView + use<> {
    let t = &texts().bank;
    let options = question.options.iter().enumerate();
    let options = options
        .map(|(n, option)| {
            let right = question.key.contains(n);
            view! {
                <li class:key=right>
                    {option.clone()}
                    {right.then(|| view! { <span>" ✓ " <span class="sr">{t.right}</span></span> })}
                </li>
            }
        })
        .collect_view();
    let basis = question.legal_basis.as_ref();
    let law = basis.map(legal_basis);
    let link = basis.and_then(|basis| basis.link.clone()).map(|link| {
        let shown = link.clone();
        view! { " " <a href=link target="_blank" rel="noopener noreferrer">{shown}</a> }
    });
    view! {
        <p class="soft small">
            <strong>{question.code.clone()}</strong>
            {format!(
                " · {} · {} · {}",
                question.topic,
                names::difficulty(question.difficulty),
                names::kind(question.kind),
            )}
        </p>
        <p>{question.stem.clone()}</p>
        <ol>{options}</ol>
        <p class="small soft">{question.explanation.clone()} " " {law} {link}</p>
    }
}

/// Cites from the smallest part to the law: "Khoản 2 Điều 5 36/2018/QH14".
pub(crate) fn legal_basis(basis: &LegalBasis) -> String {
    let t = &texts().bank;
    let part =
        |text: &'static str, part: &Option<String>| part.as_ref().map(|number| fill(text, &[("n", number)]));
    let parts = [
        part(t.point, &basis.point),
        part(t.clause, &basis.clause),
        part(t.article, &basis.article),
        Some(basis.law.clone()),
    ];
    format!("({})", parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
