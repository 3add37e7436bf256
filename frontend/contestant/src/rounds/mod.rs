//! A round as the contest's page shows it: where it stands, what one can do, its rules, its board.

pub(crate) mod action;
pub(crate) mod board;
pub(crate) mod rules;
mod table;
pub(crate) mod winners;

use crate::dom::{View, el, watch};
use crate::session::{self, Who};
use crate::texts::{Texts, fill_time};
use contest_core::ids::ContestId;
use contest_core::rounds::{Phase, Window, phase};
use contest_core::time::Millis;
use contest_core::wire::attempts::MyRound;
use contest_core::wire::contests::RoundView;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, clock, format};

/// What the parts of a round share.
#[derive(Clone, Copy)]
pub(crate) struct RoundContext {
    pub(crate) contest: ContestId,
    pub(crate) slug: StoredValue<String>,
    pub(crate) round: StoredValue<RoundView>,
    /// Goes on with the clock: the page notices the opening and the close by itself.
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
            phase: Memo::new(move |_| phase(&window, clock::ticking())),
            me: RwSignal::new(None),
        };
        watch(move || {
            context.phase.track();
            if matches!(session::who(), Who::Somebody(_)) {
                context.ask_me();
            }
        });
        context
    }

    /// Reads anew where the contestant stands.
    pub(crate) fn ask_me(self) {
        let path = self
            .round
            .with_value(|round| ["/rounds/", &round.id.to_string(), "/me"].concat());
        spawn(async move {
            // Without an answer the page shows what it knew; the next tick or action asks again.
            if let Ok(me) = api::get::<MyRound>(&path).await
                && !self.me.is_disposed()
            {
                clock::learn(me.now);
                self.me.set(Some(me));
            }
        });
    }
}

/// "Đang mở", "Sắp mở" …
pub(crate) fn phase_chip(phase: Phase, t: &'static Texts) -> View {
    let (text, class) = match phase {
        Phase::Upcoming => (t.phase.upcoming, "chip soon"),
        Phase::Open => (t.phase.open, "chip open"),
        Phase::Closed => (t.phase.closed, "chip over"),
        Phase::Final => (t.phase.final_, "chip final"),
    };
    el("span").class(class).test("phase").text(text)
}

/// The moment that matters next, with a countdown.
pub(crate) fn when(phase: Phase, opens_at: Millis, closes_at: Millis, t: &'static Texts) -> String {
    let (until, countdown, moment) = match phase {
        Phase::Upcoming => (opens_at, t.phase.opens_in, t.phase.opens_at),
        Phase::Open => (closes_at, t.phase.closes_in, t.phase.closes_at),
        Phase::Closed | Phase::Final => return fill_time(t.phase.ended_at, &format::moment(closes_at)),
    };
    let left = until.since(clock::ticking());
    let moment = fill_time(moment, &format::moment(until));
    if left == 0 {
        return moment;
    }
    [fill_time(countdown, &format::duration(left)), moment].join(" · ")
}
