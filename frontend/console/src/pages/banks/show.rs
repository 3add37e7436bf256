//! One version of a bank: what is weak in it, what uses it, its questions with the key, and their changes.

use super::change::{ChangeDialog, Pending};
use super::findings;
use super::preview::{Preview, PreviewDialog};
use super::questions::{Filter, questions};
use super::uses::Uses;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::counts;
use crate::ui::load::Load;
use contest_core::wire::banks::{BankContent, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::workbench::BankFindings;
use leptos::prelude::*;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;
use web_kit::router;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <ShowPage id=id.to_owned()/> }.into_any()
}

#[component]
fn ShowPage(id: String) -> impl IntoView {
    pages::title(t!(bank.title));
    let content = Load::<BankContent>::new(paths::bank_version(&id));
    let found = Load::<BankFindings>::new(paths::bank_findings(&id));
    let filter = Filter::new();
    let preview = Preview::new();
    let pending = Pending::new(&id);
    // A newer version was made meanwhile: the page says so.
    Effect::new(move || {
        let failure = pending.action.failure.get();
        if failure.is_some_and(|failure| failure.code() == Some(ErrorCode::BankChanged)) {
            content.again();
        }
    });
    view! {
        <p class="crumbs"><a href="/console/banks">{t!(banks.title)}</a></p>
        {content.draw(move |content| {
            let summary = &content.summary;
            let is_newest = content.newest == summary.version_id;
            let can_change = is_newest.then_some(pending);
            let old = (!is_newest).then(|| {
                let newest = format!("/console/bank-versions/{}", content.newest);
                view! {
                    <p class="note warn" role="status" data-test="old-version">
                        {texts().workbench.old} " " <a href=newest data-test="to-newest">{texts().workbench.to_newest}</a>
                    </p>
                }
            });
            let (id, bank) = (summary.version_id, summary.id);
            let add = is_newest.then(|| {
                let address = format!("/console/bank-versions/{id}/new");
                view! { <a class="btn primary" href=address data-test="add-question">{texts().workbench.add}</a> }
            });
            let history = format!("/console/banks/{bank}/versions");
            let head = head(summary);
            let counts = counts::table(&summary.counts);
            let files = files(summary);
            let just = just_saved(summary);
            view! {
                <div class="head">
                    {head}
                    <div class="row">
                        <a class="btn" href=history data-test="bank-history">{texts().workbench.history}</a>
                        {add}
                    </div>
                </div>
                <div class="stack">
                    {just}
                    {old}
                    {counts}
                    {findings::panel(found, can_change)}
                    <Uses bank=bank.to_string()/>
                    {files}
                    <p class="note warn">{texts().bank.secret}</p>
                    <section class="card">
                        {filter.draw()}
                        {questions(content.questions, id, filter, found, (preview, can_change))}
                    </section>
                </div>
            }
            .into_any()
        })}
        <ChangeDialog pending/>
        <PreviewDialog preview/>
    }
}

fn head(summary: &BankSummary) -> impl IntoView + use<> {
    let line = fill(
        texts().banks.line,
        &[
            ("version", &summary.version.to_string()),
            ("n", &thousands(summary.questions.into())),
            ("at", &moment(summary.loaded_at)),
        ],
    );
    view! {
        <div>
            <h1 data-test="bank-title">{summary.title.clone()}</h1>
            <p>{line}</p>
            <p class="small">{texts().bank.hash} " " <span class="hash">{summary.hash.clone()}</span></p>
        </div>
    }
}

/// Says what has just been saved, and leads to the difference.
fn just_saved(summary: &BankSummary) -> Option<AnyView> {
    let loaded = router::query("loaded").is_some();
    if !loaded && router::query("changed").is_none() {
        return None;
    }
    let version = summary.version.to_string();
    let said = match loaded {
        true => texts().bank.loaded.to_owned(),
        false => fill(texts().workbench.changed, &[("n", &version)]),
    };
    let difference = (summary.version > 1).then(|| {
        let address = format!("/console/bank-versions/{}/differences", summary.version_id);
        view! { " " <a href=address data-test="see-difference">{texts().workbench.see_difference}</a> }
    });
    let test = if loaded { "bank-loaded" } else { "bank-changed" };
    Some(view! { <p class="note good" role="status" data-test=test>{said} {difference}</p> }.into_any())
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
