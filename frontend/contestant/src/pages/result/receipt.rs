//! The result with its receipt, and where to go from here.

use super::Ending;
use super::facts::facts;
use super::place::place;
use super::print;
use super::share::{certificate, share};
use super::why::why;
use crate::pages::review::Review;
use crate::rounds::rules::hash;
use crate::texts::{self, fill_n, t};
use crate::ui::{click, link, maybe, note};
use contest_core::ids::AttemptId;
use contest_core::rounds::{Phase, ScoreShown};
use contest_core::wire::attempts::{ClosedBy, MyRound, Receipt};
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{format, lang, router};

#[component]
pub(super) fn Recorded(ending: Ending, receipt: Receipt) -> impl IntoView {
    // The server submits at the deadline, or the device does.
    let late = receipt.closed_by == ClosedBy::Deadline || router::query("het-gio").is_some();
    let code = receipt.code.clone();
    let receipt = StoredValue::new(receipt);
    view! {
        <section class="card result" data-test="result">
            {move || maybe(heading(ending))}
            <h1>{t!(result.thanks)}</h1>
            {move || maybe(print::name())}
            {late.then(|| view! { <p class="note">{t!(result.by_deadline)}</p> }.into_any())}
            {move || maybe(standing(ending))}
            {move || maybe(place(ending))}
            {move || receipt.with_value(score)}
            {move || receipt.with_value(|receipt| facts(ending, receipt))}
            {move || maybe(receipt.with_value(|receipt| why(ending, receipt)))}
            <ReceiptCode code/>
            {move || receipt.with_value(proof)}
            {move || maybe(actions(ending))}
        </section>
        {move || maybe(ending.reviewing.get().then(|| view! { <Review attempt=ending.attempt/> }.into_any()))}
    }
}

fn heading(ending: Ending) -> Option<AnyView> {
    ending.past.with(|past| {
        let past = past.as_ref()?;
        let text = [past.contest_title.as_str(), &past.round_title].join(" · ");
        Some(view! { <p class="over">{text}</p> }.into_any())
    })
}

/// Shows the judges' decision once the result is final, or which other attempt counts.
fn standing(ending: Ending) -> Option<AnyView> {
    let me = ending.me.get()?;
    let (test, text) = if me.disqualified {
        ("disqualified", texts::contest().disqualified().to_owned())
    } else if let Some(counted) = counted_instead(ending, &me) {
        return Some(not_counted(ending, counted));
    } else {
        // Until it is known what follows from it.
        let prize = me.prize.filter(|_| ending.told.with(Option::is_none))?;
        (
            "prize",
            lang::fill(texts::contest().prize(), &[("prize", &prize)]),
        )
    };
    Some(note("note", test, text.into_any()))
}

/// Returns the attempt that counts, if it is another one.
fn counted_instead(ending: Ending, me: &MyRound) -> Option<AttemptId> {
    let told = ending
        .told
        .with(|told| told.as_ref()?.ranked.as_ref().map(|ranked| ranked.attempt));
    let counted = match me.phase {
        Phase::Closed | Phase::Final => told.or(me.counted),
        // Before the close, the board may learn of this attempt a moment later than the database.
        _ => ending.others.with(|others| {
            let counts = others.iter().find(|other| !other.replaced);
            counts.map(|other| other.receipt.attempt)
        }),
    };
    counted.filter(|counted| *counted != ending.attempt)
}

/// Says so, and leads to the attempt that counts.
fn not_counted(ending: Ending, counted: AttemptId) -> AnyView {
    let number = ending.others.with(|others| {
        let other = others.iter().find(|other| other.receipt.attempt == counted);
        other.map(|other| fill_n(texts::result().attempt_n(), other.receipt.number))
    });
    let way = [Some(texts::place().counted().to_owned()), number];
    let way: Vec<String> = way.into_iter().flatten().collect();
    view! {
        <div class="note" data-test="not-counted">
            {texts::result().not_counted()}
            " "
            <a href=["/ket-qua/", &counted.to_string()].concat() data-test="counted">{way.join(": ")}</a>
        </div>
    }
    .into_any()
}

fn score(receipt: &Receipt) -> AnyView {
    if let Some(until) = receipt.withheld {
        return note("note", "score-later", later(until).into_any());
    }
    let max = format::points(receipt.score.max_points);
    view! {
        <p class="score" data-test="score">
            <strong>{format::points(receipt.score.points)}</strong>
            {lang::fill(texts::result().out_of(), &[("max", &max)])}
        </p>
    }
    .into_any()
}

/// Says when the score is announced.
pub(super) fn later(until: ScoreShown) -> &'static str {
    match until {
        ScoreShown::AfterFinal => texts::result().score_after_final(),
        _ => texts::result().score_after_close(),
    }
}

#[component]
fn ReceiptCode(code: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let (shown, printed) = (code.clone(), code.clone());
    let look_up = ["/tra-cuu?ma=", &code].concat();
    let copy = move || {
        let writing = web_kit::window().navigator().clipboard().write_text(&code);
        spawn(async move {
            let done = wasm_bindgen_futures::JsFuture::from(writing).await.is_ok();
            if !copied.is_disposed() {
                copied.set(done);
            }
        });
    };
    view! {
        <div class="receipt">
            <p>
                <span class="over">{t!(result.receipt)}</span>
                <code data-test="receipt-code">{shown}</code>
            </p>
            <button class="button second" data-test="copy-receipt" on:click=click(Box::new(copy))>
                {move || if copied.get() { texts::result().copied() } else { texts::result().copy() }}
            </button>
            <p class="hint">{t!(result.receipt_hint)}</p>
            <a class="plain" href=look_up data-test="look-up-own">{t!(look_up.submit)}</a>
            {move || print::address(&printed)}
        </div>
    }
}

fn proof(receipt: &Receipt) -> AnyView {
    let t = texts::result();
    view! {
        <details class="verify" data-test="receipt-details">
            <summary>{t.details()}</summary>
            {hash(t.sheet_hash(), &receipt.sheet_hash)}
            {hash(t.signature(), &receipt.signature)}
        </details>
    }
    .into_any()
}

/// Where to go from here: the review, another attempt, the contest.
fn actions(ending: Ending) -> Option<AnyView> {
    let past = ending.past.get()?;
    let open = ending.me.get().filter(|me| me.phase == Phase::Open);
    let left = open.and_then(|me| {
        me.attempts_allowed
            .map(|allowed| allowed.saturating_sub(me.attempts_used))
    });
    let review = if past.review_open {
        let open = click(Box::new(move || ending.reviewing.set(true)));
        view! { <button class="button wide" data-test="review" on:click=open>{texts::result().review()}</button> }
            .into_any()
    } else {
        note("quiet", "review-later", texts::result().review_later().into_any())
    };
    let left = left.map(|left| {
        let text = fill_n(texts::contest().attempts_left(), left);
        note("quiet", "attempts-left", text.into_any())
    });
    let back = ["/thi/", &past.contest_slug].concat();
    let practice = [&back, "/thi-thu"].concat();
    let view = view! {
        {review}
        {certificate(ending)}
        {past.receipt.withheld.is_none().then(|| share(ending))}
        {left}
        {print::button()}
        {maybe(past.practice.then(|| link("button second wide", practice, "practice-more", t!(result.practice))))}
        <a class="button second wide" href=back data-test="back-to-contest">{texts::common().back()}</a>
    };
    Some(view.into_any())
}
