//! The versions of a bank: who made each, when, what draws from it, and how they differ.

use super::uses::round_of;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::ids::BankVersionId;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankHistory, BankUse, BankVersionLine};
use leptos::prelude::*;
use web_kit::format::{moment, thousands};

pub(crate) fn page(bank: &str) -> AnyView {
    view! { <HistoryPage bank=bank.to_owned()/> }.into_any()
}

#[component]
fn HistoryPage(bank: String) -> impl IntoView {
    pages::title(t!(bank_history.title));
    let history = Load::<BankHistory>::new(paths::bank_history(&bank));
    view! {
        <p class="crumbs"><a href="/console/banks">{t!(banks.title)}</a></p>
        <div class="head"><div>
            <h1>{t!(bank_history.title)}</h1>
            <p>{t!(bank_history.lead)}</p>
        </div></div>
        {history.draw(|history| table(&history))}
    }
}

fn table(history: &BankHistory) -> AnyView {
    let t = &texts().bank_history;
    let newest = history.versions.first().map(|line| line.version_id);
    let rows = history
        .versions
        .iter()
        .map(|line| row(line, newest))
        .collect_view();
    view! {
        <section class="card">
            <table class="cards" data-test="bank-versions">
                <thead>
                    <tr>
                        <th scope="col" class="num">{t.version}</th>
                        <th scope="col">{t.at}</th>
                        <th scope="col">{t.by}</th>
                        <th scope="col" class="num">{t.questions}</th>
                        <th scope="col">{t.uses}</th>
                        <th></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(line: &BankVersionLine, newest: Option<BankVersionId>) -> impl IntoView + use<> {
    let t = &texts().bank_history;
    let page = format!("/console/bank-versions/{}", line.version_id);
    let before = (line.version > 1).then(|| {
        let address = format!("{page}/differences");
        view! { <a href=address data-test="compare-before">{t.before}</a> }
    });
    let with_newest = newest.filter(|newest| *newest != line.version_id).map(|newest| {
        let address = format!(
            "/console/bank-versions/{newest}/differences?from={}",
            line.version_id
        );
        view! { <a href=address data-test="compare-newest">{t.with_newest}</a> }
    });
    let by = match line.loaded_by.as_str() {
        "" => t.nobody.to_owned(),
        name => name.to_owned(),
    };
    let uses = line
        .uses
        .iter()
        .map(|used| view! { <p>{told(used)}</p> })
        .collect_view();
    view! {
        <tr data-test="bank-version" data-version=line.version.to_string()>
            <td data-label=t.version class="num"><strong>{line.version}</strong></td>
            <td data-label=t.at>{moment(line.loaded_at)}</td>
            <td data-label=t.by>{by}</td>
            <td data-label=t.questions class="num">{thousands(line.questions.into())}</td>
            <td data-label=t.uses>{uses}</td>
            <td><span class="row"><a href=page data-test="view-version">{t.view}</a> {before} {with_newest}</span></td>
        </tr>
    }
}

fn told(used: &BankUse) -> String {
    let draft = match used.is_published {
        true => String::new(),
        false => format!(" ({})", texts().bank_history.draft),
    };
    format!("{} – {}{draft}", used.contest_title, round_of(used))
}
