//! The next steps for a draft: edit it, publish it.

use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::api::{self, Failure};

#[component]
pub(crate) fn PublishPanel(contest: StaffContest, load: Load<StaffContest>) -> impl IntoView {
    let id = contest.id;
    let open = RwSignal::new(false);
    let action = Action::new();
    let seen = StoredValue::new(contest.seen());
    let publish = Callback::new(move |()| {
        let request = async move {
            let path = paths::publish(id);
            api::post::<StaffContest>(&path, &seen.get_value()).await
        };
        action.run(request, move |contest| {
            open.set(false);
            let has_practice = contest.practice.is_some();
            load.set(contest);
            if has_practice {
                // Only reading tells whether it is withheld.
                load.again();
            }
        });
    });
    let outdated = Signal::derive(move || {
        action
            .failure
            .with(|failure| failure.as_ref().is_some_and(is_outdated))
    });
    // Whoever has read why it was refused sees what is there now.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open && outdated.get_untracked() {
            load.again();
        }
        is_open
    });
    let missing = contest.missing.clone();
    let is_ready = missing.is_empty();
    let no_units = contest.units == 0;
    let no_judges = contest.draft.judges.is_empty();
    view! {
        <section class="note warn row spread" data-test="draft">
            <span>
                <strong>{t!(publish.draft)}</strong>
                {t!(publish.draft_why)}
            </span>
            <span class="row">
                <a class="btn" href=format!("/console/contests/{id}/edit") data-test="edit">{t!(publish.edit)}</a>
                <button
                    class="btn primary"
                    data-test="publish"
                    disabled=!is_ready
                    aria-describedby=(!is_ready).then_some("missing")
                    on:click=move |_| open.set(true)
                >
                    {t!(publish.publish)}
                </button>
            </span>
        </section>
        {(!is_ready).then(|| view! {
            <section class="note bad" data-test="missing" id="missing">
                <strong>{t!(publish.missing)}</strong>
                <ul>
                    {missing.into_iter().map(|problem| view! {
                        <li>
                            <a href=format!("/console/contests/{id}/edit?field={}", api::encode(&problem.field))>
                                {problem.message}
                            </a>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        })}
        <Dialog open title=t!(publish.title) test="publish-dialog">
            <p>{t!(publish.means)}</p>
            <ul>
                <li>{t!(publish.means_public)}</li>
                <li>{t!(publish.means_commitment)}</li>
                <li>{t!(publish.means_locked)}</li>
            </ul>
            {no_units.then(|| view! { <p class="note warn">{texts().publish.no_units}</p> })}
            {no_judges.then(|| view! { <p class="note warn">{texts().publish.no_judges}</p> })}
            <LastFailure failure=action.failure/>
            <Show
                when=move || !outdated.get()
                fallback=move || view! {
                    <div class="row">
                        <button type="button" class="btn primary" data-test="publish-newest" on:click=move |_| open.set(false)>
                            {t!(publish.newest)}
                        </button>
                    </div>
                }
            >
                <DialogButtons open busy=action.busy confirm=t!(publish.publish) test="publish" on_confirm=publish/>
            </Show>
        </Dialog>
    }
}

/// The page shows a draft that is no longer the one that is there.
fn is_outdated(failure: &Failure) -> bool {
    let outdated = [ErrorCode::DraftChanged, ErrorCode::AlreadyPublished];
    failure.code().is_some_and(|code| outdated.contains(&code))
}
