//! The audit log of a contest.

use super::audited::{changes, said};
use super::head;
use crate::names;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::audit::{AuditEvent, AuditLog};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::format::moment;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <AuditPage id=id.to_owned()/> }.into_any()
}

#[component]
fn AuditPage(id: String) -> impl IntoView {
    pages::title(t!(audit.title));
    let contest = Load::<StaffContest>::new(paths::staff_contest(&id));
    let log = Load::<AuditLog>::new(paths::audit(&id));
    view! {
        {contest.draw(|contest| view! { {head(&contest)} }.into_any())}
        <p class="soft" style="margin-bottom: 12px">{t!(audit.lead)}</p>
        {log.draw(|log| table(&log.events))}
    }
}

fn table(events: &[AuditEvent]) -> AnyView {
    let t = &texts().audit;
    if events.is_empty() {
        return view! { <p class="empty">{t.none}</p> }.into_any();
    }
    let row = |event: &AuditEvent| {
        let actor = match event.actor_name.as_str() {
            "" => t.system,
            name => name,
        };
        view! {
            <tr data-test="audit-event" data-action=event.action.clone()>
                <td data-label=t.at>{moment(event.at)}</td>
                <td data-label=t.actor>{actor.to_owned()}</td>
                <td data-label=t.action><strong>{names::action(&event.action)}</strong></td>
                <td data-label=t.detail class="detail">{said(event)} {changes(event)}</td>
            </tr>
        }
    };
    let rows = events.iter().map(row).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.title>
            <table class="cards" data-test="audit">
                <thead>
                    <tr>
                        <th scope="col">{t.at}</th>
                        <th scope="col">{t.actor}</th>
                        <th scope="col">{t.action}</th>
                        <th scope="col">{t.detail}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
