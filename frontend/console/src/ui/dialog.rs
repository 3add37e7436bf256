//! A modal dialog: the browser's own, which keeps the focus inside and closes on Escape.

use crate::texts::{Text, t};
use leptos::html;
use leptos::prelude::*;

/// Shows its children while `open`.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    title: Text,
    test: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = open.get();
        let Some(dialog) = node.get() else {
            return;
        };
        if open && !dialog.open() {
            // This fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog node_ref=node on:close=move |_| open.set(false) data-test=test aria-labelledby=format!("{test}-title")>
            <Show when=move || open.get()>
                <div class="in">
                    <h2 id=format!("{test}-title")>{title}</h2>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}

/// The two buttons of a dialog.
#[component]
pub(crate) fn DialogButtons(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    confirm: Text,
    test: &'static str,
    #[prop(optional)] danger: bool,
    on_confirm: Callback<()>,
) -> impl IntoView {
    let class = if danger { "btn danger solid" } else { "btn primary" };
    view! {
        <div class="row">
            <button type="button" class="btn" data-test=format!("{test}-cancel") on:click=move |_| open.set(false)>
                {t!(common.leave)}
            </button>
            <button
                type="button"
                class=class
                data-test=format!("{test}-confirm")
                disabled=move || busy.get()
                on:click=move |_| on_confirm.run(())
            >
                {move || if busy.get() { (t!(common.working))() } else { confirm() }}
            </button>
        </div>
    }
}
