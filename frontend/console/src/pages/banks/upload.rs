//! Loads a file as a bank or as its next version: the organiser chooses it, it is checked without being asked for, and
//! then loaded.

use super::list::Templates;
use crate::forms::slug::suggest_slug;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::counts;
use crate::ui::field::{Errors, FieldError, TextField};
use crate::ui::file::{FilePick, stem};
use crate::ui::issues;
use crate::ui::load::Action;
use crate::ui::notice::FailureNote;
use contest_core::wire::banks::{BankReport, BankSummary, RowIssue};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::format::thousands;
use web_kit::lang::fill;
use web_kit::router;
use web_sys::File;

pub(crate) fn page() -> AnyView {
    view! { <UploadPage/> }.into_any()
}

/// The state of the upload: the file, the result of the check, and the name of the bank.
#[derive(Clone, Copy)]
struct Upload {
    file: StoredValue<Option<File>, LocalStorage>,
    report: RwSignal<Option<BankReport>>,
    action: Action,
    slug: RwSignal<String>,
    title: RwSignal<String>,
    /// This is the next version of an existing bank, whose name is settled.
    next_version: bool,
    errors: Errors,
}

impl Upload {
    fn new() -> Upload {
        let slug = router::query("slug").filter(|slug| !slug.is_empty());
        Upload {
            file: StoredValue::new_local(None),
            report: RwSignal::new(None),
            action: Action::new(),
            next_version: slug.is_some(),
            slug: RwSignal::new(slug.unwrap_or_default()),
            title: RwSignal::new(router::query("title").unwrap_or_default()),
            errors: Errors::provide(),
        }
    }

    fn check(self, file: File) {
        self.report.set(None);
        let path = format!("{}?filename={}", paths::BANK_CHECK, api::encode(&file.name()));
        self.file.set_value(Some(file.clone()));
        let request = async move { api::upload::<BankReport>(&path, &file).await };
        self.action.run(request, move |report| self.checked(report));
    }

    fn checked(self, report: BankReport) {
        if !self.next_version {
            let name = self.file.with_value(|file| file.as_ref().map(File::name));
            let title = match report.title.is_empty() {
                true => stem(&name.unwrap_or_default()).to_owned(),
                false => report.title.clone(),
            };
            self.slug.set(suggest_slug(&title));
            self.title.set(title);
        }
        self.report.set(Some(report));
    }

    fn load(self) {
        let Some(file) = self.file.get_value() else {
            return;
        };
        let (slug, title) = (self.slug.get_untracked(), self.title.get_untracked());
        let path = format!(
            "{}?filename={}&slug={}&title={}",
            paths::BANKS,
            api::encode(&file.name()),
            api::encode(slug.trim()),
            api::encode(title.trim())
        );
        self.errors.0.set(Vec::new());
        let request = async move { api::upload::<BankSummary>(&path, &file).await };
        self.action.run(request, |bank| {
            router::navigate(&format!("/console/bank-versions/{}?loaded=true", bank.version_id));
        });
    }
}

#[component]
fn UploadPage() -> impl IntoView {
    pages::title(t!(bank_upload.title));
    let upload = Upload::new();
    Effect::new(move || {
        if let Some(failure) = upload.action.failure.get()
            && let Some(field) = failure.field()
        {
            upload.errors.0.set(vec![FieldError {
                path: field.to_owned(),
                message: failure.message(),
            }]);
        }
    });
    let next = upload.next_version.then(|| upload.title.get_untracked());
    view! {
        <p class="crumbs"><a href="/console/banks">{t!(banks.title)}</a></p>
        <div class="head">
            <div>
                <h1>{t!(bank_upload.title)}</h1>
                <p>{t!(bank_upload.lead)}</p>
            </div>
            <div class="row"><Templates/></div>
        </div>
        <div class="stack">
            {next.map(|title| view! {
                <p class="note" data-test="next-version">
                    {move || fill(texts().bank_upload.next_version, &[("title", &title)])}
                </p>
            })}
            <div class="card stack">
                <FilePick
                    id="bank-file"
                    label=t!(bank_upload.file)
                    hint=t!(bank_upload.hint)
                    accept=".xlsx,.xlsm,.docx,.csv,.txt,.json,.gift,.xml,.zip"
                    on_pick=move |file| upload.check(file)
                />
                <Show when=move || upload.action.busy.get()><p role="status">{t!(bank_upload.checking)}</p></Show>
            </div>
            {move || upload.action.failure.get().map(failed)}
            {move || upload.report.get().map(|report| outcome(&report, upload))}
        </div>
    }
}

fn failed(failure: Failure) -> impl IntoView {
    let rows = match &failure {
        Failure::Api(error, _) if !error.rows.is_empty() => Some(issues::table(&error.rows)),
        _ => None,
    };
    view! { <FailureNote failure/> {rows} }
}

/// Legal bases in doubt, which keep nothing from being loaded.
fn doubts(warnings: &[RowIssue]) -> Option<AnyView> {
    let t = &texts().issues;
    let title = fill(t.doubts, &[("n", &warnings.len().to_string())]);
    let shown = !warnings.is_empty();
    shown.then(|| {
        view! {
            <div class="note warn" data-test="bank-doubts"><strong>{title}</strong> " " {t.doubts_why}</div>
            {issues::table(warnings)}
        }
        .into_any()
    })
}

fn outcome(report: &BankReport, upload: Upload) -> AnyView {
    let t = &texts().bank_upload;
    let n = thousands(report.questions.into());
    if !report.ok {
        let found = fill(texts().issues.found, &[("n", &report.issues.len().to_string())]);
        return view! {
            <div class="note bad" role="alert" data-test="bank-bad"><strong>{found}</strong> {t.bad}</div>
            {issues::table(&report.issues)}
        }
        .into_any();
    }
    view! {
        <section class="card stack" data-test="bank-ok">
            <div class="note good" role="status">
                <strong>{fill(t.ok, &[("n", &n)])}</strong> {t.ok_next}
            </div>
            {counts::table(&report.counts)}
            {doubts(&report.warnings)}
            <div class="grid">
                <TextField path="title".to_owned() label=t!(bank_upload.name) value=upload.title class="c8"/>
                {(!upload.next_version).then(|| view! {
                    <TextField path="slug".to_owned() label=t!(bank_upload.slug) hint=t!(bank_upload.slug_why) value=upload.slug class="c4"/>
                })}
            </div>
            <div class="bar">
                <button
                    class="btn primary"
                    data-test="bank-load"
                    disabled=move || upload.action.busy.get()
                    on:click=move |_| upload.load()
                >
                    {if upload.next_version { t.load_version } else { t.load }}
                </button>
                <span class="hint">{t.load_why}</span>
            </div>
        </section>
    }
    .into_any()
}
