//! The notice on all screens of a contest: what stands there, and the dialog in which it is written.

use crate::forms::moments;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, TextField, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::ids::ContestId;
use contest_core::wire::paths;
use contest_core::wire::staff::{ShowNotice, StaffContest, StandingNotice};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;
use web_kit::lang::fill;

#[component]
pub(crate) fn NoticeCard(contest: StaffContest, organiser: bool, load: Load<StaffContest>) -> impl IntoView {
    let open = RwSignal::new(false);
    let id = contest.id;
    let action = Action::new();
    let take_down = move |_| {
        let body = ShowNotice {
            text: String::new(),
            until: None,
        };
        let request = async move { api::put::<StaffContest>(&paths::notice(id), &body).await };
        action.run(request, move |_| load.again());
    };
    let stands = contest.notice.is_some();
    let standing = match &contest.notice {
        Some(notice) => standing(notice).into_any(),
        None => view! { <p class="soft">{t!(notice.nothing)}</p> }.into_any(),
    };
    let changes = organiser.then(|| {
        view! {
            <div class="row">
                <button class="btn tight" data-test="write-notice" on:click=move |_| open.set(true)>
                    {t!(notice.write)}
                </button>
                {stands.then(|| view! {
                    <button
                        class="btn tight"
                        data-test="take-notice-down"
                        disabled=move || action.busy.get()
                        on:click=take_down
                    >
                        {t!(notice.take_down)}
                    </button>
                })}
            </div>
            {move || action.failure.get().map(|failure| view! { <FailureNote failure/> })}
            <NoticeDialog id open load/>
        }
    });
    view! {
        <section class="card stack" data-test="notice">
            <h2>{t!(notice.title)}</h2>
            {standing}
            {changes}
        </section>
    }
}

fn standing(notice: &StandingNotice) -> impl IntoView + use<> {
    let t = &texts().notice;
    let since = fill(t.since, &[("time", &moment(notice.since))]);
    let until = match notice.until {
        Some(until) => fill(t.until_then, &[("time", &moment(until))]),
        None => t.until_taken.to_owned(),
    };
    view! {
        <p><strong data-test="notice-text">{notice.text.clone()}</strong></p>
        <p class="soft">{since} " " {until}</p>
    }
}

#[component]
fn NoticeDialog(id: ContestId, open: RwSignal<bool>, load: Load<StaffContest>) -> impl IntoView {
    let errors = Errors::new();
    let action = Action::new();
    let (text, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let show = Callback::new(move |()| {
        errors.0.set(Vec::new());
        let body = ShowNotice {
            text: text.get_untracked(),
            until: until.with_untracked(|until| moments::from_input(until)),
        };
        let request = async move { api::put::<StaffContest>(&paths::notice(id), &body).await };
        action.run(request, move |_| {
            open.set(false);
            load.again();
        });
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <Dialog open title=t!(notice.write) test="notice-dialog">
            {provide_context(errors)}
            <p class="hint">{t!(notice.where_shown)}</p>
            <TextField path="text".to_owned() label=t!(notice.text) hint=t!(notice.text_why) value=text kind="area"/>
            <TextField path="until".to_owned() label=t!(notice.until) hint=t!(notice.until_why) value=until kind="datetime-local"/>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <DialogButtons open busy=action.busy confirm=t!(notice.show) test="notice" on_confirm=show/>
        </Dialog>
    }
}
