//! The one thing a contestant can do at a round now: register, sign in, enter, start, resume, look at results.

use super::RoundContext;
use crate::attempt::draft;
use crate::dom::{View, el, live, many, none};
use crate::remote::loading;
use crate::session::{self, Who};
use crate::texts::{Texts, fill_n, fill_time, t};
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use leptos::prelude::*;
use std::time::Duration;
use web_kit::spawn;
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

pub(crate) fn action(context: RoundContext) -> View {
    let starting = RwSignal::new(Starting::Not);
    live(move || {
        let t = t();
        let who = session::who();
        let phase = context.phase.get();
        match (&who, phase) {
            (Who::Unknown, _) => none(),
            (Who::Nobody, Phase::Open | Phase::Upcoming) => sign_up(context, t),
            (Who::Nobody, Phase::Closed | Phase::Final) => closed(t, false),
            _ if who.is_staff() => note(t.contest.staff),
            (Who::Somebody(_), Phase::Closed | Phase::Final) => closed(t, true),
            (Who::Somebody(_), _) if !who.entered(context.contest) => {
                link("button wide", &register_path(context), "enter", t.contest.enter)
            }
            (Who::Somebody(_), Phase::Upcoming) => {
                note(t.contest.registered).class("note good").test("registered")
            }
            (Who::Somebody(_), Phase::Open) => context.me.with(|me| match me {
                None => loading(t),
                Some(me) => work(context, starting, me, t),
            }),
        }
    })
}

fn note(text: &str) -> View {
    el("p").class("note").text(text)
}

fn link(class: &str, href: &str, test: &str, text: &str) -> View {
    el("a").class(class).attr("href", href).test(test).text(text)
}

fn register_path(context: RoundContext) -> String {
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/dang-ky"].concat())
}

fn sign_up(context: RoundContext, t: &'static Texts) -> View {
    let back = context
        .slug
        .with_value(|slug| ["/dang-nhap?tiep=/thi/", slug].concat());
    many([
        link(
            "button wide",
            &register_path(context),
            "register",
            t.contest.register,
        ),
        link("plain wide", &back, "sign-in", t.contest.have_account),
    ])
}

fn results(t: &'static Texts) -> View {
    link(
        "button second wide",
        "/lich-su",
        "my-results",
        t.contest.my_results,
    )
}

fn closed(t: &'static Texts, own: bool) -> View {
    many([note(t.contest.closed).test("closed")]).maybe(own.then(|| results(t)))
}

/// Start, resume, or nothing left.
fn work(context: RoundContext, starting: RwSignal<Starting>, me: &MyRound, t: &'static Texts) -> View {
    if me.open_attempt.is_some() {
        let hint = el("p").class("quiet").text(t.contest.resume_hint);
        return many([
            link("button wide", &attempt_path(context), "resume", t.contest.resume),
            hint,
        ]);
    }
    let left = me
        .attempts_allowed
        .map(|allowed| allowed.saturating_sub(me.attempts_used));
    if left == Some(0) {
        let used = fill_n(t.contest.no_attempts, me.attempts_used);
        return many([note(&used).test("no-attempts"), results(t)]);
    }
    let label = if me.attempts_used == 0 {
        t.contest.start
    } else {
        t.contest.start_again
    };
    let busy = move || matches!(starting.get(), Starting::Asking | Starting::Waiting(_));
    let button = el("button")
        .class("button wide")
        .test("start")
        .live_flag("disabled", busy)
        .live_text(move || if busy() { t.contest.starting } else { label }.to_owned())
        .click(move || start(context, starting));
    let limit = context
        .round
        .with_value(|round| u64::from(round.rules.time_limit_s) * 1_000);
    let mut hint = fill_time(t.contest.start_hint, &format::duration(limit));
    if let Some(left) = left {
        hint.push(' ');
        hint.push_str(&fill_n(t.contest.attempts_left, left));
    }
    many([
        button,
        el("div").attr("role", "status").live(move || told(starting, t)),
        el("p").class("quiet").text(&hint),
    ])
}

fn told(starting: RwSignal<Starting>, t: &'static Texts) -> View {
    match starting.get() {
        Starting::Not | Starting::Asking => none(),
        Starting::Waiting(seconds) => note(&fill_n(t.contest.busy, seconds)).test("waiting"),
        Starting::Refused(reason) => note(&reason).class("note bad").test("refused"),
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
    spawn(async move {
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
