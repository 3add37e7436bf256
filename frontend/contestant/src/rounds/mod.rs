//! A round on the contest's page: its phase, what the reader can do, its rules, its board.

pub(crate) mod action;
pub(crate) mod board;
pub(crate) mod rules;
mod start;
pub(crate) mod table;
pub(crate) mod winners;

use crate::patience;
use crate::session;
use crate::texts::{self, fill_time};
use crate::timing::{effect, later, memo};
use contest_core::ids::ContestId;
use contest_core::rounds::{Phase, Window, phase};
use contest_core::time::Millis;
use contest_core::wire::attempts::MyRound;
use contest_core::wire::contests::RoundView;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, clock, format};

/// After a round has opened or closed, every page asks again where its reader stands, within this time.
const TURN_MS: f64 = 10_000.0;

/// What the parts of a round share.
#[derive(Clone, Copy)]
pub(crate) struct RoundContext {
    pub(crate) contest: ContestId,
    pub(crate) slug: StoredValue<String>,
    pub(crate) round: StoredValue<RoundView>,
    /// Follows the clock: the page notices the opening and the close by itself.
    pub(crate) phase: Memo<Phase>,
    /// Where the signed-in contestant stands.
    pub(crate) me: RwSignal<Option<MyRound>>,
}

impl RoundContext {
    pub(crate) fn new(contest: ContestId, slug: &str, round: &RoundView) -> Self {
        let window = Window {
            opens_at: round.opens_at,
            closes_at: round.closes_at,
            finalised_at: (round.phase == Phase::Final).then_some(Millis(0)),
        };
        let context = RoundContext {
            contest,
            slug: StoredValue::new(slug.to_owned()),
            round: StoredValue::new(round.clone()),
            phase: memo(Box::new(move || phase(&window, clock::ticking()))),
            me: RwSignal::new(None),
        };
        let turned = move || {
            context.phase.track();
            // The server has nothing to say about staff, who may look at the page too.
            let who = session::who();
            if who.session().is_none() || who.is_staff() {
                return;
            }
            if context.me.with_untracked(Option::is_some) {
                // The round opens or closes for everybody in the same second, so the requests are spread; what is known
                // still holds.
                context.ask_me_in((js_sys::Math::random() * TURN_MS) as u64, 0);
            } else {
                context.ask_me();
            }
        };
        effect(Box::new(turned));
        context
    }

    /// Reads again where the contestant stands.
    pub(crate) fn ask_me(self) {
        self.ask_me_again(0);
    }

    fn ask_me_again(self, failures: u32) {
        let path = self.round.with_value(|round| paths::my_round(round.id));
        spawn(async move {
            let answer = api::get::<MyRound>(&path).await;
            if self.me.is_disposed() {
                return;
            }
            match answer {
                Ok(me) => {
                    clock::learn(me.now);
                    self.me.set(Some(me));
                }
                // Nothing is known yet, not even whether to show a button.
                Err(failure) if failure.passes() && self.me.with_untracked(Option::is_none) => {
                    let pause = patience::pause_after(&failure, failures);
                    self.ask_me_in(pause, failures.saturating_add(1));
                }
                // The page keeps showing what it knew; the next action asks again.
                Err(_) => {}
            }
        });
    }

    fn ask_me_in(self, ms: u64, failures: u32) {
        let ask = move || {
            if !self.me.is_disposed() {
                self.ask_me_again(failures);
            }
        };
        later(ms, Box::new(ask));
    }
}

/// The phase in words: "Đang diễn ra", "Sắp diễn ra" …
pub(crate) fn phase_chip(phase: Phase) -> AnyView {
    let t = texts::phase();
    let (text, class) = match phase {
        Phase::Upcoming => (t.upcoming(), "chip soon"),
        Phase::Open => (t.open(), "chip open"),
        Phase::Closed => (t.closed(), "chip over"),
        Phase::Final => (t.final_(), "chip final"),
    };
    view! { <span class=class data-test="phase">{text}</span> }.into_any()
}

/// Returns the moment that matters next, with a countdown.
pub(crate) fn when(phase: Phase, opens_at: Millis, closes_at: Millis) -> String {
    let t = texts::phase();
    let (until, countdown, moment) = match phase {
        Phase::Upcoming => (opens_at, t.opens_in(), t.opens_at()),
        Phase::Open => (closes_at, t.closes_in(), t.closes_at()),
        Phase::Closed | Phase::Final => return fill_time(t.ended_at(), &format::moment(closes_at)),
    };
    let left = until.since(clock::ticking());
    let moment = fill_time(moment, &format::moment(until));
    if left == 0 {
        return moment;
    }
    [fill_time(countdown, &format::duration(left)), moment].join(" · ")
}
