//! Edits a contest that is still a draft.

use crate::forms::contest::ContestForm;
use crate::forms::contest_view::ContestEditor;
use crate::pages;
use crate::texts::t;
use crate::ui::load::Load;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <EditPage id=id.to_owned()/> }.into_any()
}

#[component]
fn EditPage(id: String) -> impl IntoView {
    pages::title(t!(contest_form.edit));
    let contests = Load::<StaffContest>::new(paths::staff_contest(&id));
    let back = format!("/console/contests/{id}");
    view! {
        <p class="crumbs">
            <a href="/console/contests">{t!(contests.title)}</a> " / " <a href=back>{t!(contest_form.back)}</a>
        </p>
        <div class="head"><h1>{t!(contest_form.edit)}</h1></div>
        {contests.draw(move |contest| {
            if contest.published {
                return view! { <p class="note warn" data-test="published">{t!(contest_form.published)}</p> }.into_any();
            }
            let form = untrack(|| ContestForm::new(&contest.draft));
            view! {
                <ContestEditor form save=t!(contest_form.save) existing=contests/>
            }
            .into_any()
        })}
    }
}
