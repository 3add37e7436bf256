//! Moves the opening or the close of a published round.

use crate::forms::moments;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, FieldError, TextField};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::paths;
use contest_core::wire::staff::{MoveWindow, StaffContest, StaffRound};
use leptos::prelude::*;
use web_kit::format::{moment, thousands};
use web_kit::lang::fill;
use web_kit::{api, clock};

/// The dialog is open while `moving` holds a round.
#[component]
pub(crate) fn MoveWindowDialog(
    moving: RwSignal<Option<StaffRound>>,
    load: Load<StaffContest>,
) -> impl IntoView {
    let errors = Errors::provide();
    let open = RwSignal::new(false);
    let action = Action::new();
    // What is about to be sent, once the organiser has seen what it means.
    let asked = RwSignal::new(None::<MoveWindow>);
    let (opens_at, closes_at) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if let Some(round) = moving.get() {
            opens_at.set(moments::to_input(round.opens_at));
            closes_at.set(moments::to_input(round.closes_at));
            errors.0.set(Vec::new());
            action.failure.set(None);
            asked.set(None);
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            moving.set(None);
        }
    });
    let check = Callback::new(move |()| {
        let Some(round) = moving.get_untracked() else {
            return;
        };
        let opens = moments::from_input_of(round.opens_at, &opens_at.get_untracked());
        let closes = moments::from_input_of(round.closes_at, &closes_at.get_untracked());
        let mut problems = Vec::new();
        for (path, moment) in [("opens_at", &opens), ("closes_at", &closes)] {
            if moment.is_none() {
                problems.push(FieldError {
                    path: path.to_owned(),
                    message: texts().problem.moment.to_owned(),
                });
            }
        }
        let moments = opens.zip(closes);
        if let Some(wrong) = moments.as_ref().and_then(wrong) {
            problems.push(FieldError {
                path: "closes_at".to_owned(),
                message: wrong.to_owned(),
            });
        }
        let is_possible = problems.is_empty();
        errors.0.set(problems);
        action.failure.set(None);
        asked.set(
            moments
                .filter(|_| is_possible)
                .map(|(opens_at, closes_at)| MoveWindow { opens_at, closes_at }),
        );
    });
    let save = Callback::new(move |()| {
        let (Some(round), Some(body)) = (moving.get_untracked(), asked.get_untracked()) else {
            return;
        };
        let path = paths::window(round.id);
        let request = async move { api::patch::<serde::de::IgnoredAny>(&path, &body).await };
        action.run(request, move |_| {
            open.set(false);
            load.again();
        });
    });
    // What is refused is corrected in the fields.
    Effect::new(move || {
        if action.failure.with(Option::is_some) {
            asked.set(None);
        }
    });
    let started = move || moving.with(|round| round.as_ref().is_some_and(|round| round.phase == Phase::Open));
    let opened = move || moving.with(|round| round.as_ref().map(|round| moment(round.opens_at)));
    view! {
        <Dialog open title=t!(window.title) test="window-dialog">
            <p class="soft">{move || moving.with(|round| round.as_ref().map(|round| round.title.clone()))}</p>
            <Show
                when=move || asked.with(Option::is_none)
                fallback=move || view! {
                    {move || moving.get().zip(asked.get()).map(|(round, asked)| meaning(&round, &asked))}
                    <div class="row">
                        <button type="button" class="btn" data-test="window-back" on:click=move |_| asked.set(None)>
                            {t!(window.back)}
                        </button>
                        <button
                            type="button"
                            class="btn primary"
                            data-test="window-confirm"
                            disabled=move || action.busy.get()
                            on:click=move |_| save.run(())
                        >
                            {move || if action.busy.get() { (t!(common.working))() } else { (t!(window.save))() }}
                        </button>
                    </div>
                }
            >
                <Show
                    when=move || !started()
                    fallback=move || view! {
                        <p><strong>{t!(round.opens_at)}</strong> ": " {opened} " – " {t!(window.opened)}</p>
                    }
                >
                    <TextField path="opens_at".to_owned() label=t!(round.opens_at) hint=t!(round.clock) value=opens_at kind="datetime-local"/>
                </Show>
                <TextField path="closes_at".to_owned() label=t!(round.closes_at) hint=t!(window.closes_why) value=closes_at kind="datetime-local"/>
                <LastFailure failure=action.failure/>
                <DialogButtons open busy=action.busy confirm=t!(window.next) test="window-next" on_confirm=check/>
            </Show>
        </Dialog>
    }
}

/// Returns why a round cannot be open from and until these moments.
fn wrong((opens, closes): &(String, String)) -> Option<&'static str> {
    let (opens, closes) = moments::parse(opens).zip(moments::parse(closes))?;
    let t = &texts().window;
    if closes <= opens {
        Some(t.order)
    } else {
        (closes <= clock::now()).then_some(t.past)
    }
}

/// Says what moving the round would change, and for how many people who are taking it.
fn meaning(round: &StaffRound, asked: &MoveWindow) -> impl IntoView + use<> {
    let t = &texts().window;
    let change = |text: &str, was: Millis, now: &str| {
        let now = moments::parse(now).filter(|now| *now != was)?;
        Some(fill(text, &[("was", &moment(was)), ("now", &moment(now))]))
    };
    let changes = [
        change(t.opening, round.opens_at, &asked.opens_at),
        change(t.close, round.closes_at, &asked.closes_at),
    ];
    let same = changes.iter().all(Option::is_none).then_some(t.same);
    let changes = changes.into_iter().flatten();
    let running = round.running.map(|running| match running {
        0 => t.nobody.to_owned(),
        n => fill(t.running, &[("n", &thousands(n))]),
    });
    view! {
        <div class="stack" data-test="window-meaning">
            {changes.map(|change| view! { <p><strong>{change}</strong></p> }).collect_view()}
            {same.map(|same| view! { <p>{same}</p> })}
            {running.map(|running| view! { <p class="note warn">{running}</p> })}
            <p>{t.told}</p>
        </div>
    }
}
