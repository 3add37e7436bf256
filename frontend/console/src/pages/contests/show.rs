//! One contest: what it is, what to do next, its rounds.

use super::cancel_round::CancelDialog;
use super::contact::ContactCard;
use super::extra_time::{ExtraTimeDialog, Giving};
use super::head;
use super::move_window::MoveWindowDialog;
use super::notice::NoticeCard;
use super::publish::PublishPanel;
use crate::names;
use crate::pages;
use crate::session::signed_in;
use crate::texts::{t, texts};
use crate::ui::copy::CopyButton;
use crate::ui::load::{Load, next_turn};
use contest_core::rounds::Phase;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, StaffRound};
use leptos::prelude::*;
use web_kit::format::{duration, moment, thousands};
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <ShowPage id=id.to_owned()/> }.into_any()
}

#[component]
fn ShowPage(id: String) -> impl IntoView {
    pages::title(t!(contest.title));
    let contest = Load::<StaffContest>::new(paths::staff_contest(&id));
    let organiser = signed_in().is_organiser();
    let opened = Opened {
        moving: RwSignal::new(None),
        giving: RwSignal::new(None),
        cancelling: RwSignal::new(None),
    };
    view! {
        {contest.draw(move |loaded| {
            web_kit::clock::learn(loaded.now);
            let turns = loaded.rounds.iter().flat_map(|round| [round.opens_at, round.closes_at]);
            contest.refresh_at(next_turn(turns.filter(|_| loaded.published)));
            view! {
                {head(&loaded)}
                <div class="stack">
                    {(organiser && !loaded.published).then(|| view! { <PublishPanel contest=loaded.clone() load=contest/> })}
                    {loaded.published.then(|| public_link(&loaded.draft.slug))}
                    {loaded.published.then(|| view! { <NoticeCard contest=loaded.clone() organiser load=contest/> })}
                    {facts(&loaded)}
                    <ContactCard contest=loaded.clone() organiser load=contest/>
                    {rounds(&loaded, organiser, opened)}
                    {practice(&loaded)}
                    {organiser.then(|| view! {
                        <p>
                            <a class="btn" href=format!("/console/contests/{}/clone", loaded.id) data-test="clone">
                                {t!(copying.title)}
                            </a>
                        </p>
                    })}
                </div>
            }
            .into_any()
        })}
        <MoveWindowDialog moving=opened.moving load=contest/>
        <ExtraTimeDialog giving=opened.giving done=Callback::new(move |()| contest.again())/>
        <CancelDialog cancelling=opened.cancelling load=contest/>
    }
}

/// The round that each dialog is about.
#[derive(Clone, Copy)]
struct Opened {
    moving: RwSignal<Option<StaffRound>>,
    giving: RwSignal<Option<Giving>>,
    cancelling: RwSignal<Option<StaffRound>>,
}

fn public_link(slug: &str) -> impl IntoView + use<> {
    let path = format!("/thi/{slug}");
    let poster = paths::poster(slug);
    let origin = web_kit::window().location().origin().unwrap_or_default();
    let url = format!("{origin}{path}");
    let screen = format!("{path}/man-hinh");
    let address = url.clone();
    view! {
        <div class="note good row spread">
            <span>
                <strong>{t!(contest.public)}</strong>
                " "
                <a href=path target="_blank" rel="noopener" data-test="public-link">{url}</a>
                " · "
                <a href=screen target="_blank" rel="noopener" data-test="screen-link">{t!(contest.screen)}</a>
                " · "
                <a href=poster target="_blank" rel="noopener" data-test="poster">{t!(contest.poster)}</a>
            </span>
            <CopyButton text=address label=t!(contest.copy) done=t!(contest.copied)/>
        </div>
    }
}

fn facts(contest: &StaffContest) -> impl IntoView + use<> {
    let t = &texts().contest;
    let draft = &contest.draft;
    let age = |age: Option<u8>| age.map_or("–".to_owned(), |age| age.to_string());
    let judges = match draft.judges.is_empty() {
        true => "–".to_owned(),
        false => draft.judges.join(", "),
    };
    let controller = match draft.consent.controller.is_empty() {
        true => draft.organiser.clone(),
        false => draft.consent.controller.clone(),
    };
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <section class="card stack">
            {(!draft.summary.is_empty()).then(|| view! { <p>{draft.summary.clone()}</p> })}
            <dl class="facts">
                {fact(t.entrants, thousands(contest.entrants))}
                {fact(t.units_n, thousands(contest.units.into()))}
                {fact(t.min_age, age(draft.min_age))}
                {fact(t.guardian_below, age(draft.guardian_below))}
                {fact(t.judges, judges)}
                {fact(t.controller, controller)}
                {fact(t.slug, draft.slug.clone())}
            </dl>
        </section>
    }
}

fn rounds(contest: &StaffContest, organiser: bool, opened: Opened) -> impl IntoView + use<> {
    let t = &texts().contest;
    let published = contest.published;
    let rows = contest
        .rounds
        .iter()
        .map(|round| row(round, organiser, published, opened))
        .collect_view();
    view! {
        <section class="stack">
            <h2>{t.rounds}</h2>
            <div class="scroll">
                <table class="cards" data-test="rounds">
                    <thead>
                        <tr>
                            <th scope="col">{t.round}</th>
                            <th scope="col">{t.phase}</th>
                            <th scope="col">{t.opens}</th>
                            <th scope="col">{t.closes}</th>
                            <th scope="col" class="num">{t.attempts}</th>
                            <th scope="col"><span class="sr">{t.actions}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Says what practice the contest offers, and why nobody sees it for now.
fn practice(contest: &StaffContest) -> Option<impl IntoView + use<>> {
    let t = &texts().practice;
    let draft = contest.draft.practice.as_ref()?;
    let link = contest.published.then(|| {
        let path = format!("/thi/{}/thi-thu", contest.draft.slug);
        view! { <a href=path target="_blank" rel="noopener" data-test="practice-link">{t.open}</a> }
    });
    let questions = draft.blueprint.question_count().to_string();
    let time = duration(u64::from(draft.time_limit_s) * 1_000);
    let told = fill(
        t.told,
        &[("bank", &draft.bank), ("n", &questions), ("time", &time)],
    );
    let withheld = contest.practice.as_ref()?.withheld.clone();
    let withheld = withheld.map(|why| view! { <p class="note warn" data-test="practice-withheld">{why}</p> });
    Some(view! {
        <section class="card stack" data-test="practice">
            <h2>{t.title}</h2>
            <p>{told} " " {link}</p>
            {withheld}
        </section>
    })
}

fn row(round: &StaffRound, organiser: bool, published: bool, opened: Opened) -> impl IntoView + use<> {
    let t = &texts().contest;
    let is_cancelled = round.cancelled.is_some();
    let coming = organiser && matches!(round.phase, Phase::Upcoming | Phase::Open) && published;
    let movable = coming && !is_cancelled;
    let cancellable = organiser && published && !is_cancelled && round.phase != Phase::Final;
    let cancelling = round.clone();
    let giving = Giving {
        round: round.id,
        title: round.title.clone(),
        person: None,
    };
    let results = matches!(round.phase, Phase::Closed | Phase::Final);
    let watched = published && matches!(round.phase, Phase::Upcoming | Phase::Open);
    let target = round.clone();
    // Nothing takes place as long as nobody can see it.
    let (class_of_phase, phase) = match published {
        true if is_cancelled => ("badge draft", t.cancelled),
        true => (names::phase_class(round.phase), names::phase(round.phase)),
        false => ("badge draft", texts().contests.draft),
    };
    let class = if results { "btn tight primary" } else { "btn tight" };
    view! {
        <tr data-test="round">
            <th scope="row">{round.title.clone()}</th>
            <td><span class=class_of_phase data-test="round-phase">{phase}</span></td>
            <td data-label=t.opens>{moment(round.opens_at)}</td>
            <td data-label=t.closes>{moment(round.closes_at)}</td>
            <td class="num" data-label=t.attempts>{thousands(round.attempts)}</td>
            <td>
                <div class="row">
                    {published.then(|| view! {
                        <a class=class href=format!("/console/rounds/{}", round.id) data-test="results">{t.results}</a>
                    })}
                    {watched.then(|| view! {
                        <a class="btn tight" href=format!("/console/rounds/{}/monitor", round.id) data-test="monitor">
                            {texts().figures.monitor}
                        </a>
                    })}
                    {(organiser && !published).then(|| view! {
                        <a class="btn tight" href=format!("/console/rounds/{}/trial", round.id) data-test="trial">{t.trial}</a>
                        <a class="btn tight" href=format!("/console/rounds/{}/dry-run", round.id) data-test="dry-run">{t.dry_run}</a>
                    })}
                    {movable.then(|| view! {
                        <button class="btn tight" data-test="move-window" on:click=move |_| opened.moving.set(Some(target.clone()))>
                            {t.move_window}
                        </button>
                        <button class="btn tight" data-test="give-time" on:click=move |_| opened.giving.set(Some(giving.clone()))>
                            {t.give_time}
                        </button>
                    })}
                    {cancellable.then(|| view! {
                        <button class="btn tight danger" data-test="cancel-round" on:click=move |_| opened.cancelling.set(Some(cancelling.clone()))>
                            {t.cancel_round}
                        </button>
                    })}
                </div>
            </td>
        </tr>
    }
}
