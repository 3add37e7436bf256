//! A change of a bank before it is saved: what it would make of the questions is shown, and only then it becomes the next
//! version.

use super::differences_view;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankChange, BankChanged, QuestionDifference};
use leptos::prelude::*;
use web_kit::api;
use web_kit::router;

/// A change that waits for its confirmation.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    path: StoredValue<String>,
    change: StoredValue<Option<BankChange>>,
    differences: RwSignal<Vec<QuestionDifference>>,
    open: RwSignal<bool>,
    pub(super) action: Action,
}

impl Pending {
    /// `version` is the one to change.
    pub(super) fn new(version: &str) -> Pending {
        Pending {
            path: StoredValue::new(paths::bank_changes(version)),
            change: StoredValue::new(None),
            differences: RwSignal::new(Vec::new()),
            open: RwSignal::new(false),
            action: Action::new(),
        }
    }

    /// Asks what a change would make of the questions, and shows it.
    pub(super) fn ask(self, change: BankChange) {
        let path = format!("{}?check=true", self.path.get_value());
        let asked = change.clone();
        let request = async move { api::post::<BankChanged>(&path, &asked).await };
        self.action.run(request, move |told| {
            self.change.set_value(Some(change));
            self.differences.set(told.differences);
            self.open.set(true);
        });
    }

    fn save(self) {
        let Some(change) = self.change.get_value() else {
            return;
        };
        let path = self.path.get_value();
        let request = async move { api::post::<BankChanged>(&path, &change).await };
        self.action.run(request, move |changed| {
            self.open.set(false);
            if let Some(saved) = changed.saved {
                router::navigate(&format!(
                    "/console/bank-versions/{}?changed=true",
                    saved.version_id
                ));
            }
        });
    }
}

#[component]
pub(super) fn ChangeDialog(pending: Pending) -> impl IntoView {
    let action = pending.action;
    let failed = move || (!pending.open.get()).then(|| view! { <LastFailure failure=action.failure/> });
    view! {
        {failed}
        <Dialog open=pending.open title=t!(workbench.confirm) test="change-dialog">
            <p>{t!(workbench.confirm_why)}</p>
            <div class="changes" tabindex="0" role="region" aria-label=texts().workbench.confirm>
                {move || match pending.differences.get() {
                    none if none.is_empty() => view! { <p class="soft">{texts().workbench.nothing}</p> }.into_any(),
                    differences => differences_view::list(&differences),
                }}
            </div>
            <LastFailure failure=action.failure/>
            <DialogButtons
                open=pending.open
                busy=action.busy
                confirm=t!(workbench.save)
                test="change"
                on_confirm=Callback::new(move |()| pending.save())
            />
        </Dialog>
    }
}
