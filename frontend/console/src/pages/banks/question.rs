//! Adds a question to a bank, or edits one of it: saving makes the next version of the bank.

use crate::forms::conflict::CONFLICT;
use crate::forms::errors_view::{ErrorSummary, show};
use crate::forms::question_conflict::{Newer, QuestionConflict};
use crate::forms::question_kept::QuestionKeeper;
use crate::forms::question_view::QuestionFields;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, focus_on, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::ids::BankVersionId;
use contest_core::questions::Question;
use contest_core::wire::banks::{BankContent, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankChange, BankChanged, QuestionForm};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::lang::fill;
use web_kit::router;

/// `code` names the question to edit.
pub(crate) fn page(version: &str, code: Option<&str>) -> AnyView {
    view! { <QuestionPage version=version.to_owned() code=code.map(str::to_owned)/> }.into_any()
}

#[component]
fn QuestionPage(version: String, code: Option<String>) -> impl IntoView {
    pages::title(t!(question_form.about));
    let content = Load::<BankContent>::new(paths::bank_version(&version));
    let back = format!("/console/bank-versions/{version}");
    view! {
        <p class="crumbs">
            <a href="/console/banks">{t!(banks.title)}</a> " / " <a href=back>{t!(bank.title)}</a>
        </p>
        {content.draw(move |content| {
            let t = &texts().question_form;
            let opened = code
                .as_ref()
                .map(|code| content.questions.iter().find(|question| question.code == *code).cloned());
            let title = match &code {
                Some(code) => fill(t.edit, &[("code", code)]),
                None => t.add.to_owned(),
            };
            let line = fill(t.version, &[("n", &content.summary.version.to_string())]);
            let head = view! {
                <div class="head"><div>
                    <h1>{title}</h1>
                    <p>{content.summary.title.clone()} ". " {line}</p>
                </div></div>
            };
            let editor = match opened {
                Some(None) => {
                    let gone = fill(t.gone, &[("code", code.as_deref().unwrap_or_default())]);
                    view! { <p class="empty" data-test="question-gone">{gone}</p> }.into_any()
                }
                Some(Some(question)) => {
                    view! { <Editor bank=content.summary opened=question/> }.into_any()
                }
                None => view! { <Editor bank=content.summary/> }.into_any(),
            };
            view! { {head} {editor} }.into_any()
        })}
    }
}

#[component]
fn Editor(bank: BankSummary, #[prop(optional)] opened: Option<Question>) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let code = opened.as_ref().map(|question| question.code.clone());
    let which = format!("{}.{}", bank.version_id, code.as_deref().unwrap_or("+"));
    let form = opened.as_ref().map(QuestionForm::from).unwrap_or_default();
    let keeper = untrack(|| QuestionKeeper::new(&which, form));
    keeper.warn_of_leaving();
    let opened = StoredValue::new(opened);
    // The version that the next one is made from.
    let base = StoredValue::new(bank.version_id);
    let conflict = RwSignal::new(None::<(Newer, QuestionForm)>);
    let send = move |is_gone: bool| {
        let question = keeper.form.read();
        conflict.set(None);
        errors.0.set(Vec::new());
        let code = opened.with_value(|opened| opened.as_ref().map(|question| question.code.clone()));
        let change = match code.filter(|_| !is_gone) {
            Some(code) => BankChange::Replace {
                code,
                question: question.clone(),
            },
            None => BankChange::Add {
                question: question.clone(),
            },
        };
        let request = saved(base.get_value(), change);
        action.run(request, move |outcome| match outcome {
            Saved::Done(version) => {
                keeper.forget();
                router::navigate(&format!("/console/bank-versions/{version}?changed=true"));
            }
            Saved::Changed(newest) => {
                let newer = opened.with_value(|opened| Newer::of(*newest, opened.as_ref()));
                conflict.set(Some((newer, question)));
                request_animation_frame(|| focus_on(CONFLICT));
            }
        });
    };
    // A refusal that names fields belongs to these fields.
    Effect::new(move || {
        let problems = action.failure.get().map(|failure| of_fields(&failure));
        if let Some(problems) = problems.filter(|problems| !problems.is_empty()) {
            show(errors, problems);
        }
    });
    let failed = move || {
        let failure = action
            .failure
            .get()
            .filter(|failure| of_fields(failure).is_empty())?;
        Some(view! { <FailureNote failure/> })
    };
    let back = format!("/console/bank-versions/{}", bank.version_id);
    view! {
        {keeper.restored()}
        <form class="stack" novalidate=true data-test="question-form"
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                send(false);
            }
            // What is compared is no longer what is in the form: saving compares again.
            on:input=move |_| {
                conflict.set(None);
                keeper.note();
            }
            on:change=move |_| keeper.note()>
            <ErrorSummary errors/>
            <QuestionFields form=keeper.form/>
            {move || {
                let (newer, yours) = conflict.get()?;
                let newest = newer.version_id;
                let is_gone = newer.is_gone;
                let overwrite = move |()| {
                    base.set_value(newest);
                    send(is_gone);
                };
                let take = move |()| {
                    keeper.forget();
                    router::navigate(&format!("/console/bank-versions/{newest}"));
                };
                let (overwrite, take) = (Callback::new(overwrite), Callback::new(take));
                Some(view! { <QuestionConflict newer yours busy=action.busy on_overwrite=overwrite on_take=take/> })
            }}
            <div class="bar form-bar">
                <button class="btn primary" data-test="save" disabled=move || action.busy.get()>
                    {move || if action.busy.get() { texts().common.working } else { texts().question_form.save }}
                </button>
                <Cancel keeper back/>
                {failed}
            </div>
        </form>
    }
}

enum Saved {
    Done(BankVersionId),
    /// Nothing was saved: somebody else has made this version.
    Changed(Box<BankContent>),
}

async fn saved(base: BankVersionId, change: BankChange) -> Result<Saved, Failure> {
    match api::post::<BankChanged>(&paths::bank_changes(base), &change).await {
        Ok(changed) => Ok(Saved::Done(changed.saved.map_or(base, |saved| saved.version_id))),
        Err(failure) if failure.code() == Some(ErrorCode::BankChanged) => {
            let seen: BankContent = api::get(&paths::bank_version(base)).await?;
            let newest = api::get(&paths::bank_version(seen.newest)).await?;
            Ok(Saved::Changed(Box::new(newest)))
        }
        Err(failure) => Err(failure),
    }
}

/// Leaves the form, and asks first if something would be lost.
#[component]
fn Cancel(keeper: QuestionKeeper, back: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let back = StoredValue::new(back);
    let leave = move || {
        keeper.forget();
        router::navigate(&back.get_value());
    };
    let ask = move |_| match keeper.is_changed() {
        true => open.set(true),
        false => leave(),
    };
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
