//! The live board of a round. It is read every four seconds while the round is open and the page is looked at; an
//! unchanged board costs an empty response.

use super::RoundContext;
use super::table::{number, small, table};
use crate::dom::{View, el, live, many, none};
use crate::patience;
use crate::texts::{Texts, fill_n, t};
use contest_core::rounds::Phase;
use contest_core::wire::boards::{Board, BoardStanding, UnitCount};
use contest_core::wire::paths;
use leptos::prelude::*;
use std::time::Duration;
use web_kit::spawn;
use web_kit::{api, clock, format, lang};

const EVERY: Duration = Duration::from_secs(4);
/// Ranks shown before the reader asks for all of them.
const FIRST: usize = 10;

/// The board, and what is needed to read its next version.
#[derive(Clone, Copy)]
struct LiveBoard {
    context: RoundContext,
    board: RwSignal<Option<Board>>,
    etag: StoredValue<Option<String>>,
    patience: StoredValue<Patience>,
}

/// Whether to ask.
#[derive(Clone, Copy, Default)]
struct Patience {
    asking: bool,
    failures: u32,
    /// On the monotonic clock; until then, a server that refused is left alone.
    not_before: f64,
}

pub(crate) fn board(context: RoundContext) -> View {
    let live_board = LiveBoard {
        context,
        board: RwSignal::new(None),
        etag: StoredValue::new(None),
        patience: StoredValue::new(Patience::default()),
    };
    live_board.ask();
    let polling = set_interval_with_handle(
        move || {
            if context.phase.get_untracked() == Phase::Open && !web_kit::document().hidden() {
                live_board.ask();
            }
        },
        EVERY,
    );
    if let Ok(polling) = polling {
        on_cleanup(move || polling.clear());
    }
    let whole = RwSignal::new(false);
    live(move || {
        let t = t();
        many([
            el("h3").text(t.board.title),
            live(move || own_rank(context, t).unwrap_or_else(none)),
            live(move || {
                live_board
                    .board
                    .with(|board| board.as_ref().map_or_else(none, |board| shown(board, whole, t)))
            }),
        ])
    })
}

impl LiveBoard {
    fn ask(self) {
        let before = self.patience.get_value();
        if before.asking || clock::monotonic() < before.not_before {
            return;
        }
        self.patience.update_value(|patience| patience.asking = true);
        let path = self.context.round.with_value(|round| paths::board(round.id));
        let etag = self.etag.get_value();
        spawn(async move {
            let answer = api::get_if_changed::<Board>(&path, etag.as_deref()).await;
            if self.board.is_disposed() {
                return;
            }
            let after = match &answer {
                Ok(_) => Patience::default(),
                // A board that cannot be read now is read later, less and less often; the old one stays.
                Err(failure) => Patience {
                    asking: false,
                    failures: before.failures.saturating_add(1),
                    not_before: clock::monotonic() + patience::pause_after(failure, before.failures) as f64,
                },
            };
            self.patience.set_value(after);
            if let Ok(Some(changed)) = answer {
                self.etag.set_value(changed.etag);
                let first = self.board.with_untracked(Option::is_none);
                self.board.set(Some(changed.body));
                let played = self
                    .context
                    .me
                    .with_untracked(|me| me.as_ref().is_some_and(|me| me.attempts_used > 0));
                if played && !first {
                    self.context.ask_me();
                }
            }
        });
    }
}

fn own_rank(context: RoundContext, t: &'static Texts) -> Option<View> {
    let me = context.me.get()?;
    let values = [
        ("rank", format::thousands(me.rank?)),
        ("people", format::thousands(me.people)),
    ];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let text = lang::fill(t.board.own, &values);
    Some(el("p").class("note own").test("own-rank").text(&text))
}

fn shown(board: &Board, whole: RwSignal<bool>, t: &'static Texts) -> View {
    let counts = [
        ("people", format::thousands(board.people)),
        ("attempts", format::thousands(board.attempts)),
    ];
    let counts: Vec<(&str, &str)> = counts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let provisional = board.provisional.then(|| {
        el("p")
            .class("quiet")
            .test("provisional")
            .text(t.board.provisional)
    });
    let view = el("p")
        .class("quiet")
        .test("board-counts")
        .text(&lang::fill(t.board.people, &counts));
    let view = none().add(view).maybe(provisional);
    if board.standings.is_empty() {
        return view.add(el("p").class("note").text(t.board.empty));
    }
    let length = if whole.get() { board.standings.len() } else { FIRST };
    let earned = [t.board.points, t.board.time].join(" / ");
    let head = [
        (t.board.rank, ""),
        (t.board.name, ""),
        (earned.as_str(), "number"),
    ];
    let rows = board.standings.iter().take(length).map(row);
    let more = (board.standings.len() > length).then(|| {
        let all = fill_n(t.board.all, board.standings.len());
        el("button")
            .class("plain wide")
            .test("board-all")
            .text(&all)
            .click(move || whole.set(true))
    });
    view.add(table(&head, rows).class("list board").test("board"))
        .maybe(more)
        .maybe((!board.units.is_empty()).then(|| units(&board.units, t)))
}

fn row(standing: &BoardStanding) -> View {
    el("tr")
        .test("board-row")
        .add(el("td").class("rank").text(&standing.rank.to_string()))
        .add(
            el("td")
                .text(&standing.name)
                .maybe(standing.unit.as_deref().map(small)),
        )
        .add(number(&format::points(standing.points)).add(small(&format::timer(standing.duration_ms))))
}

fn units(units: &[UnitCount], t: &'static Texts) -> View {
    let row = |unit: &UnitCount| {
        let people = number(&format::thousands(unit.people));
        el("tr")
            .test("unit-row")
            .add(el("td").text(&unit.name))
            .add(people)
    };
    let head = [(t.board.unit, ""), (t.board.unit_people, "number")];
    el("details")
        .class("verify")
        .test("units")
        .add(el("summary").text(t.board.units))
        .add(table(&head, units.iter().map(row)))
}
