//! Makes a contest from one of the organiser's: asks for its name and time, then opens the form with all the rest.

use crate::forms::moments;
use crate::forms::slug::suggest_slug;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::field::{Errors, FieldError, TextField, focus_on, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::time::{DAY_MS, Millis};
use contest_core::wire::paths;
use contest_core::wire::staff::{CloneContest, StaffContest};
use leptos::prelude::*;
use web_kit::lang::fill;
use web_kit::{api, clock, router};

const WEEK_MS: i64 = 7 * DAY_MS;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <ClonePage id=id.to_owned()/> }.into_any()
}

#[component]
fn ClonePage(id: String) -> impl IntoView {
    pages::title(t!(copying.title));
    let source = Load::<StaffContest>::new(paths::staff_contest(&id));
    view! {
        <p class="crumbs"><a href="/console/contests">{t!(contests.title)}</a></p>
        <div class="head"><div><h1>{t!(copying.title)}</h1></div></div>
        {source.draw(|source| {
            clock::learn(source.now);
            view! { <CloneForm source/> }.into_any()
        })}
    }
}

#[component]
fn CloneForm(source: StaffContest) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let id = source.id;
    let title = RwSignal::new(source.draft.title.clone());
    let slug = RwSignal::new(String::new());
    let first = source.rounds.iter().map(|round| round.opens_at).min();
    let first = first.map(|first| moments::to_input(later(first, clock::now())));
    let opens_at = RwSignal::new(first.unwrap_or_default());
    // The address follows the title until somebody writes one; that of the source is taken.
    let suggested = StoredValue::new(String::new());
    let taken = source.draft.slug.clone();
    Effect::new(move || {
        let new = Some(suggest_slug(&title.get())).filter(|new| *new != taken);
        if slug.get_untracked() == suggested.get_value() {
            slug.set(new.clone().unwrap_or_default());
            suggested.set_value(new.unwrap_or_default());
        }
    });
    let make = move || {
        let Some(opens_at) = moments::from_input(&opens_at.get_untracked()) else {
            errors.0.set(vec![FieldError {
                path: "opens_at".to_owned(),
                message: texts().problem.moment.to_owned(),
            }]);
            focus_on("opens_at");
            return;
        };
        errors.0.set(Vec::new());
        let body = CloneContest {
            slug: slug.get_untracked().trim().to_owned(),
            title: title.get_untracked().trim().to_owned(),
            opens_at,
        };
        let request = async move { api::post::<StaffContest>(&paths::clone_of(id), &body).await };
        action.run(request, |made| {
            router::navigate(&format!("/console/contests/{}/edit", made.id));
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            let wrong = of_fields(&failure);
            if let Some(first) = wrong.first() {
                focus_on(&first.path);
            }
            errors.0.set(wrong);
        }
    });
    let note = fill(texts().copying.note, &[("title", &source.draft.title)]);
    view! {
        <form
            class="card stack narrow"
            data-test="clone-form"
            on:submit=move |event| {
                event.prevent_default();
                make();
            }
        >
            <p>{note}</p>
            <TextField path="title".to_owned() label=t!(contest_form.title) value=title/>
            <TextField path="slug".to_owned() label=t!(contest_form.slug) hint=t!(copying.slug_why) value=slug/>
            <TextField
                path="opens_at".to_owned()
                label=t!(copying.opens_at)
                hint=t!(copying.opens_why)
                value=opens_at
                kind="datetime-local"
            />
            {move || action.failure.get().map(|failure| view! { <FailureNote failure/> })}
            <div class="row">
                <a class="btn" href="/console/contests">{t!(copying.cancel)}</a>
                <button class="btn primary" data-test="clone-confirm" disabled=move || action.busy.get()>
                    {move || if action.busy.get() { texts().common.working } else { texts().copying.make }}
                </button>
            </div>
        </form>
    }
}

/// Returns the same time of the week at least a week from now.
fn later(first: Millis, now: Millis) -> Millis {
    let missing = (now + WEEK_MS).since(first) as i64;
    first + (missing + WEEK_MS - 1) / WEEK_MS * WEEK_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_opens_at_the_same_time_of_the_week() {
        let first = Millis(1_796_083_200_000);
        assert_eq!(later(first, first - 5 * WEEK_MS), first);
        assert_eq!(later(first, first), first + WEEK_MS);
        assert_eq!(later(first, first + 1), first + 2 * WEEK_MS);
    }
}
