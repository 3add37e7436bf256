//! All accounts of staff, for administrators.

use super::invite::InviteForm;
use super::links;
use super::row::{AskDialog, Asked};
use crate::names;
use crate::pages;
use crate::session::signed_in;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::ids::AccountId;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{MadeLink, StaffAccount, StaffAccounts};
use leptos::prelude::*;
use web_kit::format::moment;
use web_kit::lang::fill;

pub(crate) fn page() -> AnyView {
    view! { <ListPage/> }.into_any()
}

#[component]
fn ListPage() -> impl IntoView {
    pages::title(t!(accounts.title));
    let load = Load::<StaffAccounts>::new(paths::STAFF_ACCOUNTS.to_owned());
    let made = RwSignal::new(None::<MadeLink>);
    let asked = RwSignal::new(None::<(StaffAccount, Asked)>);
    let again = Callback::new(move |()| load.again());
    let own = signed_in().account();
    view! {
        <div class="head">
            <div>
                <h1>{t!(accounts.title)}</h1>
                <p>{t!(accounts.lead)}</p>
            </div>
        </div>
        <div class="stack">
            <InviteForm made changed=again/>
            {load.draw(move |all| {
                let rows = all.accounts.iter().map(|account| row(account, own, asked)).collect_view();
                let t = &texts().accounts;
                view! {
                    <div class="scroll">
                        <table class="cards" data-test="accounts">
                            <thead>
                                <tr>
                                    <th scope="col">{t.name}</th>
                                    <th scope="col">{t.login}</th>
                                    <th scope="col">{t.role}</th>
                                    <th scope="col">{t.since}</th>
                                    <th scope="col">{t.state}</th>
                                    <th scope="col"><span class="sr">{t.actions}</span></th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                    {links::list(&all.links, again)}
                }
                .into_any()
            })}
        </div>
        <AskDialog asked made load/>
    }
}

fn row(
    account: &StaffAccount,
    own: Option<AccountId>,
    asked: RwSignal<Option<(StaffAccount, Asked)>>,
) -> AnyView {
    let t = &texts().accounts;
    let state = match account.disabled_at {
        None => t.active.to_owned(),
        Some(at) => fill(t.disabled, &[("time", &moment(at))]),
    };
    let button = |text: &'static str, what: Asked, test: &'static str| {
        let account = account.clone();
        view! {
            <button class="btn tight" data-test=test on:click=move |_| asked.set(Some((account.clone(), what)))>
                {text}
            </button>
        }
    };
    let actions = match (own == Some(account.id), account.disabled_at) {
        (true, _) => view! { <a href="/console/account">{t.yourself}</a> }.into_any(),
        (false, Some(_)) => button(t.enable, Asked::Enable, "enable").into_any(),
        (false, None) => view! {
            <div class="row">
                {button(t.password_link, Asked::Password, "password-link")} {button(t.disable, Asked::Disable, "disable")}
            </div>
        }
        .into_any(),
    };
    view! {
        <tr data-test="account" data-login=account.login.clone()>
            <th scope="row">{account.name.clone()}</th>
            <td data-label=t.login>{account.login.clone()}</td>
            <td data-label=t.role>{names::role(account.role)}</td>
            <td data-label=t.since>{moment(account.created_at)}</td>
            <td data-label=t.state data-test="account-state">{state}</td>
            <td>{actions}</td>
        </tr>
    }
    .into_any()
}
