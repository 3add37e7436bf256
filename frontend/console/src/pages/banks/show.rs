//! One version of a bank: its questions with the key.

use crate::names;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::counts;
use crate::ui::load::Load;
use contest_core::questions::{LegalBasis, Question};
use contest_core::wire::banks::{BankContent, BankSummary, BasisWarning};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;
use web_kit::router;

/// How many questions are drawn at once: a bank may have thousands.
const PAGE: usize = 100;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <ShowPage id=id.to_owned()/> }.into_any()
}

#[component]
fn ShowPage(id: String) -> impl IntoView {
    pages::title(t!(bank.title));
    let just_loaded = router::query("loaded").is_some();
    let content = Load::<BankContent>::new(paths::bank_version(&id));
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(PAGE);
    view! {
        <p class="crumbs"><a href="/console/banks">{t!(banks.title)}</a></p>
        {just_loaded.then(|| view! {
            <p class="note good" role="status" style="margin-bottom: 16px" data-test="bank-loaded">{t!(bank.loaded)}</p>
        })}
        {content.draw(move |content| {
            let summary = &content.summary;
            let line = fill(
                texts().banks.line,
                &[
                    ("version", &summary.version.to_string()),
                    ("n", &thousands(summary.questions.into())),
                    ("at", &moment(summary.loaded_at)),
                ],
            );
            let counts = counts::table(&summary.counts);
            let doubts = doubts(&content.warnings);
            let files = files(summary);
            let (title, hash) = (summary.title.clone(), summary.hash.clone());
            view! {
                <div class="head">
                    <div>
                        <h1 data-test="bank-title">{title}</h1>
                        <p>{line}</p>
                        <p class="small">{texts().bank.hash} " " <span class="hash">{hash}</span></p>
                    </div>
                </div>
                <div class="stack">
                    {counts}
                    {doubts}
                    {files}
                    <p class="note warn">{texts().bank.secret}</p>
                    <section class="card">
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
                        {questions(content.questions, search, shown)}
                    </section>
                </div>
            }
            .into_any()
        })}
    }
}

/// The version as a file, to be edited elsewhere and loaded again, or for other programs.
fn files(summary: &BankSummary) -> impl IntoView + use<> {
    let version = summary.version_id;
    let formats = [
        ("xlsx", "Excel"),
        ("docx", "Word"),
        ("csv", "CSV"),
        ("json", "JSON"),
        ("gift", "GIFT"),
        ("xml", "Moodle XML"),
        ("zip", "QTI 3.0"),
    ];
    let links = formats.map(|(ending, name)| {
        let address = paths::bank_file(version, ending);
        view! { <a class="btn tight" href=address download data-test=format!("bank-file-{ending}")>{name}</a> }
    });
    view! {
        <section class="card" data-test="bank-files">
            <h2>{texts().bank.files}</h2>
            <p class="soft">{texts().bank.files_why}</p>
            <div class="row">{links}</div>
        </section>
    }
}

/// Legal bases that later laws have overtaken, or that name no article.
fn doubts(warnings: &[BasisWarning]) -> Option<AnyView> {
    let t = &texts().bank;
    let title = fill(t.doubts, &[("n", &warnings.len().to_string())]);
    let shown = !warnings.is_empty();
    shown.then(|| {
        let doubts = warnings.iter().map(|warning| {
            let said = format!(": {} {}", warning.reason, warning.remedy);
            view! { <li data-test="bank-doubt"><strong>{warning.code.clone()}</strong>{said}</li> }
        });
        view! {
            <details class="note warn" data-test="bank-doubts">
                <summary><strong>{title}</strong></summary>
                <p>{t.doubts_why}</p>
                <ul>{doubts.collect_view()}</ul>
            </details>
        }
        .into_any()
    })
}

fn questions(all: Vec<Question>, search: RwSignal<String>, shown: RwSignal<usize>) -> impl IntoView {
    move || {
        let wanted = search.get().trim().to_lowercase();
        let fits = |question: &&Question| {
            wanted.is_empty()
                || [&question.code, &question.stem, &question.topic]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&wanted))
        };
        let found: Vec<&Question> = all.iter().filter(fits).collect();
        let rest = found.len().saturating_sub(shown.get());
        let drawn = found.iter().take(shown.get()).map(|q| question(q)).collect_view();
        let more = (rest > 0).then(|| {
            let text = fill(texts().bank.more, &[("n", &rest.to_string())]);
            view! { <button class="btn" on:click=move |_| shown.update(|n| *n += PAGE)>{text}</button> }
        });
        view! {
            {found.is_empty().then(|| view! { <p class="soft">{texts().bank.nothing}</p> })}
            {drawn}
            {more}
        }
    }
}

fn question(question: &Question) -> impl IntoView + use<> {
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
        <article class="question" data-test="question">
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
        </article>
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
