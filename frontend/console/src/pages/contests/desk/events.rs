//! What is recorded of one attempt, for somebody who doubts its result.

use crate::names;
use crate::texts::{t, texts};
use crate::ui::dialog::Dialog;
use crate::ui::load::Load;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::ClosedBy;
use contest_core::wire::desk::{DeskEvent, DeskEvents, Happened};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::format::{day, duration, time};
use web_kit::lang::fill;

/// The dialog is open while an attempt is chosen.
#[component]
pub(super) fn Events(contest: String, attempt: RwSignal<Option<AttemptId>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if attempt.get().is_some() {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() && attempt.with_untracked(Option::is_some) {
            attempt.set(None);
        }
    });
    let contest = StoredValue::new(contest);
    let events = move || {
        let attempt = attempt.get()?;
        let load = Load::<DeskEvents>::new(paths::desk_attempt(&contest.get_value(), attempt));
        Some(load.draw(|told| told_all(&told)))
    };
    view! {
        <Dialog open title=t!(desk.events) test="events-dialog">
            {events}
            <div class="row">
                <button type="button" class="btn" data-test="events-close" on:click=move |_| open.set(false)>
                    {t!(desk.close)}
                </button>
            </div>
        </Dialog>
    }
}

fn told_all(told: &DeskEvents) -> AnyView {
    let t = &texts().desk;
    let values = [
        ("n", &*told.attempt.number.to_string()),
        ("round", told.round_title.as_str()),
    ];
    let item = |event: &DeskEvent| {
        let at = format!("{}, {}", time(event.at), day(event.at));
        view! { <li data-test="desk-event"><span class="soft small">{at}</span> <br/> {happened(&event.what)}</li> }
    };
    let items = told.events.iter().map(item).collect_view();
    let code = told.attempt.code.clone().map(|code| {
        view! { <p class="small"><strong>{t.receipt}</strong> " " <span class="hash">{code}</span></p> }
    });
    let hash = told.sheet_hash.clone().map(|hash| {
        view! { <p class="small"><strong>{t.hash}</strong> " " <span class="hash">{hash}</span></p> }
    });
    let genuine = told.is_genuine.map(|is_genuine| {
        let (class, text) = match is_genuine {
            true => ("note good", t.genuine),
            false => ("note bad", t.not_genuine),
        };
        view! { <p class=class data-test="desk-genuine">{text}</p> }
    });
    view! {
        <p><strong>{fill(t.events_of, &values)}</strong></p>
        <ol class="told" data-test="desk-timeline">{items}</ol>
        {code}
        {hash}
        {genuine}
    }
    .into_any()
}

fn happened(what: &Happened) -> String {
    let t = &texts().desk;
    let at = |moment| format!("{}, {}", time(moment), day(moment));
    match what {
        Happened::Started { deadline } => fill(t.event_started, &[("time", &at(*deadline))]),
        Happened::LastChange { revision } => fill(t.event_change, &[("n", &revision.to_string())]),
        Happened::Saved { revision } => fill(t.event_saved, &[("n", &revision.to_string())]),
        Happened::Closed {
            by,
            revision,
            answered,
            total,
        } => {
            let text = match by {
                ClosedBy::Contestant => t.event_submitted,
                ClosedBy::Deadline => t.event_deadline,
            };
            let (n, answered, total) = (revision.to_string(), answered.to_string(), total.to_string());
            fill(text, &[("n", &n), ("answered", &answered), ("total", &total)])
        }
        Happened::Recorded => t.event_recorded.to_owned(),
        Happened::Corrected => t.event_corrected.to_owned(),
        Happened::LateSheet { evidence } => {
            let late = evidence.arrived_at.since(evidence.deadline);
            fill(t.event_late, &[("late", &duration(late))])
        }
        Happened::SetAside { reason } => names::set_aside(*reason).to_owned(),
    }
}
