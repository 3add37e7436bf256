//! Publishing the winner list.

use super::jobs::Jobs;
use super::work::Blocked;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::ids::RoundId;
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, Settlement};
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

#[component]
pub(crate) fn FinalisePanel(round: RoundId, settlement: Settlement, jobs: Jobs) -> impl IntoView {
    let version = settlement.version;
    let open = RwSignal::new(false);
    let action = Action::new();
    let confirm = Callback::new(move |()| {
        let path = paths::final_settlement(round);
        let seen = Finalise { version };
        jobs.start(action, async move { api::post(&path, &seen).await }, move || {
            let _ = open.try_set(false);
        });
    });
    let winners = settlement
        .standings
        .iter()
        .filter(|row| row.prize.is_some())
        .count();
    let lists = move || {
        fill(
            texts().finalise.lists,
            &[("n", &winners.to_string()), ("version", &version.to_string())],
        )
    };
    view! {
        <section class="card stack">
            <div class="row spread">
                <div>
                    <h2>{t!(finalise.title)}</h2>
                    <p class="soft">{t!(finalise.why)}</p>
                </div>
                <button
                    class="btn primary"
                    data-test="finalise"
                    disabled=move || jobs.is_judging()
                    on:click=move |_| open.set(true)
                >
                    {t!(finalise.publish)}
                </button>
            </div>
            <Blocked jobs/>
        </section>
        <Dialog open title=t!(finalise.title) test="finalise-dialog">
            <p><strong>{lists}</strong></p>
            <p>{t!(finalise.means)}</p>
            <p class="note warn">{t!(finalise.for_good)}</p>
            <LastFailure failure=action.failure/>
            <DialogButtons open busy=action.busy confirm=t!(finalise.publish) test="finalise" on_confirm=confirm/>
        </Dialog>
    }
}
