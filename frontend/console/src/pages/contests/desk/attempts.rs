//! What a person has done in each round of the contest.

use crate::names;
use crate::pages::contests::extra_time::Giving;
use crate::texts::texts;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::rounds::Phase;
use contest_core::wire::attempts::ClosedBy;
use contest_core::wire::desk::{DeskAttempt, DeskPerson, DeskRound, DeskState};
use leptos::prelude::*;
use web_kit::format::{moment, points, time};
use web_kit::lang::fill;

/// `chosen`: the attempt whose events are shown; `giving`: the round in which the person is given time, by whoever may.
pub(super) fn rounds(
    person: &DeskPerson,
    chosen: RwSignal<Option<AttemptId>>,
    giving: Option<RwSignal<Option<Giving>>>,
) -> impl IntoView + use<> {
    let is_here = person.erased_at.is_none() && person.withdrawn_at.is_none();
    let giving = giving.filter(|_| is_here);
    let account = person.account;
    let round = |round: &DeskRound| {
        let is_over = matches!(round.phase, Phase::Closed | Phase::Final);
        let giving = giving.filter(|_| !is_over);
        self::round(round, chosen, giving.map(|giving| give(giving, account, round)))
    };
    person.rounds.iter().map(round).collect_view()
}

fn give(giving: RwSignal<Option<Giving>>, account: AccountId, round: &DeskRound) -> AnyView {
    let given = Giving {
        round: round.round,
        title: round.title.clone(),
        person: Some(account),
    };
    let open = move |_| giving.set(Some(given.clone()));
    view! {
        <button class="btn tight" data-test="desk-give-time" on:click=open>{texts().contest.give_time}</button>
    }
    .into_any()
}

fn round(
    round: &DeskRound,
    chosen: RwSignal<Option<AttemptId>>,
    give: Option<AnyView>,
) -> impl IntoView + use<> {
    let t = &texts().desk;
    let allowed = round.allowed.map(|n| fill(t.allowed, &[("n", &n.to_string())]));
    let out = round.disqualified.as_ref().map(|out| {
        let values = [("time", &*moment(out.at)), ("reason", out.reason.as_str())];
        view! { <p class="note bad" data-test="desk-out">{fill(t.disqualified, &values)}</p> }
    });
    let rows = round.attempts.iter().map(|one| row(one, chosen)).collect_view();
    let table = match round.attempts.is_empty() {
        true => view! { <p class="soft">{t.no_attempts}</p> }.into_any(),
        false => view! {
            <div class="scroll">
                <table class="cards" data-test="desk-attempts">
                    <thead>
                        <tr>
                            <th scope="col">{t.number}</th>
                            <th scope="col">{t.state}</th>
                            <th scope="col">{t.started}</th>
                            <th scope="col">{t.closed}</th>
                            <th scope="col" class="num">{t.points}</th>
                            <th scope="col">{t.counts}</th>
                            <th scope="col">{t.receipt}</th>
                            <th scope="col"><span class="sr">{texts().contest.actions}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    };
    view! {
        <section class="card stack" data-test="desk-round">
            <div class="row">
                <h2>{round.title.clone()}</h2>
                <span class=names::phase_class(round.phase)>{names::phase(round.phase)}</span>
                <span class="soft">{allowed}</span>
                {give}
            </div>
            {out}
            {table}
        </section>
    }
}

fn row(one: &DeskAttempt, chosen: RwSignal<Option<AttemptId>>) -> impl IntoView + use<> {
    let t = &texts().desk;
    let attempt = one.attempt;
    let is_recorded = one.state == DeskState::Recorded;
    // What is known only after the close is said to be so; what will never be, is a dash.
    let later =
        |told: Option<String>| told.unwrap_or_else(|| if is_recorded { t.later } else { "–" }.to_owned());
    let score = one
        .score
        .map(|score| format!("{}/{}", points(score.points), points(score.max_points)));
    let counts = one
        .counts
        .map(|counts| if counts { t.yes } else { t.no }.to_owned());
    let late = one
        .has_late_sheet
        .then(|| view! { <div class="soft small">{t.late}</div> });
    let closed = one.closed_at.map_or_else(|| "–".to_owned(), moment);
    view! {
        <tr data-test="desk-attempt">
            <th scope="row" data-label=t.number>{one.number.to_string()}</th>
            <td data-label=t.state>{state(one)} {late}</td>
            <td data-label=t.started>{moment(one.started_at)}</td>
            <td data-label=t.closed>{closed}</td>
            <td class="num" data-label=t.points data-test="desk-points">{later(score)}</td>
            <td data-label=t.counts>{later(counts)}</td>
            <td data-label=t.receipt>{one.code.clone().unwrap_or_else(|| "–".to_owned())}</td>
            <td>
                <button class="btn tight" data-test="desk-events" on:click=move |_| chosen.set(Some(attempt))>
                    {t.events}
                </button>
            </td>
        </tr>
    }
}

/// Says how far an attempt has come.
pub(super) fn state(one: &DeskAttempt) -> String {
    let t = &texts().desk;
    match (one.state, one.reason, one.closed_by) {
        (DeskState::Running, ..) => fill(t.running, &[("time", &time(one.deadline))]),
        (DeskState::SetAside, Some(reason), _) => names::set_aside(reason).to_owned(),
        (DeskState::Recorded, _, Some(ClosedBy::Deadline)) => t.by_deadline.to_owned(),
        // What arrives at the end counts as of the deadline: the device sends it without a press.
        (DeskState::Recorded, ..) if one.closed_at >= Some(one.deadline) => t.by_device.to_owned(),
        (DeskState::Recorded, ..) => t.by_contestant.to_owned(),
        (DeskState::Closing | DeskState::SetAside, ..) => t.closing.to_owned(),
    }
}
