//! What an administrator does with one account: disables it, enables it, makes a link for a new password. Each asks first.

use crate::texts::{Text, t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{ChangeStaffAccount, MadeLink, StaffAccount, StaffAccounts};
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

/// What is asked before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Disable,
    Enable,
    Password,
}

impl Asked {
    fn title(self) -> &'static str {
        let t = &texts().accounts;
        match self {
            Asked::Disable => t.disable_title,
            Asked::Enable => t.enable_title,
            Asked::Password => t.password_title,
        }
    }

    fn why(self, name: &str) -> String {
        let t = &texts().accounts;
        let text = match self {
            Asked::Disable => t.disable_why,
            Asked::Enable => t.enable_why,
            Asked::Password => t.password_why,
        };
        fill(text, &[("name", name)])
    }

    fn confirm(self) -> Text {
        match self {
            Asked::Disable => t!(accounts.disable),
            Asked::Enable => t!(accounts.enable),
            Asked::Password => t!(accounts.make),
        }
    }
}

/// Asks, and does it.
#[component]
pub(super) fn AskDialog(
    asked: RwSignal<Option<(StaffAccount, Asked)>>,
    made: RwSignal<Option<MadeLink>>,
    load: Load<StaffAccounts>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let action = Action::new();
    Effect::new(move || {
        let is_asked = asked.with(Option::is_some);
        if is_asked {
            action.failure.set(None);
        }
        open.set(is_asked);
    });
    // The dialog also closes by Escape.
    Effect::new(move || {
        if !open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
    let confirm = Callback::new(move |()| {
        let Some((account, what)) = asked.get_untracked() else {
            return;
        };
        if what == Asked::Password {
            let path = paths::staff_password_link(account.id);
            let request = async move { api::post::<MadeLink>(&path, &()).await };
            action.run(request, move |link| {
                asked.set(None);
                made.set(Some(link));
                load.again();
            });
            return;
        }
        let body = ChangeStaffAccount {
            disabled: what == Asked::Disable,
        };
        let path = paths::staff_account(account.id);
        let request = async move { api::patch::<StaffAccounts>(&path, &body).await };
        action.run(request, move |all| {
            asked.set(None);
            load.set(all);
        });
    });
    view! {
        <Dialog open title=t!(accounts.title) test="account-dialog">
            {move || {
                asked.get().map(|(account, what)| {
                    let danger = what == Asked::Disable;
                    view! {
                        <p><strong>{what.title()}</strong></p>
                        <p>{what.why(&account.name)}</p>
                        <LastFailure failure=action.failure/>
                        <DialogButtons
                            open
                            busy=action.busy
                            confirm=what.confirm()
                            test="account"
                            danger
                            on_confirm=confirm
                        />
                    }
                })
            }}
        </Dialog>
    }
}
