//! The links that nobody has used yet. Each can be withdrawn.

use crate::names;
use crate::texts::texts;
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{LinkPurpose, StaffLink};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;
use web_kit::lang::fill;

/// `changed`: reads the list again.
pub(crate) fn list(links: &[StaffLink], changed: Callback<()>) -> AnyView {
    let t = &texts().accounts;
    let action = Action::new();
    let line = |link: &StaffLink| {
        let what = match link.purpose {
            LinkPurpose::Join => fill(t.for_join, &[("role", names::role(link.role))]),
            LinkPurpose::Password => t.for_password.to_owned(),
        };
        let until = fill(t.until, &[("time", &moment(link.valid_until))]);
        let path = paths::staff_link(link.id);
        let withdraw = move |_| {
            let path = path.clone();
            action.run(async move { api::delete(&path).await }, move |()| changed.run(()));
        };
        view! {
            <li class="row spread" data-test="open-link">
                <span><strong>{link.name.clone()}</strong> " · " {what} " · " <span class="soft">{until}</span></span>
                <button class="btn tight" data-test="withdraw" disabled=move || action.busy.get() on:click=withdraw>
                    {t.withdraw}
                </button>
            </li>
        }
    };
    let lines = links.iter().map(line).collect_view();
    view! {
        <section class="card stack">
            <h2>{t.links}</h2>
            {links.is_empty().then(|| view! { <p class="soft">{t.no_links}</p> })}
            <LastFailure failure=action.failure/>
            <ul class="plain stack">{lines}</ul>
        </section>
    }
    .into_any()
}
