//! The receipt and result of an attempt. The page waits while the server is still closing or recording the attempt.
//!
//! `asking` asks the server; `receipt` shows what has come. `place` says what a final result means for the reader, `why`
//! explains the rank (in the words of `criteria`), `since` tells how it has changed; `share` offers the result as a picture
//! and as a certificate.

mod asking;
mod criteria;
mod facts;
mod place;
mod print;
mod receipt;
mod share;
mod since;
mod why;

use super::not_found::NotFound;
use super::sign_in::{SignInNeeded, signed_in};
use crate::remote::{Failed, Loading};
use crate::session;
use crate::texts::{Text, t};
use crate::ui::{link, note, quiet};
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{MyRound, PastAttempt, Receipt};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::my_result::{MyResult, UnitPlace};
use leptos::prelude::*;
use receipt::Recorded;
use web_kit::api::Failure;
use web_kit::router;

/// What is known about the end of the attempt.
#[derive(Clone)]
enum Outcome {
    Asking,
    /// The server has not closed it yet.
    Open,
    /// Closed, but not in the database yet.
    Recording,
    Recorded(Box<Receipt>),
    Failed(Failure),
}

/// The page's state.
#[derive(Clone, Copy)]
struct Ending {
    attempt: AttemptId,
    outcome: RwSignal<Outcome>,
    me: RwSignal<Option<MyRound>>,
    /// The reader's place in their unit.
    unit: RwSignal<Option<UnitPlace>>,
    /// The reader's part of a final result.
    told: RwSignal<Option<MyResult>>,
    past: RwSignal<Option<PastAttempt>>,
    /// The reader's other attempts in the round.
    others: RwSignal<Vec<PastAttempt>>,
    reviewing: RwSignal<bool>,
    /// Which chain of questions is the newest: an older one ends.
    turn: StoredValue<u32>,
}

#[component]
pub(crate) fn ResultPage(attempt: String) -> impl IntoView {
    let Ok(attempt) = attempt.parse::<AttemptId>() else {
        return view! { <NotFound/> }.into_any();
    };
    super::title(t!(result.title));
    signed_in(Box::new(move || result(attempt)))
}

fn result(attempt: AttemptId) -> AnyView {
    let ending = Ending {
        attempt,
        outcome: RwSignal::new(Outcome::Asking),
        me: RwSignal::new(None),
        unit: RwSignal::new(None),
        told: RwSignal::new(None),
        past: RwSignal::new(None),
        others: RwSignal::new(Vec::new()),
        reviewing: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    ending.ask();
    let again = Callback::new(move |()| ending.ask());
    // The submission came too late, and its answers are with the judges.
    let is_kept = router::query("muon").is_some();
    let is_early = router::query("som").is_some();
    view! {
        {is_kept.then(|| note("note", "late-kept", t!(result.late_kept).into_any()))}
        {is_early.then(|| note("note", "ended-early", t!(result.ended_early).into_any()))}
        {move || match ending.outcome.get() {
            Outcome::Asking => view! { <Loading/> }.into_any(),
            Outcome::Open => {
                let more = view! {
                    {quiet(t!(result.still_open).into_any())}
                    <a class="plain" href="/">{t!(common.home)}</a>
                };
                waiting("closing", t!(result.closing), t!(result.closing_text), Some(more.into_any()))
            }
            Outcome::Recording => waiting("recording", t!(result.recording), t!(result.recording_text), None),
            Outcome::Recorded(receipt) => view! { <Recorded ending receipt=*receipt/> }.into_any(),
            Outcome::Failed(failure) => match failure.code() {
                Some(ErrorCode::SignInRequired) => view! { <SignInNeeded/> }.into_any(),
                Some(ErrorCode::NotFound) => view! { <NotFound/> }.into_any(),
                Some(ErrorCode::Forbidden) => of_somebody_else(),
                _ => view! {
                    <Failed failure on_retry=again/>
                    <a class="plain" href="/">{t!(common.home)}</a>
                }
                .into_any(),
            },
        }}
    }
    .into_any()
}

/// The page of another person's attempt. Trying again does not help; another account may.
fn of_somebody_else() -> AnyView {
    view! {
        <section class="card result" data-test="of-somebody-else">
            <h1>{t!(result.title)}</h1>
            <p>{t!(result.not_yours)}</p>
            {link("button wide", session::sign_in_address(), "other-account", t!(result.other_account))}
            {link("button second wide", "/".to_owned(), "home", t!(common.home))}
        </section>
    }
    .into_any()
}

fn waiting(state: &'static str, title: Text, text: Text, more: Option<AnyView>) -> AnyView {
    view! {
        <section class="card" role="status" data-test="waiting" data-state=state>
            <h1>{title}</h1>
            <p>{text}</p>
            {more}
        </section>
    }
    .into_any()
}
