//! A draft's next steps: mend it, publish it.

use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::api;

#[component]
pub(crate) fn PublishPanel(contest: StaffContest, load: Load<StaffContest>) -> impl IntoView {
    let id = contest.id;
    let open = RwSignal::new(false);
    let action = Action::new();
    let publish = Callback::new(move |()| {
        let request =
            async move { api::post_empty::<StaffContest>(&format!("/staff/contests/{id}/publish")).await };
        action.run(request, move |contest| {
            open.set(false);
            load.set(contest);
        });
    });
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
                <button class="btn primary" data-test="publish" on:click=move |_| open.set(true)>{t!(publish.publish)}</button>
            </span>
        </section>
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
            <DialogButtons open busy=action.busy confirm=t!(publish.publish) test="publish" on_confirm=publish/>
        </Dialog>
    }
}
