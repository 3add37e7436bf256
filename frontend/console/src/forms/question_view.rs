//! The fields of a question.

use super::parts::difficulty_key;
use super::question::{OFFERED, QuestionState, kind_key, kind_of, letter};
use crate::names::{self, DIFFICULTIES, KINDS};
use crate::texts::{t, texts};
use crate::ui::field::{CheckField, Errors, GroupError, SelectField, TextField, id_of};
use contest_core::questions::QuestionKind;
use leptos::prelude::*;
use web_kit::lang::fill;

#[component]
pub(crate) fn QuestionFields(form: QuestionState) -> impl IntoView {
    let difficulties = Signal::derive(|| {
        let named = |difficulty| {
            (
                difficulty_key(difficulty).to_owned(),
                names::difficulty(difficulty).to_owned(),
            )
        };
        DIFFICULTIES.into_iter().map(named).collect::<Vec<_>>()
    });
    let kinds = Signal::derive(|| {
        let named = |kind| (kind_key(kind).to_owned(), names::kind(kind).to_owned());
        KINDS.into_iter().map(named).collect::<Vec<_>>()
    });
    let is_multiple = move || kind_of(&form.kind.get()) == QuestionKind::Multiple;
    view! {
        <section class="card stack">
            <h2>{t!(question_form.about)}</h2>
            <TextField path="stem".to_owned() label=t!(question_form.stem) value=form.stem kind="area"/>
            <div class="grid">
                <div class="c3" on:change=move |_| form.kind_changed()>
                    <SelectField path="kind".to_owned() label=t!(question_form.kind) value=form.kind choices=kinds/>
                </div>
                <SelectField
                    path="difficulty".to_owned()
                    label=t!(question_form.difficulty)
                    value=form.difficulty
                    choices=difficulties
                    class="c3"
                />
                <TextField path="topic".to_owned() label=t!(question_form.topic) value=form.topic class="c3"/>
                <TextField
                    path="code".to_owned()
                    label=t!(question_form.code)
                    hint=t!(question_form.code_why)
                    value=form.code
                    class="c3"
                />
            </div>
        </section>
        <section class="card stack">
            <h2 id=id_of("key") tabindex="-1">{t!(question_form.options)}</h2>
            <p class="hint">{t!(question_form.options_why)}</p>
            <GroupError path="key".to_owned()/>
            <OptionFields form/>
            <CheckField
                path="keep_order".to_owned()
                label=t!(question_form.keep_order)
                hint=t!(question_form.keep_order_why)
                value=form.keep_order
            />
            <Show when=is_multiple>
                <CheckField
                    path="partial".to_owned()
                    label=t!(question_form.partial)
                    hint=t!(question_form.partial_why)
                    value=form.partial
                />
            </Show>
        </section>
        <SourceFields form/>
    }
}

/// The options, each with the mark that it is right. True and false are not written.
#[component]
fn OptionFields(form: QuestionState) -> impl IntoView {
    let errors = expect_context::<Errors>();
    move || {
        let kind = kind_of(&form.kind.get());
        let offered = if kind == QuestionKind::TrueFalse {
            2
        } else {
            OFFERED
        };
        let input = if kind == QuestionKind::Multiple {
            "checkbox"
        } else {
            "radio"
        };
        let row = |n: usize| {
            let id = format!("key-{n}");
            let right = fill(texts().question_form.right, &[("letter", &letter(n))]);
            let mark = move |_| {
                form.mark(n);
                errors
                    .0
                    .update(|errors| errors.retain(|error| error.path != "key"));
            };
            let text = match kind {
                QuestionKind::TrueFalse => {
                    let word = if n == 0 { "Đúng" } else { "Sai" };
                    view! { <label class="truth" for=id.clone()>{word}</label> }.into_any()
                }
                _ => view! { <OptionText n value=form.options[n]/> }.into_any(),
            };
            view! {
                <div class="option-row">
                    <input
                        id=id
                        type=input
                        name="key"
                        data-test=format!("key.{n}")
                        aria-label=right
                        prop:checked=move || form.key.get().contains(n)
                        on:change=mark
                    />
                    {text}
                </div>
            }
        };
        let rows = (0..offered).map(row).collect_view();
        view! { <div class="stack">{rows}</div> }
    }
}

/// One option; its label follows the language.
#[component]
fn OptionText(n: usize, value: RwSignal<String>) -> impl IntoView {
    const LABELS: [crate::texts::Text; OFFERED] = [
        || texts().question_form.option_a,
        || texts().question_form.option_b,
        || texts().question_form.option_c,
        || texts().question_form.option_d,
        || texts().question_form.option_e,
        || texts().question_form.option_f,
    ];
    view! { <TextField path=format!("options.{n}") label=LABELS[n] value/> }
}

#[component]
fn SourceFields(form: QuestionState) -> impl IntoView {
    let basis = |field: &str| format!("legal_basis.{field}");
    view! {
        <section class="card stack">
            <h2>{t!(question_form.sources)}</h2>
            <TextField
                path="explanation".to_owned()
                label=t!(question_form.explanation)
                hint=t!(question_form.explanation_why)
                value=form.explanation
                kind="area"
            />
            <div class="grid">
                <TextField
                    path=basis("law")
                    label=t!(question_form.law)
                    hint=t!(question_form.law_why)
                    value=form.law
                    class="c3"
                />
                <TextField path=basis("article") label=t!(question_form.article) value=form.article class="c3"/>
                <TextField path=basis("clause") label=t!(question_form.clause) value=form.clause class="c3"/>
                <TextField path=basis("point") label=t!(question_form.point) value=form.point class="c3"/>
            </div>
            <TextField path=basis("link") label=t!(question_form.link) hint=t!(question_form.link_why) value=form.link/>
        </section>
    }
}
