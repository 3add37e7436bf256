//! Publishing the winner list.

use super::jobs::Jobs;
use super::unawarded::Awarded;
use super::work::Blocked;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{CheckField, Errors, FieldError, GroupError};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, RoundResults, Settlement};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::thousands;
use web_kit::lang::fill;

/// What the judge confirms before publishing.
const VERIFIED: &str = "verified";

#[component]
pub(crate) fn FinalisePanel(results: RoundResults, settlement: Settlement, jobs: Jobs) -> impl IntoView {
    let (round, version) = (results.round, settlement.version);
    let errors = Errors::provide();
    let verified = RwSignal::new(false);
    let open = RwSignal::new(false);
    let action = Action::new();
    let confirm = Callback::new(move |()| {
        if !verified.get_untracked() {
            errors.0.set(vec![FieldError {
                path: VERIFIED.to_owned(),
                message: texts().finalise.verify.to_owned(),
            }]);
            return;
        }
        let path = paths::final_settlement(round);
        let seen = Finalise { version };
        jobs.start(action, async move { api::post(&path, &seen).await }, move || {
            let _ = open.try_set(false);
        });
    });
    let awarded = Awarded::of(&results, &settlement);
    let left = awarded.told(&settlement);
    let winners = awarded.winners;
    let lists = move || {
        let n = thousands(winners);
        let text = match winners {
            0 => texts().finalise.lists_nobody,
            _ => texts().finalise.lists,
        };
        fill(text, &[("n", &n), ("version", &version.to_string())])
    };
    let ties = settlement.standings.iter().any(|row| row.tied_with_next);
    Effect::new(move || {
        if verified.get() {
            errors.0.set(Vec::new());
        }
    });
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
            <p><strong data-test="finalise-lists">{lists}</strong></p>
            {left.clone().map(|left| view! { <p data-test="finalise-unawarded">{left}</p> })}
            {ties.then(|| view! { <p class="note warn">{t!(standings.ties)}</p> })}
            <p>{t!(finalise.means)}</p>
            <p class="note warn">{t!(finalise.for_good)}</p>
            <CheckField path=VERIFIED.to_owned() label=t!(finalise.verified) value=verified/>
            <GroupError path=VERIFIED.to_owned()/>
            <LastFailure failure=action.failure/>
            <DialogButtons open busy=action.busy confirm=t!(finalise.publish) test="finalise" on_confirm=confirm/>
        </Dialog>
    }
}
