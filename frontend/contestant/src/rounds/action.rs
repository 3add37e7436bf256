//! The one thing a contestant can do at a round now: register, sign in, enter, start, resume, look at results.

use super::RoundContext;
use crate::attempt::draft;
use crate::session::{self, Who};
use crate::texts::{self, Texts, fill_n, fill_time, t};
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_kit::{api, clock, format, router};

/// How long a busy server is left alone if it does not say.
const BUSY_S: u32 = 5;

/// What pressing the start button has led to so far.
#[derive(Clone, PartialEq)]
enum Starting {
    Not,
    Asking,
    /// The server is busy; the page asks again by itself.
    Waiting(u32),
    Refused(String),
}

pub(crate) fn action(context: RoundContext) -> AnyView {
    let starting = RwSignal::new(Starting::Not);
    (move || {
        let t = t();
        let who = session::who();
        let phase = context.phase.get();
        match (&who, phase) {
            (Who::Unknown, _) => ().into_any(),
            (Who::Nobody, Phase::Open | Phase::Upcoming) => sign_up(context, t),
            (Who::Nobody, Phase::Closed | Phase::Final) => closed(t, false),
            _ if who.is_staff() => view! { <p class="note">{t.contest.staff}</p> }.into_any(),
            (Who::Somebody(_), Phase::Closed | Phase::Final) => closed(t, true),
            (Who::Somebody(_), _) if !who.entered(context.contest) => enter(context, t),
            (Who::Somebody(_), Phase::Upcoming) => {
                view! { <p class="note good" data-test="registered">{t.contest.registered}</p> }.into_any()
            }
            (Who::Somebody(_), Phase::Open) => match context.me.get() {
                None => crate::remote::loading(t),
                Some(me) => work(context, starting, &me, t),
            },
        }
    })
    .into_any()
}

fn register_path(context: RoundContext) -> String {
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/dang-ky"].concat())
}

fn sign_up(context: RoundContext, t: &'static Texts) -> AnyView {
    let back = context
        .slug
        .with_value(|slug| ["/dang-nhap?tiep=/thi/", slug].concat());
    view! {
        <a class="button wide" href=register_path(context) data-test="register">{t.contest.register}</a>
        <a class="plain wide" href=back data-test="sign-in">{t.contest.have_account}</a>
    }
    .into_any()
}

fn enter(context: RoundContext, t: &'static Texts) -> AnyView {
    view! { <a class="button wide" href=register_path(context) data-test="enter">{t.contest.enter}</a> }
        .into_any()
}

fn closed(t: &'static Texts, own: bool) -> AnyView {
    view! {
        <p class="note" data-test="closed">{t.contest.closed}</p>
        {own.then(|| view! { <a class="button second wide" href="/lich-su" data-test="my-results">{t.contest.my_results}</a> })}
    }
    .into_any()
}

/// Start, resume, or nothing left.
fn work(context: RoundContext, starting: RwSignal<Starting>, me: &MyRound, t: &'static Texts) -> AnyView {
    if me.open_attempt.is_some() {
        return view! {
            <a class="button wide" href=attempt_path(context) data-test="resume">{t.contest.resume}</a>
            <p class="quiet">{t.contest.resume_hint}</p>
        }
        .into_any();
    }
    let left = me
        .attempts_allowed
        .map(|allowed| allowed.saturating_sub(me.attempts_used));
    if left == Some(0) {
        return view! {
            <p class="note" data-test="no-attempts">{fill_n(t.contest.no_attempts, me.attempts_used)}</p>
            <a class="button second wide" href="/lich-su" data-test="my-results">{t.contest.my_results}</a>
        }
        .into_any();
    }
    let label = if me.attempts_used == 0 {
        t.contest.start
    } else {
        t.contest.start_again
    };
    let limit = context
        .round
        .with_value(|round| u64::from(round.rules.time_limit_s) * 1_000);
    let busy = move || matches!(starting.get(), Starting::Asking | Starting::Waiting(_));
    view! {
        <button class="button wide" data-test="start" disabled=busy on:click=move |_| start(context, starting)>
            {move || if busy() { t.contest.starting } else { label }}
        </button>
        <div role="status">{move || told(starting, t)}</div>
        <p class="quiet">
            {fill_time(t.contest.start_hint, &format::duration(limit))}" "
            {left.map(|left| fill_n(t.contest.attempts_left, left))}
        </p>
    }
    .into_any()
}

fn told(starting: RwSignal<Starting>, _t: &'static Texts) -> AnyView {
    match starting.get() {
        Starting::Not | Starting::Asking => ().into_any(),
        Starting::Waiting(seconds) => {
            view! { <p class="note" data-test="waiting">{fill_n(texts::peek().contest.busy, seconds)}</p> }
                .into_any()
        }
        Starting::Refused(reason) => {
            view! { <p class="note bad" data-test="refused">{reason}</p> }.into_any()
        }
    }
}

fn attempt_path(context: RoundContext) -> String {
    let round = context.round.with_value(|round| round.id.to_string());
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/lam-bai/", &round].concat())
}

/// Starts an attempt. Asking twice is harmless: the server resumes the attempt that is open.
fn start(context: RoundContext, starting: RwSignal<Starting>) {
    starting.set(Starting::Asking);
    let path = context
        .round
        .with_value(|round| ["/rounds/", &round.id.to_string(), "/attempts"].concat());
    spawn_local(async move {
        let answer = api::post_empty::<OpenAttempt>(&path).await;
        if starting.is_disposed() {
            return;
        }
        match answer {
            Ok(open) => {
                clock::learn(open.now);
                draft::keep_paper(&open);
                router::navigate(&attempt_path(context));
            }
            Err(failure) if failure.code().is_some() && failure.passes() => {
                let seconds = failure.retry_after().unwrap_or(BUSY_S).max(1);
                starting.set(Starting::Waiting(seconds));
                set_timeout(
                    move || {
                        if !starting.is_disposed() {
                            start(context, starting);
                        }
                    },
                    Duration::from_secs(seconds.into()),
                );
            }
            Err(failure) => {
                starting.set(Starting::Refused(failure.message()));
                context.ask_me();
            }
        }
    });
}
