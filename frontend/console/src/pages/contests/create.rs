//! Creates a contest, blank or as a copy of another (`?from=`).

use crate::forms::contest::ContestForm;
use crate::forms::contest_view::ContestEditor;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::lang::fill;
use web_kit::router;

pub(crate) fn page() -> AnyView {
    view! { <CreatePage/> }.into_any()
}

#[component]
fn CreatePage() -> impl IntoView {
    pages::title(t!(contests.new));
    let body = match router::query("from") {
        None => editor(ContestForm::blank()),
        Some(id) => {
            let source = Load::<StaffContest>::new(paths::staff_contest(&id));
            source
                .draw(|source| {
                    let form = untrack(|| ContestForm::clone_of(&source.draft));
                    let title = source.draft.title;
                    let note = move || fill(texts().contest_form.cloned, &[("title", &title)]);
                    view! {
                        <p class="note" style="margin-bottom: 16px" data-test="cloned">{note}</p>
                        {editor(form)}
                    }
                    .into_any()
                })
                .into_any()
        }
    };
    view! {
        <p class="crumbs"><a href="/console/contests">{t!(contests.title)}</a></p>
        <div class="head">
            <div>
                <h1>{t!(contests.new)}</h1>
                <p>{t!(contest_form.lead)}</p>
            </div>
        </div>
        {body}
    }
}

fn editor(form: ContestForm) -> AnyView {
    view! {
        <ContestEditor form save=t!(contest_form.save_new)/>
    }
    .into_any()
}
