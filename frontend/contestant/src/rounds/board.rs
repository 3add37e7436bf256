//! The live board of a round. It is read every four seconds while the round is open and the page is looked at; an
//! unchanged board costs an empty response.

use super::RoundContext;
use super::table::{earned, number, small, table, time};
use crate::patience;
use crate::texts::{self, fill_n, t};
use crate::timing::effect;
use crate::ui::{click, each, maybe, note};
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

#[component]
pub(crate) fn LeaderBoard(context: RoundContext) -> impl IntoView {
    let board = LiveBoard::follow(context);
    let whole = RwSignal::new(false);
    // Rows, the button below them and the opened list of units stay in the page while a new board changes their texts.
    view! {
        <h2>{t!(board.title)}</h2>
        {move || maybe(own_rank(context))}
        {move || maybe(board.with(|board| board.as_ref().map(|board| shown(board, whole))))}
    }
}

impl LiveBoard {
    /// Reads the board now, at every turn of the round, and regularly while the round is open.
    fn follow(context: RoundContext) -> RwSignal<Option<Board>> {
        let live = LiveBoard {
            context,
            board: RwSignal::new(None),
            etag: StoredValue::new(None),
            patience: StoredValue::new(Patience::default()),
        };
        effect(Box::new(move || {
            context.phase.track();
            live.ask();
        }));
        let polling = set_interval_with_handle(
            move || {
                if context.phase.get_untracked() == Phase::Open && !web_kit::document().hidden() {
                    live.ask();
                }
            },
            EVERY,
        );
        if let Ok(polling) = polling {
            on_cleanup(move || polling.clear());
        }
        live.board
    }

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

fn own_rank(context: RoundContext) -> Option<AnyView> {
    let (rank, people) = context
        .me
        .with(|me| me.as_ref().and_then(|me| Some((me.rank?, me.people))))?;
    let text = lang::fill(
        texts::board().own(),
        &[
            ("rank", &format::thousands(rank)),
            ("people", &format::thousands(people)),
        ],
    );
    Some(note("note own", "own-rank", text.into_any()))
}

fn shown(board: &Board, whole: RwSignal<bool>) -> AnyView {
    let t = texts::board();
    let counts = lang::fill(
        t.people(),
        &[
            ("people", &format::thousands(board.people)),
            ("attempts", &format::thousands(board.attempts)),
        ],
    );
    let provisional = board.provisional;
    view! {
        {note("quiet", "board-counts", counts.into_any())}
        {provisional.then(|| note("quiet", "provisional", t.provisional().into_any()))}
        {if board.standings.is_empty() {
            let text = if board.withheld.is_some() { t.withheld() } else { t.empty() };
            view! { <p class="note" data-test="board-empty">{text}</p> }.into_any()
        } else {
            standings(&board.standings, whole)
        }}
        {(!board.units.is_empty()).then(|| units(&board.units))}
    }
    .into_any()
}

fn standings(standings: &[BoardStanding], whole: RwSignal<bool>) -> AnyView {
    let t = texts::board();
    let length = if whole.get() { standings.len() } else { FIRST };
    let earned = earned(standings.first().and_then(|first| first.closed_at));
    let head = [(t.rank(), ""), (t.name(), ""), (&earned, "number")];
    let rows = each(standings.get(..length).unwrap_or(standings), row);
    let more = (standings.len() > length).then(|| {
        view! {
            <button class="plain wide" data-test="board-all" on:click=click(Box::new(move || whole.set(true)))>
                {fill_n(t.all(), standings.len())}
            </button>
        }
        .into_any()
    });
    view! {
        {table("list board", "board", &head, rows)}
        {more}
    }
    .into_any()
}

fn row(standing: &BoardStanding) -> AnyView {
    view! {
        <tr data-test="board-row">
            <td class="rank">{standing.rank.to_string()}</td>
            <td>{standing.name.clone()}{standing.unit.clone().map(small)}</td>
            {number(format::points(standing.points), Some(time(standing.closed_at, standing.duration_ms)))}
        </tr>
    }
    .into_any()
}

fn units(units: &[UnitCount]) -> AnyView {
    let t = texts::board();
    let rows = each(units, unit_row);
    view! {
        <details class="verify" data-test="units">
            <summary>{t.units()}</summary>
            {table("list", "unit-counts", &[(t.unit(), ""), (t.unit_people(), "number")], rows)}
        </details>
    }
    .into_any()
}

fn unit_row(unit: &UnitCount) -> AnyView {
    view! {
        <tr data-test="unit-row">
            <td>{unit.name.clone()}</td>
            {number(format::thousands(unit.people), None)}
        </tr>
    }
    .into_any()
}
