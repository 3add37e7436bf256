//! The live board of a round. Asked for every four seconds while the round is open and the page is looked at; an
//! unchanged board costs an empty answer.

use super::RoundContext;
use crate::texts::{Texts, t};
use contest_core::rounds::Phase;
use contest_core::wire::boards::{Board, BoardEntry, UnitEntry};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_kit::{api, format, lang};

const EVERY: Duration = Duration::from_secs(4);
/// Places shown before the reader asks for all of them.
const FIRST: usize = 10;

/// The board and what is needed to ask for its next version.
#[derive(Clone, Copy)]
struct LiveBoard {
    context: RoundContext,
    board: RwSignal<Option<Board>>,
    etag: StoredValue<Option<String>>,
    asking: StoredValue<bool>,
}

pub(crate) fn board(context: RoundContext) -> AnyView {
    let live = LiveBoard {
        context,
        board: RwSignal::new(None),
        etag: StoredValue::new(None),
        asking: StoredValue::new(false),
    };
    live.ask();
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
    let whole = RwSignal::new(false);
    (move || {
        let t = t();
        view! {
            <h3>{t.board.title}</h3>
            {move || own_place(context, t)}
            {move || live.board.with(|board| board.as_ref().map(|board| table(board, whole, t)))}
        }
    })
    .into_any()
}

impl LiveBoard {
    fn ask(self) {
        if self.asking.get_value() {
            return;
        }
        self.asking.set_value(true);
        let path = self
            .context
            .round
            .with_value(|round| ["/rounds/", &round.id.to_string(), "/board"].concat());
        let etag = self.etag.get_value();
        spawn_local(async move {
            let answer = api::get_if_changed::<Board>(&path, etag.as_deref()).await;
            if self.board.is_disposed() {
                return;
            }
            self.asking.set_value(false);
            // A board that cannot be read now is read four seconds later; the old one stays.
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

fn own_place(context: RoundContext, t: &'static Texts) -> Option<AnyView> {
    let me = context.me.get()?;
    let values = [
        ("place", format::thousands(me.place?)),
        ("people", format::thousands(me.people)),
    ];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let text = lang::fill(t.board.own, &values);
    Some(view! { <p class="note own" data-test="own-place">{text}</p> }.into_any())
}

fn table(board: &Board, whole: RwSignal<bool>, t: &'static Texts) -> AnyView {
    let counts = [
        ("people", format::thousands(board.people)),
        ("attempts", format::thousands(board.attempts)),
    ];
    let counts: Vec<(&str, &str)> = counts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let shown = if whole.get() { board.entries.len() } else { FIRST };
    let more = board.entries.len() > shown;
    let rows = board.entries.iter().take(shown).map(row).collect_view();
    let length = board.entries.len().to_string();
    view! {
        <p class="quiet" data-test="board-counts">{lang::fill(t.board.people, &counts)}</p>
        {board.provisional.then(|| view! { <p class="quiet" data-test="provisional">{t.board.provisional}</p> })}
        {board.entries.is_empty().then(|| view! { <p class="note">{t.board.empty}</p> })}
        {(!board.entries.is_empty()).then(|| view! {
            <table class="list board" data-test="board">
                <thead><tr><th>{t.board.place}</th><th>{t.board.name}</th><th class="number">{t.board.points}</th><th class="number">{t.board.time}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        })}
        {more.then(|| view! {
            <button class="plain wide" data-test="board-all" on:click=move |_| whole.set(true)>{lang::fill(t.board.all, &[("n", &length)])}</button>
        })}
        {units(&board.units, t)}
    }
    .into_any()
}

fn row(entry: &BoardEntry) -> AnyView {
    view! {
        <tr data-test="board-row">
            <td class="place">{entry.place}</td>
            <td>{entry.name.clone()}{entry.unit.clone().map(|unit| view! { <small>{unit}</small> })}</td>
            <td class="number">{format::points(entry.points)}</td>
            <td class="number">{format::timer(entry.duration_ms)}</td>
        </tr>
    }
    .into_any()
}

fn units(units: &[UnitEntry], t: &'static Texts) -> Option<AnyView> {
    let row = |unit: &UnitEntry| {
        view! {
            <tr data-test="unit-row"><td>{unit.name.clone()}</td><td class="number">{format::thousands(unit.people)}</td></tr>
        }
        .into_any()
    };
    (!units.is_empty()).then(|| {
        view! {
            <details class="verify">
                <summary>{t.board.units}</summary>
                <table class="list">
                    <thead><tr><th>{t.board.unit}</th><th class="number">{t.board.unit_people}</th></tr></thead>
                    <tbody>{units.iter().map(row).collect_view()}</tbody>
                </table>
            </details>
        }
        .into_any()
    })
}
