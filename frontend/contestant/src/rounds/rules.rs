//! The rules of a round in sentences. Everything comes from the data that the server ranks by.

use super::table::{number, table};
use crate::dom::{View, el, many};
use crate::texts::{Texts, fill_n, fill_time};
use contest_core::blueprint::Section;
use contest_core::questions::Difficulty;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::Prediction;
use contest_core::winners::Prize;
use contest_core::wire::contests::RoundView;
use web_kit::{format, lang};

pub(crate) fn rules(round: &RoundView, t: &'static Texts) -> View {
    let rules = &round.rules;
    let steps = rules.chain.iter().map(|link| item(step(*link, t)));
    many([
        el("h3").text(t.rules.title),
        el("ul").class("told").test("rules").each(sentences(round, t)),
    ])
    .add(el("h3").text(t.rules.ranking))
    .add(el("p").text(t.rules.ranking_lead))
    .add(el("ol").class("told").test("chain").each(steps))
    .maybe(rules.prediction.as_ref().map(|prediction| asked(prediction, t)))
    .maybe((!rules.prizes.is_empty()).then(|| prizes(&rules.prizes, t)))
    .add(verify(round, t))
}

fn item(text: &str) -> View {
    el("li").text(text)
}

fn sentences(round: &RoundView, texts: &'static Texts) -> Vec<View> {
    let (rules, t) = (&round.rules, &texts.rules);
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
    let questions = item(&questions).maybe(parts(&rules.blueprint.sections, texts));
    let mut out = vec![item(&fill_time(t.time, &time)), questions, item(&attempts)];
    if rules.attempts != Some(1) {
        let counted = match rules.counted {
            Counted::Best => t.counted_best,
            Counted::First => t.counted_first,
            Counted::Last => t.counted_last,
        };
        out.push(item(counted));
    }
    let blanks = if rules.answer_all {
        t.answer_all
    } else {
        t.blanks_allowed
    };
    out.push(item(blanks));
    out.push(item(t.wrong));
    let multiple = match (round.multiple_choice.partial, round.multiple_choice.exact) {
        (true, true) => Some(t.multiple_some),
        (true, false) => Some(t.multiple_partial),
        (false, true) => Some(t.multiple_exact),
        (false, false) => None,
    };
    out.extend(multiple.map(item));
    if rules.blueprint.mix_sections && rules.blueprint.sections.len() > 1 {
        out.push(item(t.mixed));
    }
    out.push(item(t.review));
    out
}

/// Lists the parts of the paper, if it has more than one.
fn parts(sections: &[Section], t: &'static Texts) -> Option<View> {
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
        item(&lang::fill(t.section, &values))
    };
    (sections.len() > 1).then(|| el("ul").class("parts").each(sections.iter().map(part)))
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

fn asked(prediction: &Prediction, t: &'static Texts) -> View {
    let counted = if prediction.before_disqualification {
        t.rules.prediction_before
    } else {
        t.rules.prediction_after
    };
    many([
        el("h3").text(t.rules.prediction),
        el("p").add(el("em").text(&prediction.question)),
        el("p").class("quiet").text(counted),
    ])
}

fn prizes(prizes: &[Prize], t: &'static Texts) -> View {
    let row = |prize: &Prize| {
        el("tr")
            .add(el("td").text(&prize.name))
            .add(number(&format::thousands(prize.quota.into())))
            .add(number(&amount(prize.amount_vnd, t)))
    };
    let head = [
        (t.rules.prize, ""),
        (t.rules.quota, "number"),
        (t.rules.amount, "number"),
    ];
    many([
        el("h3").text(t.rules.prizes),
        table(&head, prizes.iter().map(row)).test("prizes"),
        el("p").class("quiet").test("prizes-how").text(t.rules.prizes_how),
    ])
}

/// Returns the amount in đồng, or the text for a prize that is not money.
pub(crate) fn amount(vnd: u64, t: &'static Texts) -> String {
    match vnd {
        0 => t.rules.no_money.to_owned(),
        vnd => format::dong(vnd),
    }
}

fn verify(round: &RoundView, t: &'static Texts) -> View {
    el("details")
        .class("verify")
        .test("verify")
        .add(el("summary").text(t.rules.verify))
        .add(el("p").text(t.rules.verify_text))
        .add(hash(t.rules.commitment, &round.commitment))
        .maybe(round.secret.as_ref().map(|secret| hash(t.rules.secret, secret)))
}

/// A long hexadecimal text with its label.
pub(crate) fn hash(label: &str, text: &str) -> View {
    el("p")
        .class("hash")
        .add(el("span").text(label))
        .add(el("code").text(text))
}
