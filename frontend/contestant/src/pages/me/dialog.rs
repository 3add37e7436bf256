//! A modal dialog: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back.

use crate::texts::{Text, t};
use crate::timing::effect;
use crate::ui::{click, maybe};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// A question that is answered by sending a form or leaving.
#[derive(Clone, Copy)]
pub(in crate::pages) struct Asking {
    pub(in crate::pages) open: RwSignal<bool>,
    /// The answer is on its way.
    pub(in crate::pages) busy: RwSignal<bool>,
    /// What is wrong: the field, if it is one's fault, and the sentence.
    pub(in crate::pages) problem: RwSignal<Option<(String, String)>>,
}

impl Asking {
    pub(in crate::pages) fn new() -> Asking {
        Asking {
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// Begins to send; returns false while an earlier answer is on its way.
    pub(in crate::pages) fn begin(self) -> bool {
        self.problem.set(None);
        !self
            .busy
            .try_update(|busy| std::mem::replace(busy, true))
            .unwrap_or(true)
    }

    /// Shows why the answer was refused, unless the page is gone.
    pub(in crate::pages) fn refused(self, field: Option<&str>, sentence: String) {
        self.tell(field, sentence);
        web_kit::router::focus("dialog[open] [aria-invalid=true], dialog[open] .note[role=alert]");
    }

    /// As [`Asking::refused`], without leading there.
    pub(in crate::pages) fn tell(self, field: Option<&str>, sentence: String) {
        if !self.busy.is_disposed() {
            self.busy.set(false);
            let field = field.unwrap_or_default().to_owned();
            self.problem.set(Some((field, sentence)));
        }
    }

    /// Returns what is wrong with a field; tracked.
    pub(in crate::pages) fn of_field(self, name: &str) -> Option<String> {
        self.problem.with(|problem| {
            let of_field = problem.as_ref().filter(|(field, _)| field == name);
            of_field.map(|(_, sentence)| sentence.clone())
        })
    }
}

/// Words on the buttons, and names for tests.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) title: Text,
    pub(super) test: &'static str,
    pub(super) leave: Text,
    pub(super) send: Text,
    pub(super) sending: Text,
    /// Whether it destroys something.
    pub(super) grave: bool,
}

/// Shows a form in a dialog while `asking.open`.
pub(super) fn dialog(asking: Asking, words: Words, content: AnyView, send: Box<dyn Fn()>) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    effect(Box::new(move || {
        let open = asking.open.get();
        let Some(dialog) = node.get() else {
            return;
        };
        if open && !dialog.open() {
            // This fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    }));
    let title = [words.test, "-title"].concat();
    let labelled_by = title.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let kind = if words.grave { "button grave" } else { "button" };
    view! {
        <dialog
            node_ref=node
            aria-labelledby=labelled_by
            data-test=words.test
            on:close=move |_| asking.open.set(false)
        >
            <form class="form" novalidate on:submit=submit>
                <h2 id=title tabindex="-1" autofocus>{words.title}</h2>
                {content}
                {move || maybe(asking.of_field("").map(|sentence| view! {
                    <p class="note bad" role="alert" tabindex="-1" data-test="problem">{sentence}</p>
                }
                .into_any()))}
                <div class="both">
                    <button
                        type="button"
                        class="button second"
                        data-test=[words.test, "-leave"].concat()
                        on:click=click(Box::new(move || asking.open.set(false)))
                    >
                        {words.leave}
                    </button>
                    <button
                        type="submit"
                        class=kind
                        data-test=[words.test, "-send"].concat()
                        disabled=move || asking.busy.get()
                    >
                        {move || if asking.busy.get() { (words.sending)() } else { (words.send)() }}
                    </button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// The button that opens a dialog.
pub(super) fn opener(asking: Asking, text: Text, class: &'static str, test: &'static str) -> AnyView {
    let open = move || {
        asking.problem.set(None);
        asking.open.set(true);
    };
    view! {
        <button type="button" class=class data-test=test aria-haspopup="dialog" on:click=click(Box::new(open))>
            {text}
        </button>
    }
    .into_any()
}

/// What people say who would rather not.
pub(super) fn leave() -> Text {
    t!(me.leave)
}
