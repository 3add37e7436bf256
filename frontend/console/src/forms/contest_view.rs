//! The whole form of a contest, and its sending.

use super::conflict::{CONFLICT, Conflict};
use super::contact_view::ContactFields;
use super::contest::ContestForm;
use super::errors_view::{ErrorSummary, ask_too, show};
use super::kept::Keeper;
use super::leaving::{Cancel, Restored};
use super::practice_view::PracticeFields;
use super::round_view::RoundFields;
use crate::texts::{Text, t};
use crate::ui::field::{Errors, GroupError, TextField, focus_on, id_of, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::ids::ContestId;
use contest_core::wire::banks::BankList;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ContestDraft, EditContest, StaffContest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_kit::api::{self, Failure};
use web_kit::router;

/// Creates a contest, or changes `existing` if it is still as it was when the form was filled in.
#[component]
pub(crate) fn ContestEditor(
    form: ContestForm,
    save: Text,
    #[prop(optional)] existing: Option<Load<StaffContest>>,
) -> impl IntoView {
    let contest = existing.and_then(Load::peek);
    let keeper = untrack(|| Keeper::new(form, contest.as_ref()));
    keeper.warn_of_leaving();
    let shown = keeper.shown;
    let restored = shown.is_restored.then(|| view! { <Restored keeper/> });
    view! {
        {restored}
        <Editor keeper form=shown.form save existing/>
    }
}

#[component]
fn Editor(
    keeper: Keeper,
    form: ContestForm,
    save: Text,
    existing: Option<Load<StaffContest>>,
) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let id = existing.and_then(Load::peek).map(|contest| contest.id);
    // Of the contest that is changed, as it was when the form was opened or compared.
    let seen = StoredValue::new(untrack(|| keeper.version()));
    // What somebody else has saved meanwhile, and what was to be saved here.
    let conflict = RwSignal::new(None::<(StaffContest, ContestDraft)>);
    let send = move |draft: ContestDraft| {
        conflict.set(None);
        let request = saved(id, seen.get_value(), draft.clone());
        action.run(request, move |outcome| match outcome {
            Saved::Done(contest) => {
                keeper.forget();
                router::navigate(&format!("/console/contests/{}", contest.id));
            }
            Saved::Changed(newest) => {
                conflict.set(Some((*newest, draft)));
                request_animation_frame(|| focus_on(CONFLICT));
            }
        });
    };
    let banks = Load::<BankList>::new(paths::BANKS.to_owned());
    let banks = Signal::derive(move || banks.ready().map(|list| list.banks).unwrap_or_default());
    let submit = move || {
        let (draft, problems) = form.draft();
        if problems.is_empty() {
            errors.0.set(Vec::new());
            send(draft);
        } else {
            show(errors, problems.clone());
            spawn_local(ask_too(errors, problems, draft));
        }
    };
    if let Some(field) = router::query("field") {
        request_animation_frame(move || focus_on(&field));
    }
    // A refusal that names fields belongs to these fields.
    Effect::new(move || {
        let Some(failure) = action.failure.get() else {
            return;
        };
        let problems = of_fields(&failure);
        if !problems.is_empty() {
            show(errors, problems);
        }
    });
    let rounds = move || {
        let round = |(n, round)| view! { <RoundFields n round rounds=form.rounds banks/> };
        form.rounds
            .get()
            .into_iter()
            .enumerate()
            .map(round)
            .collect_view()
    };
    let add = move |_| {
        form.rounds.update(|rounds| {
            let next = match rounds.last() {
                Some(last) => last.following(rounds.len() + 1),
                None => super::round::RoundForm::first(),
            };
            rounds.push(next);
        });
    };
    view! {
        <form class="stack" novalidate=true
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                submit();
            }
            // What is compared is no longer what is in the form: saving compares again.
            on:input=move |_| {
                conflict.set(None);
                keeper.note(seen);
            }
            on:change=move |_| keeper.note(seen)
            on:click=move |_| keeper.note(seen)
            data-test="contest-form">
            <ErrorSummary errors/>
            <AboutFields form/>
            <section class="card stack">
                <h2>{t!(contest_form.contact)}</h2>
                <p class="hint">{t!(contest_form.contact_why)}</p>
                <ContactFields contact=form.contact/>
            </section>
            <ConsentFields form/>
            <div class="stack" id=id_of("rounds") tabindex="-1">
                <GroupError path="rounds".to_owned()/>
                {rounds}
            </div>
            <p>
                <button type="button" class="btn" data-test="rounds.add" on:click=add>{t!(round.add)}</button>
                " " <span class="hint">{t!(round.add_why)}</span>
            </p>
            <PracticeFields form=form.practice banks/>
            <div class="bar form-bar">
                <button class="btn primary" data-test="save" disabled=move || action.busy.get()>
                    {move || if action.busy.get() { (t!(common.working))() } else { save() }}
                </button>
                <Cancel keeper back=id.map_or("/console/contests".to_owned(), |id| format!("/console/contests/{id}"))/>
                {move || action.failure.get().filter(|f| f.field().is_none()).map(|failure| view! { <FailureNote failure/> })}
            </div>
            {move || {
                let (newest, yours) = conflict.get()?;
                let overwrite = {
                    let newest = newest.clone();
                    move |()| {
                        seen.set_value(newest.version.clone());
                        submit();
                    }
                };
                let take = move |()| keeper.start_again();
                let (overwrite, take) = (Callback::new(overwrite), Callback::new(take));
                Some(view! { <Conflict saved=newest yours busy=action.busy on_overwrite=overwrite on_take=take/> })
            }}
        </form>
    }
}

enum Saved {
    Done(Box<StaffContest>),
    /// Nothing was saved: somebody else has saved this.
    Changed(Box<StaffContest>),
}

async fn saved(id: Option<ContestId>, version: String, draft: ContestDraft) -> Result<Saved, Failure> {
    let Some(id) = id else {
        let made = api::post(paths::STAFF_CONTESTS, &draft).await?;
        return Ok(Saved::Done(Box::new(made)));
    };
    let path = paths::staff_contest(id);
    let edit = EditContest { version, draft };
    match api::put(&path, &edit).await {
        Ok(contest) => Ok(Saved::Done(Box::new(contest))),
        Err(failure) if failure.code() == Some(ErrorCode::DraftChanged) => {
            let newest = api::get(&path).await?;
            Ok(Saved::Changed(Box::new(newest)))
        }
        Err(failure) => Err(failure),
    }
}

#[component]
fn AboutFields(form: ContestForm) -> impl IntoView {
    view! {
        <section class="card stack">
            <h2>{t!(contest_form.about)}</h2>
            <div class="grid">
                <div class="c8" on:input=move |_| form.suggest()>
                    <TextField path="title".to_owned() label=t!(contest_form.title) hint=t!(contest_form.title_why) value=form.title/>
                </div>
                <div class="c4" on:input=move |_| form.slug_follows.set(false)>
                    <TextField path="slug".to_owned() label=t!(contest_form.slug) hint=t!(contest_form.slug_why) value=form.slug/>
                </div>
                <TextField
                    path="organiser".to_owned()
                    label=t!(contest_form.organiser)
                    hint=t!(contest_form.organiser_why)
                    value=form.organiser
                    class="c8"
                />
                <TextField
                    path="min_age".to_owned()
                    label=t!(contest_form.min_age)
                    hint=t!(contest_form.min_age_why)
                    value=form.min_age
                    kind="number"
                    class="c4"
                />
                <TextField
                    path="summary".to_owned()
                    label=t!(contest_form.summary)
                    hint=t!(contest_form.summary_why)
                    value=form.summary
                    kind="area"
                />
                <TextField
                    path="judges".to_owned()
                    label=t!(contest_form.judges)
                    hint=t!(contest_form.judges_why)
                    value=form.judges
                />
            </div>
        </section>
    }
}

#[component]
fn ConsentFields(form: ContestForm) -> impl IntoView {
    view! {
        <section class="card stack">
            <h2 id=id_of("consent") tabindex="-1">{t!(contest_form.consent)}</h2>
            <p class="hint">{t!(contest_form.consent_why)}</p>
            <TextField
                path="guardian_below".to_owned()
                label=t!(contest_form.guardian_below)
                hint=t!(contest_form.guardian_below_why)
                value=form.guardian_below
                kind="number"
            />
            <TextField
                path="consent.controller".to_owned()
                label=t!(contest_form.controller)
                hint=t!(contest_form.controller_why)
                value=form.controller
            />
            <TextField
                path="consent.text".to_owned()
                label=t!(contest_form.consent_text)
                hint=t!(contest_form.consent_text_why)
                value=form.consent
                kind="area"
            />
        </section>
    }
}
