//! Creates a contest from a TOML file.

use crate::pages;
use crate::texts::t;
use crate::ui::file::FilePick;
use crate::ui::load::Action;
use crate::ui::notice::FailureNote;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::{api, router};
use web_sys::File;

pub(crate) fn page() -> AnyView {
    view! { <UploadPage/> }.into_any()
}

#[component]
fn UploadPage() -> impl IntoView {
    pages::title(t!(contest_upload.title));
    let action = Action::new();
    let send = move |file: File| {
        let request = async move { api::upload::<StaffContest>(paths::STAFF_CONTESTS_TOML, &file).await };
        action.run(request, |contest| {
            router::navigate(&format!("/console/contests/{}", contest.id));
        });
    };
    let failed = move || {
        let failure = action.failure.get()?;
        let field = failure.field().map(str::to_owned);
        Some(view! {
            <FailureNote failure/>
            {field.map(|field| view! { <p>{t!(contest_upload.field)} " " <code>{field}</code></p> })}
        })
    };
    view! {
        <p class="crumbs"><a href="/console/contests">{t!(contests.title)}</a></p>
        <div class="head">
            <div>
                <h1>{t!(contest_upload.title)}</h1>
                <p>{t!(contest_upload.lead)}</p>
            </div>
        </div>
        <div class="card stack">
            <FilePick
                id="contest-file"
                label=t!(contest_upload.file)
                hint=t!(contest_upload.hint)
                accept=".toml,text/plain"
                on_pick=send
            />
            <Show when=move || action.busy.get()><p role="status">{t!(common.working)}</p></Show>
            {failed}
        </div>
    }
}
