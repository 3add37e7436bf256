//! The contests of the signed-in person.

use super::badge;
use crate::pages;
use crate::session::signed_in;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, StaffContestList};
use leptos::prelude::*;
use web_kit::format::{moment, thousands};

pub(crate) fn page() -> AnyView {
    view! { <ListPage/> }.into_any()
}

#[component]
fn ListPage() -> impl IntoView {
    pages::title(t!(contests.title));
    let organiser = signed_in().is_organiser();
    let list = Load::<StaffContestList>::new(paths::STAFF_CONTESTS.to_owned());
    view! {
        <div class="head">
            <div>
                <h1>{t!(contests.title)}</h1>
                <p>{if organiser { t!(contests.lead) } else { t!(contests.lead_judge) }}</p>
            </div>
            {organiser.then(|| view! {
                <div class="row">
                    <a class="btn" href="/console/contests/upload" data-test="upload-contest">{t!(contests.upload)}</a>
                    <a class="btn primary" href="/console/contests/new" data-test="new-contest">{t!(contests.new)}</a>
                </div>
            })}
        </div>
        {list.draw(move |list| {
            web_kit::clock::learn(list.now);
            table(&list.contests, organiser)
        })}
    }
}

fn table(contests: &[StaffContest], organiser: bool) -> AnyView {
    let t = &texts().contests;
    if contests.is_empty() {
        let why = if organiser { t.none_why } else { t.none_judge };
        return view! {
            <div class="empty" data-test="no-contests">
                <h2>{t.none}</h2>
                <p>{why}</p>
                {organiser.then(|| view! { <a class="btn primary" href="/console/contests/new">{t.new}</a> })}
            </div>
        }
        .into_any();
    }
    let rows = contests
        .iter()
        .map(|contest| row(contest, organiser))
        .collect_view();
    view! {
        <div class="scroll">
            <table class="cards" data-test="contests">
                <thead>
                    <tr>
                        <th scope="col">{t.contest}</th>
                        <th scope="col">{t.phase}</th>
                        <th scope="col">{t.window}</th>
                        <th scope="col" class="num">{t.rounds}</th>
                        <th scope="col" class="num">{t.entrants}</th>
                        <th scope="col" class="num">{t.attempts}</th>
                        <th scope="col"><span class="sr">{t.actions}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(contest: &StaffContest, organiser: bool) -> impl IntoView + use<> {
    let t = &texts().contests;
    let opens = contest.rounds.iter().map(|round| round.opens_at).min();
    let closes = contest.rounds.iter().map(|round| round.closes_at).max();
    let window = opens.zip(closes).map(|(opens, closes)| {
        view! { <span class="whole">{moment(opens)} " –"</span> " " <span class="whole">{moment(closes)}</span> }
    });
    let attempts: u64 = contest.rounds.iter().map(|round| round.attempts).sum();
    let clone = format!("/console/contests/{}/clone", contest.id);
    view! {
        <tr data-test="contest" data-slug=contest.draft.slug.clone()>
            <th scope="row">
                <a href=format!("/console/contests/{}", contest.id)>{contest.draft.title.clone()}</a>
                <div class="soft small">{contest.draft.organiser.clone()}</div>
            </th>
            <td>{badge(contest)}</td>
            <td data-label=t.window>{window}</td>
            <td class="num" data-label=t.rounds>{contest.rounds.len()}</td>
            <td class="num" data-label=t.entrants>{thousands(contest.entrants)}</td>
            <td class="num" data-label=t.attempts>{thousands(attempts)}</td>
            <td>
                {organiser.then(|| view! {
                    <a class="btn tight" href=clone data-test="clone">{t.clone}</a>
                })}
            </td>
        </tr>
    }
}
