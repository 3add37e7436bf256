//! The rules of a round told in sentences. Everything comes from the data that the server ranks by.

use crate::texts::{Texts, fill_n, fill_time};
use contest_core::blueprint::Section;
use contest_core::questions::Difficulty;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{Prediction, RoundRules};
use contest_core::winners::Prize;
use contest_core::wire::contests::RoundView;
use leptos::prelude::*;
use web_kit::{format, lang};

pub(crate) fn rules(round: &RoundView, t: &'static Texts) -> AnyView {
    let rules = &round.rules;
    let sentences = sentences(rules, t).into_iter().map(item).collect_view();
    let steps = rules
        .chain
        .iter()
        .map(|link| item(step(*link, t).to_owned()))
        .collect_view();
    view! {
        <h3>{t.rules.title}</h3>
        <ul class="told" data-test="rules">{sentences}</ul>
        {parts(&rules.blueprint.sections, t)}
        <h3>{t.rules.ranking}</h3>
        <p>{t.rules.ranking_lead}</p>
        <ol class="told" data-test="chain">{steps}</ol>
        {rules.prediction.as_ref().map(|prediction| asked(prediction, t))}
        {prizes(&rules.prizes, t)}
        {verify(round, t)}
    }
    .into_any()
}

fn item(text: String) -> AnyView {
    view! { <li>{text}</li> }.into_any()
}

fn sentences(rules: &RoundRules, t: &'static Texts) -> Vec<String> {
    let t = &t.rules;
    let time = format::duration(u64::from(rules.time_limit_s) * 1_000);
    let questions = lang::fill(
        t.questions,
        &[
            ("n", &rules.blueprint.question_count().to_string()),
            ("points", &format::thousands(rules.blueprint.max_points().into())),
        ],
    );
    let attempts = match rules.attempts {
        None => t.attempts_unlimited.to_owned(),
        Some(1) => t.attempts_one.to_owned(),
        Some(n) => fill_n(t.attempts, n),
    };
    let mut out = vec![fill_time(t.time, &time), questions, attempts];
    if rules.attempts != Some(1) {
        let counted = match rules.counted {
            Counted::Best => t.counted_best,
            Counted::First => t.counted_first,
            Counted::Last => t.counted_last,
        };
        out.push(counted.to_owned());
    }
    let blanks = if rules.answer_all {
        t.answer_all
    } else {
        t.blanks_allowed
    };
    out.push(blanks.to_owned());
    if rules.blueprint.mix_sections && rules.blueprint.sections.len() > 1 {
        out.push(t.mixed.to_owned());
    }
    out.push(t.review.to_owned());
    out
}

/// What the paper is made of, if it has more than one part.
fn parts(sections: &[Section], t: &'static Texts) -> Option<AnyView> {
    let part = |section: &Section| {
        let t = &t.rules;
        let difficulty = section.difficulty.map(|difficulty| match difficulty {
            Difficulty::Easy => t.easy,
            Difficulty::Medium => t.medium,
            Difficulty::Hard => t.hard,
        });
        let topic = section
            .topic
            .as_ref()
            .map(|topic| lang::fill(t.topic, &[("topic", topic)]));
        let kind = match (difficulty, topic) {
            (None, None) => t.any.to_owned(),
            (Some(difficulty), None) => difficulty.to_owned(),
            (None, Some(topic)) => topic,
            (Some(difficulty), Some(topic)) => [difficulty, &topic].join(" "),
        };
        let values = [
            ("n", section.count.to_string()),
            ("kind", kind),
            ("points", section.points.to_string()),
        ];
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        item(lang::fill(t.section, &values))
    };
    (sections.len() > 1)
        .then(|| view! { <ul class="parts">{sections.iter().map(part).collect_view()}</ul> }.into_any())
}

fn step(link: TieBreak, t: &'static Texts) -> &'static str {
    let t = &t.rules;
    match link {
        TieBreak::AllCorrect => t.chain_all_correct,
        TieBreak::MostPoints => t.chain_most_points,
        TieBreak::MostCorrect => t.chain_most_correct,
        TieBreak::ShortestDuration => t.chain_shortest_duration,
        TieBreak::ShortestToLastChange => t.chain_shortest_to_last_change,
        TieBreak::EarliestSubmission => t.chain_earliest_submission,
        TieBreak::EarliestStart => t.chain_earliest_start,
        TieBreak::NearestPrediction => t.chain_nearest_prediction,
        TieBreak::Lot => t.chain_lot,
    }
}

fn asked(prediction: &Prediction, t: &'static Texts) -> AnyView {
    let counted = if prediction.before_disqualification {
        t.rules.prediction_before
    } else {
        t.rules.prediction_after
    };
    view! {
        <h3>{t.rules.prediction}</h3>
        <p><em>{prediction.question.clone()}</em></p>
        <p class="quiet">{counted}</p>
    }
    .into_any()
}

fn prizes(prizes: &[Prize], t: &'static Texts) -> Option<AnyView> {
    let row = |prize: &Prize| {
        view! {
            <tr>
                <td>{prize.name.clone()}</td>
                <td class="number">{format::thousands(prize.quota.into())}</td>
                <td class="number">{amount(prize.amount_vnd, t)}</td>
            </tr>
        }
        .into_any()
    };
    (!prizes.is_empty()).then(|| {
        view! {
            <h3>{t.rules.prizes}</h3>
            <table class="list" data-test="prizes">
                <thead><tr><th>{t.rules.prize}</th><th class="number">{t.rules.quota}</th><th class="number">{t.rules.amount}</th></tr></thead>
                <tbody>{prizes.iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    })
}

/// Money in đồng, or that the prize is none.
pub(crate) fn amount(vnd: u64, t: &'static Texts) -> String {
    match vnd {
        0 => t.rules.no_money.to_owned(),
        vnd => format::dong(vnd),
    }
}

fn verify(round: &RoundView, t: &'static Texts) -> AnyView {
    view! {
        <details class="verify" data-test="verify">
            <summary>{t.rules.verify}</summary>
            <p>{t.rules.verify_text}</p>
            {hash(t.rules.commitment, &round.commitment)}
            {round.secret.as_ref().map(|secret| hash(t.rules.secret, secret))}
        </details>
    }
    .into_any()
}

/// A long hexadecimal text with its label.
pub(crate) fn hash(label: &'static str, text: &str) -> AnyView {
    view! { <p class="hash"><span>{label}</span><code>{text.to_owned()}</code></p> }.into_any()
}
