//! The one thing a contestant can do in a round now: register, sign in, enter, start, resume, look at results.

use super::RoundContext;
use super::start::{Start, Starting, start};
use crate::attempt::draft;
use crate::remote::Loading;
use crate::session::{self, Who};
use crate::texts::{self, fill_n, fill_time, t};
use crate::timing::{effect, later, memo};
use crate::ui::{link, note, quiet};
use crate::waiting::Queue;
use crate::waiting::card::{Before, WaitingCard};
use contest_core::ids::AttemptId;
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::attempts::MyRound;
use leptos::prelude::*;
use web_kit::{clock, format, lang, router};

/// How long after the end of a pause the server is asked: clocks differ a little.
const AFTER_PAUSE_MS: u64 = 500;

/// What the reader can do. It seldom changes, while the contestant's rank changes with every board.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// It is not known yet who is reading.
    Nothing,
    SignUp,
    /// The round is over. A person with an account may have attempts in it.
    Over {
        own: bool,
    },
    Staff,
    /// Perhaps again, after the consent was withdrawn.
    Enter {
        again: bool,
    },
    /// The round has not opened.
    Registered,
    Waiting,
    /// It is not known yet where the contestant stands.
    Loading,
    Resume,
    NoAttempts,
    /// Another attempt may begin at this moment.
    Paused(Millis),
    Start,
}

#[component]
pub(crate) fn RoundAction(context: RoundContext) -> impl IntoView {
    let name = context.round.with_value(|round| round.id.to_string());
    let starting = Starting {
        queue: Queue::new(&name),
        refusal: RwSignal::new(None),
    };
    effect(Box::new(move || {
        if context.phase.get() == Phase::Open
            && session::who().entered(context.contest)
            && context.me.with(|me| me.as_ref().is_some_and(may_start))
        {
            starting.queue.resume(move || start(context, starting));
        }
    }));
    effect(Box::new(move || {
        if context
            .me
            .with(|me| me.as_ref().is_some_and(|me| left_behind(me, context)))
        {
            router::replace(&attempt_path(context));
        }
    }));
    let offer = memo(Box::new(move || offer(context, starting.queue)));
    view! {
        {move || match offer.get() {
            Offer::Nothing => ().into_any(),
            Offer::SignUp => sign_up(context),
            Offer::Over { own } => view! {
                {note("note", "closed", t!(contest.closed).into_any())}
                {own.then(|| view! { {move || own_result(context)} }.into_any())}
            }
            .into_any(),
            Offer::Staff => view! { <p class="note">{t!(contest.staff)}</p> }.into_any(),
            Offer::Enter { again } => view! {
                {again.then(|| note("note", "consent-withdrawn", t!(contest.withdrawn).into_any()))}
                {link("button wide", register_path(context), "enter", t!(contest.enter))}
            }
            .into_any(),
            Offer::Registered => note("note good", "registered", t!(contest.registered).into_any()),
            Offer::Waiting => view! { <WaitingCard queue=starting.queue before=Before::Start/> }.into_any(),
            Offer::Loading => view! { <Loading/> }.into_any(),
            Offer::Resume => view! {
                {link("button wide", attempt_path(context), "resume", t!(contest.resume))}
                {quiet(t!(contest.resume_hint).into_any())}
            }
            .into_any(),
            Offer::NoAttempts => no_attempts(context),
            Offer::Paused(next_at) => paused(context, next_at),
            Offer::Start => view! { <Start context starting/> }.into_any(),
        }}
    }
}

/// Returns what the reader can do now; tracked.
fn offer(context: RoundContext, queue: Queue) -> Offer {
    let who = session::who();
    match (&who, context.phase.get()) {
        (Who::Unknown, _) => Offer::Nothing,
        (Who::Nobody, Phase::Open | Phase::Upcoming) => Offer::SignUp,
        (Who::Nobody, Phase::Closed | Phase::Final) => Offer::Over { own: false },
        _ if who.is_staff() => Offer::Staff,
        (Who::Somebody(_), Phase::Closed | Phase::Final) => Offer::Over { own: true },
        _ if !who.entered(context.contest) => Offer::Enter {
            again: who.withdrawn(context.contest).is_some(),
        },
        (Who::Somebody(_), Phase::Upcoming) => Offer::Registered,
        (Who::Somebody(_), Phase::Open) if queue.stage().is_waiting() => Offer::Waiting,
        (Who::Somebody(_), Phase::Open) => context.me.with(|me| match me {
            None => Offer::Loading,
            Some(me) if me.open_attempt.is_some() => Offer::Resume,
            Some(me) if attempts_left(me) == Some(0) => Offer::NoAttempts,
            Some(MyRound {
                next_at: Some(next_at),
                ..
            }) => match context.round.with_value(|round| *next_at < round.closes_at) {
                true => Offer::Paused(*next_at),
                false => Offer::NoAttempts,
            },
            Some(_) => Offer::Start,
        }),
    }
}

fn register_path(context: RoundContext) -> String {
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/dang-ky"].concat())
}

fn sign_up(context: RoundContext) -> AnyView {
    view! {
        {link("button wide", register_path(context), "register", t!(contest.register))}
        {link("plain wide", session::sign_in_address(), "sign-in", t!(contest.have_account))}
    }
    .into_any()
}

/// What came of the reader's attempts, in a line, and the way to the page that explains it.
fn own_result(context: RoundContext) -> AnyView {
    let t = texts::contest();
    context.me.with(|me| {
        let me = me.as_ref();
        let text = match me {
            Some(me) if me.disqualified => Some(t.disqualified().to_owned()),
            Some(MyRound {
                prize: Some(prize), ..
            }) => Some(lang::fill(t.prize(), &[("prize", prize)])),
            _ => None,
        };
        view! {
            {text.map(|text| note("note own", "own-result", text.into_any()))}
            {results(me.and_then(|me| me.counted))}
        }
        .into_any()
    })
}

fn results(counted: Option<AttemptId>) -> AnyView {
    let to = match counted {
        Some(attempt) => ["/ket-qua/", &attempt.to_string()].concat(),
        None => "/lich-su".to_owned(),
    };
    link("button second wide", to, "my-results", t!(contest.my_results))
}

/// Says when the next attempt may begin, and asks again then.
fn paused(context: RoundContext, next_at: Millis) -> AnyView {
    let wait = next_at.since(clock::now()) + AFTER_PAUSE_MS;
    if let Some(timer) = later(wait, Box::new(move || context.ask_me())) {
        on_cleanup(move || timer.clear());
    }
    held_back(
        "paused",
        fill_time(texts::contest().paused(), &format::moment(next_at)),
    )
}

fn no_attempts(context: RoundContext) -> AnyView {
    let used = context.me.with(|me| me.as_ref().map_or(0, |me| me.attempts_used));
    held_back("no-attempts", fill_n(texts::contest().no_attempts(), used))
}

/// Says why there is no other attempt now, and leads to those that were.
fn held_back(test: &'static str, text: String) -> AnyView {
    view! {
        {note("note", test, text.into_any())}
        {results(None)}
    }
    .into_any()
}

/// Returns whether this device keeps an attempt that has ended without it. The attempt's page sends what the server
/// once acknowledged, forgets the attempt and goes on to the result.
fn left_behind(me: &MyRound, context: RoundContext) -> bool {
    draft::paper(context.round.with_value(|round| round.id))
        .is_some_and(|kept| me.open_attempt != Some(kept.attempt))
}

/// Returns whether no attempt is open and attempts are left.
fn may_start(me: &MyRound) -> bool {
    me.open_attempt.is_none() && me.next_at.is_none() && attempts_left(me) != Some(0)
}

pub(super) fn attempts_left(me: &MyRound) -> Option<u16> {
    let allowed = me.attempts_allowed?;
    Some(allowed.saturating_sub(me.attempts_used))
}

pub(super) fn attempt_path(context: RoundContext) -> String {
    let round = context.round.with_value(|round| round.id.to_string());
    context
        .slug
        .with_value(|slug| ["/thi/", slug, "/lam-bai/", &round].concat())
}
