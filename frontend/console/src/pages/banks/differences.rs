//! How a version of a bank differs from another one, by default the one before it.

use super::differences_view;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankDifferences, QuestionDifference};
use leptos::prelude::*;
use web_kit::lang::fill;
use web_kit::{api, router};

pub(crate) fn page(id: &str) -> AnyView {
    view! { <DifferencesPage id=id.to_owned()/> }.into_any()
}

#[component]
fn DifferencesPage(id: String) -> impl IntoView {
    pages::title(t!(bank_differences.title));
    let from = router::query("from").map(|from| format!("?from={}", api::encode(&from)));
    let path = format!("{}{}", paths::bank_differences(&id), from.unwrap_or_default());
    let told = Load::<BankDifferences>::new(path);
    let back = format!("/console/bank-versions/{id}");
    view! {
        <p class="crumbs">
            <a href="/console/banks">{t!(banks.title)}</a> " / " <a href=back>{t!(bank.title)}</a>
        </p>
        {told.draw(|told| view! {
            <div class="head"><div>
                <h1>{texts().bank_differences.title}</h1>
                <p>{told.to.title.clone()}</p>
            </div></div>
            {body(&told)}
        }.into_any())}
    }
}

fn body(told: &BankDifferences) -> AnyView {
    let t = &texts().bank_differences;
    let Some(from) = &told.from else {
        return view! { <p class="empty" data-test="first-version">{t.first}</p> }.into_any();
    };
    let between = fill(
        t.between,
        &[
            ("from", &from.version.to_string()),
            ("to", &told.to.version.to_string()),
        ],
    );
    let count = |of: fn(&QuestionDifference) -> bool| {
        told.differences.iter().filter(|one| of(one)).count().to_string()
    };
    let counts = fill(
        t.counts,
        &[
            ("added", &count(|one| one.was.is_none())),
            ("changed", &count(|one| one.was.is_some() && one.now.is_some())),
            ("removed", &count(|one| one.now.is_none())),
        ],
    );
    let renamed = (from.title != told.to.title).then(|| {
        let renamed = fill(t.renamed, &[("was", &from.title), ("now", &told.to.title)]);
        view! { <p class="note">{renamed}</p> }
    });
    let reordered = told
        .is_reordered
        .then(|| view! { <p class="note">{t.reordered}</p> });
    let none = told
        .differences
        .is_empty()
        .then(|| view! { <p class="soft">{t.none}</p> });
    view! {
        <section class="card stack" data-test="differences">
            <h2>{between}</h2>
            <p data-test="difference-counts">{counts}</p>
            {renamed}
            {reordered}
            {none}
            <div>{differences_view::list(&told.differences)}</div>
        </section>
    }
    .into_any()
}
