//! The one thing a contestant can do in a round now: register, sign in, enter, start, resume, look at results.

use super::RoundContext;
use crate::attempt::draft;
use crate::dom::{View, el, live, many, none, watch};
use crate::remote::loading;
use crate::session::{self, Who};
use crate::texts::{Texts, fill_n, fill_time, t};
use crate::waiting::card::{self, Before};
use crate::waiting::{Queue, Stage};
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, clock, format, router};

/// What pressing the start button has led to so far.
#[derive(Clone, Copy)]
struct Starting {
    queue: Queue,
    /// Why the start failed, in the reader's language.
    refusal: RwSignal<Option<String>>,
}

pub(crate) fn action(context: RoundContext) -> View {
    let name = context.round.with_value(|round| round.id.to_string());
    let starting = Starting {
        queue: Queue::new(&name),
        refusal: RwSignal::new(None),
    };
    watch(move || {
        if context.phase.get() == Phase::Open
            && session::who().entered(context.contest)
            && context.me.with(|me| me.as_ref().is_some_and(may_start))
        {
            starting.queue.resume(move || start(context, starting));
        }
    });
    watch(move || {
        if context
            .me
            .with(|me| me.as_ref().is_some_and(|me| left_behind(me, context)))
        {
            router::replace(&attempt_path(context));
        }
    });
    let in_queue = card::is_waiting(starting.queue);
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
            // Not redrawn each time the contestant's rank on the board changes.
            (Who::Somebody(_), Phase::Open) if in_queue.get() == 1 => {
                card::drawn(starting.queue, Before::Start, t)
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

/// Returns whether this device keeps an attempt that has ended without it. The attempt's page sends what the server
/// once acknowledged, forgets the attempt and goes on to the result.
fn left_behind(me: &MyRound, context: RoundContext) -> bool {
    draft::paper(context.round.with_value(|round| round.id))
        .is_some_and(|kept| me.open_attempt != Some(kept.attempt))
}

/// Returns whether no attempt is open and attempts are left.
fn may_start(me: &MyRound) -> bool {
    me.open_attempt.is_none() && attempts_left(me) != Some(0)
}

fn attempts_left(me: &MyRound) -> Option<u16> {
    let allowed = me.attempts_allowed?;
    Some(allowed.saturating_sub(me.attempts_used))
}

/// Offers to start or to resume, or says that no attempt is left.
fn work(context: RoundContext, starting: Starting, me: &MyRound, t: &'static Texts) -> View {
    if me.open_attempt.is_some() {
        let hint = el("p").class("quiet").text(t.contest.resume_hint);
        return many([
            link("button wide", &attempt_path(context), "resume", t.contest.resume),
            hint,
        ]);
    }
    let left = attempts_left(me);
    if left == Some(0) {
        let used = fill_n(t.contest.no_attempts, me.attempts_used);
        return many([note(&used).test("no-attempts"), results(t)]);
    }
    let label = if me.attempts_used == 0 {
        t.contest.start
    } else {
        t.contest.start_again
    };
    let limit = context
        .round
        .with_value(|round| u64::from(round.rules.time_limit_s) * 1_000);
    let mut hint = fill_time(t.contest.start_hint, &format::duration(limit));
    if let Some(left) = left {
        hint.push(' ');
        hint.push_str(&fill_n(t.contest.attempts_left, left));
    }
    many([
        start_button(context, starting, label, t),
        el("div").attr("role", "status").live(move || told(starting, t)),
        el("p").class("quiet").text(&hint),
    ])
}

fn start_button(context: RoundContext, starting: Starting, label: &'static str, t: &'static Texts) -> View {
    let busy = move || starting.queue.stage().is_busy();
    el("button")
        .class("button wide")
        .test("start")
        .live_flag("disabled", busy)
        .live_text(move || if busy() { t.contest.starting } else { label }.to_owned())
        .click(move || {
            starting.refusal.set(None);
            starting.queue.ask(move || start(context, starting));
        })
}

fn told(starting: Starting, t: &'static Texts) -> View {
    if let Some(reason) = starting.refusal.get() {
        return note(&reason).class("note bad").test("refused");
    }
    match starting.queue.stage() {
        Stage::Busy(seconds) => note(&fill_n(t.contest.busy, seconds)).test("busy"),
        Stage::Away => note(t.waiting.away).test("away"),
        _ => none(),
    }
}

fn attempt_path(context: RoundContext) -> String {
    let round = context.round.with_value(|round| round.id.to_string());
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/lam-bai/", &round].concat())
}

/// Starts an attempt. Asking twice is harmless: the server resumes the open attempt.
fn start(context: RoundContext, starting: Starting) {
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
                draft::keep_paper(&open);
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
