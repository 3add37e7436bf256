//! Starting an attempt: what somebody should know before the clock starts, the button, and what has come of pressing it.

use super::RoundContext;
use super::action::{attempt_path, attempts_left};
use crate::attempt::draft;
use crate::texts::{self, fill_n, fill_time, t};
use crate::ui::{click, maybe, note};
use crate::waiting::{Queue, Stage};
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, clock, format, router};

/// What pressing the start button has led to so far.
#[derive(Clone, Copy)]
pub(super) struct Starting {
    pub(super) queue: Queue,
    /// Why the start failed, in the reader's language.
    pub(super) refusal: RwSignal<Option<String>>,
}

/// Offers to start, and says why it has not come to that.
#[component]
pub(super) fn Start(context: RoundContext, starting: Starting) -> impl IntoView {
    let busy = move || starting.queue.stage().is_busy();
    let label = move || {
        let t = texts::contest();
        let first = context
            .me
            .with(|me| me.as_ref().is_none_or(|me| me.attempts_used == 0));
        if busy() {
            t.starting()
        } else if first {
            t.start()
        } else {
            t.start_again()
        }
    };
    let ask = move || {
        starting.refusal.set(None);
        starting.queue.ask(move || start(context, starting));
    };
    let ready = RwSignal::new(false);
    let button = view! {
        <button class="button wide" data-test="ready" on:click=click(Box::new(move || ready.set(true)))>
            {move || label()}
        </button>
    };
    view! {
        {move || match ready.get() {
            false => maybe(Some(view! { <p class="quiet">{move || hint(context)}</p> }.into_any())),
            true => facts(context),
        }}
        <div hidden=move || ready.get()>{button}</div>
        <div hidden=move || !ready.get()>
            <button class="button wide" data-test="start" disabled=busy on:click=click(Box::new(ask))>
                {move || if busy() { texts::contest().starting() } else { texts::contest().ready_start() }}
            </button>
            <button
                class="plain wide"
                data-test="not-yet"
                disabled=busy
                on:click=click(Box::new(move || ready.set(false)))
            >
                {t!(contest.not_yet)}
            </button>
        </div>
        <div role="status">{move || maybe(told(starting))}</div>
    }
}

/// What somebody should know before the clock starts.
fn facts(context: RoundContext) -> AnyView {
    let (questions, has_prediction) = context.round.with_value(|round| {
        let rules = &round.rules;
        (rules.blueprint.question_count(), rules.prediction.is_some())
    });
    let asked = has_prediction.then(|| view! { <li>{t!(contest.ready_prediction)}</li> }.into_any());
    view! {
        <h3>{t!(contest.ready_title)}</h3>
        <ul class="told" data-test="facts">
            <li>{t!(contest.ready_clock)}</li>
            <li>{move || hint(context)}</li>
            <li>{move || fill_n(texts::contest().ready_questions(), questions)}</li>
            {maybe(asked)}
        </ul>
    }
    .into_any()
}

fn told(starting: Starting) -> Option<AnyView> {
    if let Some(reason) = starting.refusal.get() {
        return Some(note("note bad", "refused", reason.into_any()));
    }
    let (test, text) = match starting.queue.stage() {
        Stage::Busy(seconds) => ("busy", fill_n(texts::contest().busy(), seconds)),
        Stage::Away => ("away", texts::waiting().away().to_owned()),
        _ => return None,
    };
    Some(note("note", test, text.into_any()))
}

/// Says how much time there will be, and how many attempts are left. A round that closes soon leaves less time.
fn hint(context: RoundContext) -> String {
    let t = texts::contest();
    let (limit, closes_at) = context
        .round
        .with_value(|round| (u64::from(round.rules.time_limit_s) * 1_000, round.closes_at));
    let left = closes_at.since(clock::now());
    let mut hint = match left < limit {
        true => fill_time(t.start_short(), &format::duration(left)),
        false => fill_time(t.start_hint(), &format::duration(limit)),
    };
    if let Some(left) = context.me.with(|me| me.as_ref().and_then(attempts_left)) {
        hint.push(' ');
        hint.push_str(&fill_n(t.attempts_left(), left));
    }
    hint
}

/// Starts an attempt. Asking twice is harmless: the server resumes the open attempt.
pub(super) fn start(context: RoundContext, starting: Starting) {
    let path = context.round.with_value(|round| paths::attempts(round.id));
    let queue = starting.queue;
    spawn(async move {
        let answer = api::post_empty_queued::<OpenAttempt>(&path, queue.position().as_deref()).await;
        if queue.is_gone() {
            return;
        }
        match answer {
            Ok(open) => {
                queue.let_in();
                clock::learn(open.now);
                draft::begin(&open);
                router::navigate(&attempt_path(context));
            }
            Err(failure) if queue.holds(&failure) => {}
            Err(failure) => {
                starting.refusal.set(Some(failure.message()));
                context.ask_me();
            }
        }
    });
}
