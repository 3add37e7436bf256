//! The organiser's banks, with the number of questions by topic and difficulty.

use crate::pages;
use crate::texts::{t, texts};
use crate::ui::counts;
use crate::ui::load::Load;
use contest_core::wire::banks::{BankList, BankSummary};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;

pub(crate) fn page() -> AnyView {
    view! { <ListPage/> }.into_any()
}

#[component]
fn ListPage() -> impl IntoView {
    pages::title(t!(banks.title));
    let list = Load::<BankList>::new(paths::BANKS.to_owned());
    view! {
        <div class="head">
            <div>
                <h1>{t!(banks.title)}</h1>
                <p>{t!(banks.lead)}</p>
            </div>
            <div class="row">
                <Templates/>
                <a class="btn primary" href="/console/banks/upload" data-test="upload-bank">{t!(banks.upload)}</a>
            </div>
        </div>
        {list.draw(|list| {
            if list.banks.is_empty() {
                let t = &texts().banks;
                return view! {
                    <div class="empty" data-test="no-banks">
                        <h2>{t.none}</h2>
                        <p>{t.none_why}</p>
                        <a class="btn primary" href="/console/banks/upload">{t.upload}</a>
                    </div>
                }
                .into_any();
            }
            let banks = list.banks.iter().map(bank).collect_view();
            view! { <div class="stack">{banks}</div> }.into_any()
        })}
    }
}

/// The empty spreadsheets to fill in.
#[component]
pub(super) fn Templates() -> impl IntoView {
    view! {
        <a class="btn" href=paths::bank_template("xlsx") download data-test="template-xlsx">{t!(banks.template_xlsx)}</a>
        <a class="btn" href=paths::bank_template("docx") download data-test="template-docx">{t!(banks.template_docx)}</a>
        <a class="btn" href=paths::bank_template("csv") download data-test="template-csv">{t!(banks.template_csv)}</a>
    }
}

fn bank(bank: &BankSummary) -> impl IntoView + use<> {
    let t = &texts().banks;
    let line = fill(
        t.line,
        &[
            ("version", &bank.version.to_string()),
            ("n", &thousands(bank.questions.into())),
            ("at", &moment(bank.loaded_at)),
        ],
    );
    let next = format!(
        "/console/banks/upload?slug={}&title={}",
        api::encode(&bank.slug),
        api::encode(&bank.title)
    );
    view! {
        <section class="card stack" data-test="bank" data-slug=bank.slug.clone()>
            <div class="row spread">
                <div>
                    <h2><a href=format!("/console/bank-versions/{}", bank.version_id)>{bank.title.clone()}</a></h2>
                    <p class="soft">{line} " · " <code>{bank.slug.clone()}</code></p>
                </div>
                <div class="row">
                    <a class="btn tight" href=format!("/console/bank-versions/{}", bank.version_id) data-test="view-bank">
                        {t.view}
                    </a>
                    <a class="btn tight" href=next data-test="new-version">{t.new_version}</a>
                </div>
            </div>
            {counts::table(&bank.counts)}
        </section>
    }
}
