//! A question as contestants see it: drawn as a paper draws it, without its key until that is asked for.

use crate::texts::{t, texts};
use crate::ui::dialog::Dialog;
use contest_core::paper::alone;
use contest_core::pinning::pinned;
use contest_core::questions::{Question, QuestionKind};
use leptos::prelude::*;

/// The question that is shown, and how.
#[derive(Clone, Copy)]
pub(super) struct Preview {
    question: RwSignal<Option<Question>>,
    open: RwSignal<bool>,
    /// How often the options were shuffled.
    draw: RwSignal<u8>,
    has_key: RwSignal<bool>,
}

impl Preview {
    pub(super) fn new() -> Preview {
        Preview {
            question: RwSignal::new(None),
            open: RwSignal::new(false),
            draw: RwSignal::new(0),
            has_key: RwSignal::new(false),
        }
    }

    pub(super) fn show(self, question: Question) {
        self.has_key.set(false);
        self.question.set(Some(question));
        self.open.set(true);
    }
}

#[component]
pub(super) fn PreviewDialog(preview: Preview) -> impl IntoView {
    let again = move |_| preview.draw.update(|draw| *draw = draw.wrapping_add(1));
    let is_shuffled = move || {
        let question = preview.question.get();
        question.is_some_and(|question| !pinned(&question).iter().all(|pinned| *pinned))
    };
    let toggle = move |_| preview.has_key.update(|has_key| *has_key = !*has_key);
    view! {
        <Dialog open=preview.open title=t!(preview.title) test="preview-dialog">
            {move || preview.question.get().map(|question| paper(&question, preview))}
            <div class="row">
                // Where nothing is shuffled, there is nothing to see again.
                {move || is_shuffled().then(|| view! {
                    <button type="button" class="btn" data-test="preview-again" on:click=again>{t!(preview.again)}</button>
                })}
                <button type="button" class="btn" data-test="preview-key" on:click=toggle>
                    {move || if preview.has_key.get() { texts().preview.hide_key } else { texts().preview.show_key }}
                </button>
                <button type="button" class="btn primary" data-test="preview-close" on:click=move |_| preview.open.set(false)>
                    {t!(preview.close)}
                </button>
            </div>
        </Dialog>
    }
}

fn paper(question: &Question, preview: Preview) -> impl IntoView + use<> {
    let t = &texts().preview;
    let drawn = alone(question, 0, [preview.draw.get(); 32]);
    let public = question.public(&drawn.order);
    let key = drawn.to_shown(question.key);
    let input = match question.kind {
        QuestionKind::Multiple => "checkbox",
        QuestionKind::Single | QuestionKind::TrueFalse => "radio",
    };
    let pinned = pinned(question);
    let order = match (pinned.iter().all(|pinned| *pinned), pinned.contains(&true)) {
        (true, _) => t.kept,
        (false, true) => t.partly,
        (false, false) => t.shuffled,
    };
    let option = |(n, text): (usize, String)| {
        let is_right = move || preview.has_key.get() && key.contains(n);
        let letter = char::from(b'A' + u8::try_from(n).unwrap_or_default()).to_string();
        view! {
            <label class="option" class:key=is_right data-test="preview-option">
                <input type=input name="preview"/>
                <span class="letter" aria-hidden="true">{letter}</span>
                <span>{text}</span>
                {move || is_right().then(|| view! { <span>" ✓ " <span class="sr">{texts().bank.right}</span></span> })}
            </label>
        }
    };
    let options = public.options.into_iter().enumerate().map(option).collect_view();
    let several =
        (question.kind == QuestionKind::Multiple).then(|| view! { <p class="soft">{t.several}</p> });
    view! {
        <div class="paper" data-test="preview-paper">
            <p class="stem">{public.stem}</p>
            {several}
            {options}
        </div>
        <p class="hint">{order}</p>
    }
}
