//! The whole form of a contest, and its sending.

use super::conflict::{CONFLICT, Conflict};
use super::contact_view::ContactFields;
use super::contest::ContestForm;
use super::practice_view::PracticeFields;
use super::round_view::RoundFields;
use crate::texts::{Text, t};
use crate::ui::field::{
    Errors, FieldError, GroupError, SUMMARY, TextField, focus_on, id_of, label_of, of_fields,
};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::banks::BankList;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ContestDraft, EditContest, StaffContest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::router;

/// Creates a contest, or changes `existing` if it is still as it was when the form was filled in.
#[component]
pub(crate) fn ContestEditor(
    form: ContestForm,
    save: Text,
    #[prop(optional)] existing: Option<Load<StaffContest>>,
) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let seen = StoredValue::new(existing.and_then(Load::peek));
    // What somebody else has saved meanwhile, and what was to be saved here.
    let conflict = RwSignal::new(None::<(StaffContest, ContestDraft)>);
    let send = move |draft: ContestDraft| {
        conflict.set(None);
        let request = saved(seen.get_value(), draft.clone());
        action.run(request, move |outcome| match outcome {
            Saved::Done(contest) => router::navigate(&format!("/console/contests/{}", contest.id)),
            Saved::Changed(newest) => {
                conflict.set(Some((*newest, draft)));
                request_animation_frame(|| focus_on(CONFLICT));
            }
        });
    };
    let banks = Load::<BankList>::new(paths::BANKS.to_owned());
    let banks = Signal::derive(move || banks.ready().map(|list| list.banks).unwrap_or_default());
    let submit = move || match form.read() {
        Err(problems) => show(errors, problems),
        Ok(draft) => {
            errors.0.set(Vec::new());
            send(draft);
        }
    };
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
            on:input=move |_| conflict.set(None)
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
                <a class="btn" href="/console/contests">{t!(common.cancel)}</a>
                {move || action.failure.get().filter(|f| f.field().is_none()).map(|failure| view! { <FailureNote failure/> })}
            </div>
            {move || {
                let (newest, yours) = conflict.get()?;
                let overwrite = {
                    let newest = newest.clone();
                    move |()| {
                        seen.set_value(Some(newest.clone()));
                        submit();
                    }
                };
                let take = move |newest| {
                    if let Some(existing) = existing {
                        existing.set(newest);
                    }
                };
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

async fn saved(seen: Option<StaffContest>, draft: ContestDraft) -> Result<Saved, Failure> {
    let Some(seen) = seen else {
        let made = api::post(paths::STAFF_CONTESTS, &draft).await?;
        return Ok(Saved::Done(Box::new(made)));
    };
    let path = paths::staff_contest(seen.id);
    let edit = EditContest {
        version: seen.version,
        draft,
    };
    match api::put(&path, &edit).await {
        Ok(contest) => Ok(Saved::Done(Box::new(contest))),
        Err(failure) if failure.code() == Some(ErrorCode::DraftChanged) => {
            let newest = api::get(&path).await?;
            Ok(Saved::Changed(Box::new(newest)))
        }
        Err(failure) => Err(failure),
    }
}

/// Shows the errors and goes to the first.
fn show(errors: Errors, problems: Vec<FieldError>) {
    let first = problems.first().map(|error| error.path.clone());
    errors.0.set(problems);
    request_animation_frame(move || {
        if let Some(path) = first {
            focus_on(&path);
        }
    });
}

/// How many fields must be corrected, with a link to each.
#[component]
fn ErrorSummary(errors: Errors) -> impl IntoView {
    move || {
        let all = errors.0.get();
        let item = |error: FieldError| {
            let path = error.path;
            let text = match label_of(&path) {
                Some(label) => format!("{label}: {}", error.message),
                None => error.message,
            };
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| focus_on(&path)>{text}</button>
                </li>
            }
        };
        (!all.is_empty()).then(|| {
            view! {
                <div class="note bad" role="alert" data-test="errors" id=id_of(SUMMARY) tabindex="-1">
                    <strong>{t!(problem.summary)}</strong>
                    <ul>{all.into_iter().map(item).collect_view()}</ul>
                </div>
            }
        })
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
