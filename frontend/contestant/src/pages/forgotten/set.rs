//! The second step: the code that has come, or that the organisers have read out, and the new password.

use super::ask::{ask, problem, refused, wrong};
use super::{Asked, Page};
use crate::pages::form::{QueueState, Submit};
use crate::pages::me::dialog::Asking;
use crate::pages::me::fields::{Line, secret, text, whose};
use crate::texts::{self, fill_n, fill_name, t};
use crate::ui::{click, maybe};
use crate::waiting::{self, Queue};
use contest_core::wire::accounts::Session;
use contest_core::wire::codes::ResetPassword;
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::{api, clock, router, spawn};

/// What the step works with.
#[derive(Clone, Copy)]
struct Step {
    page: Page,
    queue: Queue,
    /// Of setting the password.
    setting: Asking,
    /// Of another code.
    asking: Asking,
    code: RwSignal<String>,
    password: RwSignal<String>,
}

pub(super) fn form(page: Page, asked: Asked) -> AnyView {
    let step = Step {
        page,
        queue: Queue::new(waiting::DOOR),
        setting: Asking::new(),
        asking: Asking::new(),
        // Another code voids the one before.
        code: RwSignal::new(String::new()),
        password: page.password,
    };
    let line = |id, name, label, [kind, autocomplete]: [&'static str; 2]| Line {
        id,
        name,
        label,
        kind,
        autocomplete,
    };
    let Step {
        queue,
        setting,
        asking,
        ..
    } = step;
    let is_read_out = asked.phone.is_empty();
    let phone = RwSignal::new(asked.phone.clone());
    let to = asked.phone.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        for (field, value) in [("phone", phone), ("code", step.code), ("password", step.password)] {
            if value.with_untracked(|value| value.trim().is_empty()) {
                return wrong(setting, field, texts::register().required());
            }
        }
        setting.problem.set(None);
        queue.ask(move || set(step, phone.get_untracked()));
    };
    view! {
        <form class="form" novalidate on:submit=send data-test="set-password">
            {match is_read_out {
                true => text(setting, line("phone", "phone", t!(register.phone), ["tel", "tel"]), phone),
                false => view! {
                    <p data-test="sent">{move || fill_name(sent(asked.too_soon), &to)}</p>
                    {whose(&asked.phone)}
                }
                .into_any(),
            }}
            {text(setting, line("code", "code", t!(forgotten.code), ["numeric", "one-time-code"]), step.code)}
            {secret(
                setting,
                line("new-password", "password", t!(me.new_password), ["text", "new-password"]),
                step.password,
            )}
            <p class="hint">{t!(register.password_hint)}</p>
            {problem(setting)}
            <QueueState queue/>
            <Submit queue test="submit-password" idle=t!(forgotten.set) sending=t!(me.saving)/>
            {problem(asking)}
            <p role="status" hidden=move || !asking.busy.get()>{t!(forgotten.sending)}</p>
            {maybe((!is_read_out).then(|| again(step, asked)))}
            <button
                type="button"
                class="button second"
                data-test="other-number"
                on:click=click(Box::new(move || {
                    page.keep(None);
                    router::focus("#phone");
                }))
            >
                {t!(forgotten.other_number)}
            </button>
        </form>
    }
    .into_any()
}

/// Returns what is told of the last request. The same for every number, whether anybody has registered with it or not.
fn sent(too_soon: bool) -> &'static str {
    let t = texts::forgotten();
    if too_soon { t.too_soon() } else { t.sent() }
}

/// The way to another code, and until there is one, when that will be.
fn again(step: Step, asked: Asked) -> AnyView {
    let Asked { phone, again_at, .. } = asked;
    view! {
        {move || {
            let left = again_at.since(clock::ticking()).div_ceil(1_000);
            if left > 0 {
                return view! {
                    <p class="quiet" data-test="again-in">{fill_n(texts::forgotten().again_in(), left)}</p>
                }
                .into_any();
            }
            let phone = phone.clone();
            let another = move || {
                if step.asking.begin() {
                    spawn(ask(step.page, step.asking, phone.clone()));
                }
            };
            view! {
                <button type="button" class="button second" data-test="again" on:click=click(Box::new(another))>
                    {t!(forgotten.again)}
                </button>
            }
            .into_any()
        }}
    }
    .into_any()
}

fn set(step: Step, phone: String) {
    spawn(async move {
        let body = ResetPassword {
            phone,
            code: step.code.get_untracked(),
            password: step.password.get_untracked(),
        };
        let position = step.queue.position();
        let answer = api::post_queued::<Session>(paths::PASSWORD_RESET, &body, position.as_deref()).await;
        if step.queue.is_gone() {
            return;
        }
        match answer {
            Ok(session) => {
                step.queue.let_in();
                step.page.done(session);
            }
            Err(failure) if step.queue.holds(&failure) => {}
            Err(failure) => refused(step.setting, failure.field(), failure.message()),
        }
    });
}
