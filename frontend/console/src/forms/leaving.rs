//! Leaving the form of a contest with changes that are not saved, and coming back to it.

use super::kept::Keeper;
use crate::texts::t;
use crate::ui::dialog::{Dialog, DialogButtons};
use leptos::prelude::*;
use web_kit::router;

impl Keeper {
    /// Has the browser ask before the page is closed or loaded again.
    pub(crate) fn warn_of_leaving(self) {
        let warning = window_event_listener(leptos::ev::beforeunload, move |event| {
            if self.is_changed() {
                event.prevent_default();
            }
        });
        on_cleanup(move || warning.remove());
    }
}

/// Says that the form is what was not saved before, and offers to drop it.
#[component]
pub(super) fn Restored(keeper: Keeper) -> impl IntoView {
    view! {
        <section class="note warn row spread restored" role="status" data-test="restored">
            <span>
                <strong>{t!(kept.restored)}</strong>
                {t!(kept.why)}
            </span>
            <button type="button" class="btn" data-test="drop-draft" on:click=move |_| keeper.start_again()>
                {t!(kept.drop)}
            </button>
        </section>
    }
}

/// Leaves the form, and asks first if something would be lost.
#[component]
pub(super) fn Cancel(keeper: Keeper, back: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let back = StoredValue::new(back);
    let leave = move || {
        keeper.forget();
        router::navigate(&back.get_value());
    };
    let ask = move |_| {
        if keeper.is_changed() {
            open.set(true);
        } else {
            leave();
        }
    };
    let busy = RwSignal::new(false);
    view! {
        <button type="button" class="btn" data-test="cancel" on:click=ask>{t!(common.cancel)}</button>
        <Dialog open title=t!(kept.leave) test="leave-dialog">
            <p>{t!(kept.leave_means)}</p>
            <DialogButtons
                open
                busy
                confirm=t!(kept.leave_confirm)
                test="leave"
                danger=true
                on_confirm=Callback::new(move |()| leave())
            />
        </Dialog>
    }
}
