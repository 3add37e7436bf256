//! Creates a contest.

use crate::forms::contest::ContestForm;
use crate::forms::contest_view::ContestEditor;
use crate::pages;
use crate::texts::t;
use leptos::prelude::*;

pub(crate) fn page() -> AnyView {
    view! { <CreatePage/> }.into_any()
}

#[component]
fn CreatePage() -> impl IntoView {
    pages::title(t!(contests.new));
    view! {
        <p class="crumbs"><a href="/console/contests">{t!(contests.title)}</a></p>
        <div class="head">
            <div>
                <h1>{t!(contests.new)}</h1>
                <p>{t!(contest_form.lead)}</p>
            </div>
        </div>
        <ContestEditor form=ContestForm::blank() save=t!(contest_form.save_new)/>
    }
}
