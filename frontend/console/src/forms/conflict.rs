//! Somebody else has saved the draft meanwhile: what differs, and whose version is to stay.

use super::moments;
use crate::names;
use crate::texts::{t, texts};
use crate::ui::field::id_of;
use contest_core::rounds::{Prediction, RoundRules};
use contest_core::wire::staff::{ContestDraft, PracticeDraft, RoundDraft, StaffContest};
use leptos::prelude::*;
use web_kit::format;
use web_kit::lang::fill;

/// What the panel is called, to go to it.
pub(crate) const CONFLICT: &str = "conflict";

/// One thing that is not the same in both versions.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Difference {
    what: String,
    saved: String,
    yours: String,
}

/// `saved` is what the server has now.
#[component]
pub(crate) fn Conflict(
    saved: StaffContest,
    yours: ContestDraft,
    busy: RwSignal<bool>,
    /// Saves `yours` in its place.
    on_overwrite: Callback<()>,
    /// Shows `saved` in the form.
    on_take: Callback<StaffContest>,
) -> impl IntoView {
    let row = |difference: Difference| {
        view! {
            <tr>
                <td class="what"><strong>{difference.what}</strong></td>
                <td data-label=t!(conflict.saved)>{difference.saved}</td>
                <td data-label=t!(conflict.yours)>{difference.yours}</td>
            </tr>
        }
    };
    let rows = differences(&saved.draft, &yours)
        .into_iter()
        .map(row)
        .collect_view();
    let take = move |_| on_take.run(saved.clone());
    view! {
        <section class="note warn stack" role="alert" data-test="conflict" id=id_of(CONFLICT) tabindex="-1">
            <strong>{t!(conflict.title)}</strong>
            <p>{t!(conflict.why)}</p>
            <table class="cards">
                <thead>
                    <tr>
                        <th>{t!(conflict.what)}</th>
                        <th>{t!(conflict.saved)}</th>
                        <th>{t!(conflict.yours)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="row">
                <button type="button" class="btn" data-test="conflict-take" disabled=move || busy.get() on:click=take>
                    {t!(conflict.take)}
                </button>
                <button
                    type="button"
                    class="btn danger"
                    data-test="conflict-overwrite"
                    disabled=move || busy.get()
                    on:click=move |_| on_overwrite.run(())
                >
                    {t!(conflict.overwrite)}
                </button>
            </div>
        </section>
    }
}

fn differences(saved: &ContestDraft, yours: &ContestDraft) -> Vec<Difference> {
    let t = &texts().contest_form;
    let mut found = Vec::new();
    let mut compare = |what: &str, saved: String, yours: String| {
        if saved != yours {
            found.push(Difference {
                what: what.to_owned(),
                saved,
                yours,
            });
        }
    };
    let text = |of: fn(&ContestDraft) -> String| (of(saved), of(yours));
    for (what, (saved, yours)) in [
        (t.title, text(|draft| draft.title.clone())),
        (t.slug, text(|draft| draft.slug.clone())),
        (t.organiser, text(|draft| draft.organiser.clone())),
        (
            t.min_age,
            text(|draft| draft.min_age.map(|age| age.to_string()).unwrap_or_default()),
        ),
        (
            t.guardian_below,
            text(|draft| {
                draft
                    .guardian_below
                    .map(|age| age.to_string())
                    .unwrap_or_default()
            }),
        ),
        (t.summary, text(|draft| draft.summary.clone())),
        (t.judges, text(|draft| draft.judges.join(", "))),
        (t.controller, text(|draft| draft.consent.controller.clone())),
        (t.consent_text, text(|draft| draft.consent.text.clone())),
    ] {
        compare(what, saved, yours);
    }
    for n in 0..saved.rounds.len().max(yours.rounds.len()) {
        let nth = fill(texts().round.nth, &[("n", &(n + 1).to_string())]);
        match (saved.rounds.get(n), yours.rounds.get(n)) {
            (Some(saved), Some(yours)) => compare_rounds(&nth, saved, yours, &mut compare),
            (saved, yours) => {
                let title = |round: Option<&RoundDraft>| round.map(|round| round.title.clone());
                compare(
                    &nth,
                    title(saved).unwrap_or_default(),
                    title(yours).unwrap_or_default(),
                );
            }
        }
    }
    let practice = &texts().practice;
    compare(
        practice.title,
        told_of_practice(saved.practice.as_ref()),
        told_of_practice(yours.practice.as_ref()),
    );
    if found.is_empty() && saved != yours {
        found.push(Difference {
            what: texts().conflict.other.to_owned(),
            saved: texts().conflict.other_saved.to_owned(),
            yours: texts().conflict.other_yours.to_owned(),
        });
    }
    found
}

/// Returns the bank, the time and the questions of each section.
fn told_of_practice(practice: Option<&PracticeDraft>) -> String {
    let Some(practice) = practice else {
        return texts().conflict.no.to_owned();
    };
    let counts: Vec<String> = practice
        .blueprint
        .sections
        .iter()
        .map(|section| section.count.to_string())
        .collect();
    [
        version_of(&practice.bank, practice.bank_version),
        format::duration(u64::from(practice.time_limit_s) * 1_000),
        fill(texts().conflict.paper, &[("counts", &counts.join(" + "))]),
    ]
    .join(", ")
}

/// Returns the slug of a bank, and its version if one is named.
fn version_of(bank: &str, version: Option<u32>) -> String {
    match version {
        Some(version) => {
            let version = fill(texts().round.version_n, &[("n", &version.to_string())]);
            [bank, " ", &version].concat()
        }
        None => bank.to_owned(),
    }
}

fn compare_rounds(
    nth: &str,
    saved: &RoundDraft,
    yours: &RoundDraft,
    compare: &mut impl FnMut(&str, String, String),
) {
    let t = &texts().round;
    let version = |round: &RoundDraft| version_of(&round.bank, round.bank_version);
    let rules = |what, of: fn(&RoundRules) -> String| (what, of(&saved.rules), of(&yours.rules));
    for (what, saved, yours) in [
        (t.title, saved.title.clone(), yours.title.clone()),
        (t.opens_at, moment(&saved.opens_at), moment(&yours.opens_at)),
        (t.closes_at, moment(&saved.closes_at), moment(&yours.closes_at)),
        (t.bank, version(saved), version(yours)),
        rules(t.minutes, |rules| {
            format::duration(u64::from(rules.time_limit_s) * 1_000)
        }),
        rules(t.attempts, |rules| match rules.attempts {
            Some(attempts) => attempts.to_string(),
            None => texts().round.no_limit.to_owned(),
        }),
        rules(t.counted, |rules| names::counted(rules.counted).to_owned()),
        rules(t.answer_all, |rules| match rules.answer_all {
            true => texts().conflict.yes.to_owned(),
            false => texts().conflict.no.to_owned(),
        }),
        rules(texts().chain.title, |rules| {
            let names = rules.chain.iter().map(|link| names::link(*link).0);
            names.collect::<Vec<_>>().join(" → ")
        }),
        rules(texts().prediction.title, |rules| {
            let asked = rules.prediction.as_ref();
            let told = |asked: &Prediction| {
                let counted = match asked.before_disqualification {
                    true => texts().conflict.with_disqualified,
                    false => texts().conflict.without_disqualified,
                };
                [&asked.question, " – ", names::target(asked.target), ", ", counted].concat()
            };
            asked.map(told).unwrap_or_default()
        }),
        rules(texts().prizes.title, |rules| {
            let prize = |prize: &contest_core::winners::Prize| {
                let amount = match prize.amount_vnd {
                    0 => String::new(),
                    amount => [", ", &format::dong(amount)].concat(),
                };
                [&prize.quota.to_string(), " × ", &prize.name, &amount].concat()
            };
            rules.prizes.iter().map(prize).collect::<Vec<_>>().join("; ")
        }),
    ] {
        compare(&[nth, " – ", what].concat(), saved, yours);
    }
    if saved.rules.blueprint != yours.rules.blueprint {
        let questions = |round: &RoundDraft| {
            let sections = &round.rules.blueprint.sections;
            let counts = sections.iter().map(|section| section.count.to_string());
            fill(
                texts().conflict.paper,
                &[("counts", &counts.collect::<Vec<_>>().join(" + "))],
            )
        };
        let (saved, yours) = (questions(saved), questions(yours));
        let changed = texts().conflict.details;
        let yours = if saved == yours {
            [&yours, " ", changed].concat()
        } else {
            yours
        };
        compare(&[nth, " – ", texts().paper.title].concat(), saved, yours);
    }
}

/// To the minute, as the form has it, and with the seconds if there are any.
fn moment(text: &str) -> String {
    let Some(moment) = moments::parse(text) else {
        return text.to_owned();
    };
    match moment.0.rem_euclid(60_000) / 1_000 {
        0 => format::moment(moment),
        seconds => [&format::moment(moment), " (+", &seconds.to_string(), " s)"].concat(),
    }
}
