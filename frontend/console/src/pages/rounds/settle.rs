//! Settling a round: when it is possible, what it does, and the button.

use super::jobs::Jobs;
use super::work::Blocked;
use crate::session::is_judge;
use crate::texts::{t, texts};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::rounds::Phase;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;
use web_kit::lang::fill;

#[component]
pub(crate) fn SettlePanel(results: RoundResults, jobs: Jobs) -> impl IntoView {
    let action = Action::new();
    let round = results.round;
    let settle = move |_| {
        let path = paths::settlement(round);
        jobs.start(action, async move { api::post_empty(&path).await }, || {});
    };
    match (results.phase, &results.settlement) {
        (Phase::Upcoming | Phase::Open, _) => {
            let t = &texts().settle;
            let why = match results.phase {
                Phase::Upcoming => t.upcoming,
                _ => t.open,
            };
            let closes = fill(t.closes, &[("at", &moment(results.closes_at))]);
            view! {
                <div class="note" data-test="not-yet">
                    <strong>{t.not_yet}</strong>
                    {why} " " <strong data-test="closes-at">{closes}</strong>
                </div>
            }
            .into_any()
        }
        (_, Some(settlement)) if settlement.is_final => view! {
            <div class="note good" data-test="published">
                <strong>{texts().settle.published}</strong>
                {texts().settle.published_why}
            </div>
        }
        .into_any(),
        _ if !is_judge() => view! {
            <div class="note" data-test="judges-only">
                <strong>{texts().settle.judges_only}</strong>
                {texts().settle.judges_only_why}
            </div>
        }
        .into_any(),
        (_, settled) => {
            let again = settled.is_some();
            let t = &texts().settle;
            let (title, why, button) = match again {
                true => (t.again_title, t.again_why, t.again),
                false if results.predicts => (t.title, t.why_predicted, t.settle),
                false => (t.title, t.why, t.settle),
            };
            let class = if again { "btn" } else { "btn primary" };
            view! {
                <section class="card stack">
                    <div class="row spread">
                        <div>
                            <h2>{title}</h2>
                            <p class="soft">{why}</p>
                        </div>
                        <button
                            class=class
                            data-test="settle"
                            disabled=move || action.busy.get() || jobs.is_judging()
                            on:click=settle
                        >
                            {move || if action.busy.get() { (t!(common.working))() } else { button }}
                        </button>
                    </div>
                    <Blocked jobs/>
                    <LastFailure failure=action.failure/>
                </section>
            }
            .into_any()
        }
    }
}
