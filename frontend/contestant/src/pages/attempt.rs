//! The page where a contestant works: finds the open attempt and shows its paper.
//!
//! It never starts an attempt, because going back to this address must not cost one. The start button is on the
//! contest's page.

use super::not_found::NotFound;
use super::sign_in::SignInNeeded;
use crate::attempt::paper::Paper;
use crate::attempt::{AttemptState, draft};
use crate::remote::{Failed, Loading};
use crate::session::{self, Who};
use crate::texts::t;
use crate::timing::effect;
use crate::ui::{maybe, note};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::{clock, spawn};

/// How far the opening of the paper has got.
#[derive(Clone)]
enum Opening {
    Reading,
    /// A paper that the server has just sent.
    Fresh(OpenAttempt),
    /// A paper that this device has kept. The server may know more by now.
    Kept(OpenAttempt),
    /// There is no open attempt.
    None,
    Failed(Failure),
}

#[component]
pub(crate) fn AttemptPage(slug: String, round: String) -> impl IntoView {
    let Ok(round) = round.parse::<RoundId>() else {
        return view! { <NotFound/> }.into_any();
    };
    super::title(t!(attempt.title));
    draft::belongs_to(round, &slug);
    let opening = RwSignal::new(Opening::Reading);
    match came_with_page(round).or_else(|| kept(round)) {
        Some(found) => opening.set(found),
        None => find_for_somebody(round, opening),
    }
    let again = Callback::new(move |()| find(round, opening));
    let back = ["/thi/", &slug].concat();
    view! {
        {move || match opening.get() {
            Opening::Reading if session::who() == Who::Nobody => view! { <SignInNeeded/> }.into_any(),
            Opening::Reading => view! { <Loading/> }.into_any(),
            Opening::Fresh(open) => view! { <Work open opening is_kept=false/> }.into_any(),
            Opening::Kept(open) => view! { <Work open opening is_kept=true/> }.into_any(),
            Opening::None => view! { <NoAttempt back=back.clone()/> }.into_any(),
            Opening::Failed(failure) => match failure.code() {
                Some(ErrorCode::SignInRequired) => view! {
                    {maybe(draft::paper(round).map(|_| {
                        note("note", "answers-wait", t!(attempt.sign_in_again).into_any())
                    }))}
                    <SignInNeeded/>
                }
                .into_any(),
                _ => view! { <Failed failure on_retry=again/> }.into_any(),
            },
        }}
    }
    .into_any()
}

/// Returns the paper that the server has put into the page. It says whose it is: the session may not be known yet.
fn came_with_page(round: RoundId) -> Option<Opening> {
    let person = web_kit::document()
        .get_element_by_id("first-answer")?
        .get_attribute("data-person")?;
    let (text, at) = api::came_with_page(&paths::attempts(round))?;
    let open = clock::arrived_at(at, || {
        let open = api::parse::<OpenAttempt>(&text).ok()?;
        clock::learn(open.now);
        Some(open)
    })?;
    draft::is_here(&person);
    draft::keep_paper(&open);
    Some(Opening::Fresh(open))
}

/// Returns the paper that this device has kept.
fn kept(round: RoundId) -> Option<Opening> {
    let open = draft::paper(round)?;
    Some(match draft::has_just_begun(open.attempt) {
        true => Opening::Fresh(open),
        false => Opening::Kept(open),
    })
}

async fn paper(attempt: AttemptId) -> Result<OpenAttempt, Failure> {
    let path = paths::paper(attempt);
    let open = api::get::<OpenAttempt>(&path).await?;
    clock::learn(open.now);
    Ok(open)
}

/// Looks for the open attempt once somebody seems to be signed in: without, the server would refuse, and browsers log
/// refusals as errors.
fn find_for_somebody(round: RoundId, opening: RwSignal<Opening>) {
    let mut is_asked = false;
    effect(Box::new(move || {
        // The device may not be able to remember who is here.
        let is_known = session::who().session().is_some();
        if !is_asked && (is_known || draft::who_is_here().is_some()) {
            is_asked = true;
            find(round, opening);
        }
    }));
}

/// Looks for the contestant's open attempt in a round.
fn find(round: RoundId, opening: RwSignal<Opening>) {
    spawn(async move {
        let path = paths::my_round(round);
        let found = match api::get::<MyRound>(&path).await.map(|me| me.open_attempt) {
            Ok(Some(attempt)) => match paper(attempt).await {
                Ok(open) => Opening::Fresh(open),
                Err(failure) => Opening::Failed(failure),
            },
            Ok(None) => Opening::None,
            Err(failure) => Opening::Failed(failure),
        };
        // A second response, after the reader has tried again twice, does not interrupt the work.
        let is_open = |opening: &Opening| matches!(opening, Opening::Fresh(_) | Opening::Kept(_));
        if opening.is_disposed() || opening.with_untracked(is_open) {
            return;
        }
        if let Opening::Fresh(open) = &found {
            draft::keep_paper(open);
        }
        opening.set(found);
    });
}

/// Asks what the server has by now of a paper that this device has kept.
fn catch_up(state: AttemptState, opening: RwSignal<Opening>) {
    spawn(async move {
        let answer = paper(state.attempt).await;
        if !state.is_taken() {
            return;
        }
        match answer {
            Ok(open) => state.take(open),
            Err(failure) => put_aside(state, &failure, opening),
        }
    });
}

/// Closes the paper on the screen if it is closed by now or belongs to somebody else, whose answers stay on the device.
fn put_aside(state: AttemptState, failure: &Failure, opening: RwSignal<Opening>) {
    match failure.code() {
        Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => state.is_closed(),
        Some(ErrorCode::Forbidden | ErrorCode::NotEntered) => opening.set(Opening::None),
        // Something between here and the server may have said so.
        Some(ErrorCode::SignInRequired | ErrorCode::NotFound) => {
            opening.set(Opening::Failed(failure.clone()))
        }
        // No connection, or a busy server: the paper stays, and saving keeps trying.
        _ => {}
    }
}

/// The work on an attempt. Its state lives as long as its paper is on the screen.
#[component]
fn Work(open: OpenAttempt, opening: RwSignal<Opening>, is_kept: bool) -> impl IntoView {
    let state = AttemptState::new(open);
    if is_kept {
        catch_up(state, opening);
    }
    view! { <Paper state/> }
}

#[component]
fn NoAttempt(back: String) -> impl IntoView {
    view! {
        <section class="card" data-test="no-open-attempt">
            <h1>{t!(attempt.title)}</h1>
            <p>{t!(attempt.none)}</p>
            <a class="button" href=back>{t!(common.back)}</a>
            <a class="plain" href="/lich-su">{t!(contest.my_results)}</a>
        </section>
    }
}
