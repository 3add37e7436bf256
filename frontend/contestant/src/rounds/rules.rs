//! The rules of a round in sentences. Everything comes from the data that the server ranks by.

use super::table::{number, table};
use crate::texts::{self, fill_n, fill_time};
use crate::ui::{each, note, quiet};
use contest_core::blueprint::Section;
use contest_core::questions::Difficulty;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{KeyShown, Prediction, ScoreShown};
use contest_core::winners::Prize;
use contest_core::wire::contests::RoundView;
use leptos::prelude::*;
use web_kit::{format, lang};

pub(crate) fn rules(round: &RoundView) -> AnyView {
    let t = texts::rules();
    let rules = &round.rules;
    view! {
        {fold(t.title(), view! { <ul class="told" data-test="rules">{sentences(round)}</ul> }.into_any())}
        {fold(
            t.ranking(),
            view! {
                <p>{t.ranking_lead()}</p>
                <ol class="told" data-test="chain">{each(&rules.chain, step)}</ol>
                {rules.prediction.as_ref().map(asked)}
            }
            .into_any(),
        )}
        {(!rules.prizes.is_empty()).then(|| fold(t.prizes(), prizes(&rules.prizes)))}
        {verify(round)}
    }
    .into_any()
}

/// A part of the rules: folded on a phone, where the next step should be in sight, and open on larger screens.
fn fold(title: &'static str, content: AnyView) -> AnyView {
    let width = web_kit::document()
        .document_element()
        .map(|page| page.client_width());
    let is_wide = width.is_some_and(|width| width >= WIDE);
    view! {
        <details class="fold" open=is_wide>
            <summary><h3>{title}</h3></summary>
            {content}
        </details>
    }
    .into_any()
}

/// From this width in pixels on, everything has room.
const WIDE: i32 = 700;

fn item(text: AnyView) -> AnyView {
    view! { <li>{text}</li> }.into_any()
}

fn sentences(round: &RoundView) -> Vec<AnyView> {
    let (rules, t) = (&round.rules, texts::rules());
    let time = format::duration(u64::from(rules.time_limit_s) * 1_000);
    let questions = lang::fill(
        t.questions(),
        &[
            ("n", &rules.blueprint.question_count().to_string()),
            ("points", &format::thousands(rules.blueprint.max_points().into())),
        ],
    );
    let attempts = match (rules.attempts, rules.attempts_per_day) {
        (Some(n), _) => fill_n(t.attempts(), n),
        (None, Some(n)) => fill_n(t.per_day(), n),
        (None, None) => t.attempts_unlimited().to_owned(),
    };
    let questions = view! { <li>{questions}{parts(&rules.blueprint.sections)}</li> };
    let mut out = vec![
        item(fill_time(t.time(), &time).into_any()),
        questions.into_any(),
        item(attempts.into_any()),
    ];
    if let Some(n) = rules.attempts_per_day.filter(|_| rules.attempts.is_some()) {
        out.push(item(fill_n(t.per_day(), n).into_any()));
    }
    if let Some(rest) = rules.rest_s {
        let rest = format::duration(u64::from(rest) * 1_000);
        out.push(item(fill_time(t.rest(), &rest).into_any()));
    }
    if rules.attempts != Some(1) {
        let counted = match rules.counted {
            Counted::Best => t.counted_best(),
            Counted::First => t.counted_first(),
            Counted::Last => t.counted_last(),
        };
        out.push(item(counted.into_any()));
    }
    let blanks = if rules.answer_all {
        t.answer_all()
    } else {
        t.blanks_allowed()
    };
    out.push(item(blanks.into_any()));
    out.push(item(t.wrong().into_any()));
    let multiple = match (round.multiple_choice.partial, round.multiple_choice.exact) {
        (true, true) => t.multiple_some(),
        (true, false) => t.multiple_partial(),
        (false, true) => t.multiple_exact(),
        (false, false) => "",
    };
    if !multiple.is_empty() {
        out.push(item(multiple.into_any()));
    }
    if rules.blueprint.mix_sections && rules.blueprint.sections.len() > 1 {
        out.push(item(t.mixed().into_any()));
    }
    match rules.disclosure.score {
        ScoreShown::AtOnce => {}
        ScoreShown::AfterClose => out.push(item(t.score_after_close().into_any())),
        ScoreShown::AfterFinal => out.push(item(t.score_after_final().into_any())),
    }
    let review = match rules.disclosure.key {
        KeyShown::AfterClose => t.review(),
        KeyShown::AfterFinal => t.key_after_final(),
    };
    out.push(item(review.into_any()));
    out
}

/// Lists the parts of the paper, if it has more than one.
fn parts(sections: &[Section]) -> Option<AnyView> {
    (sections.len() > 1).then(|| view! { <ul class="parts">{each(sections, part)}</ul> }.into_any())
}

fn part(section: &Section) -> AnyView {
    let t = texts::rules();
    let difficulty = section.difficulty.map(|difficulty| match difficulty {
        Difficulty::Easy => t.easy(),
        Difficulty::Medium => t.medium(),
        Difficulty::Hard => t.hard(),
    });
    let topic = section
        .topic
        .as_ref()
        .map(|topic| lang::fill(t.topic(), &[("topic", topic)]));
    let kind = match (difficulty, topic) {
        (None, None) => t.any().to_owned(),
        (Some(difficulty), None) => difficulty.to_owned(),
        (None, Some(topic)) => topic,
        (Some(difficulty), Some(topic)) => [difficulty, &topic].join(" "),
    };
    let text = lang::fill(
        t.section(),
        &[
            ("n", &section.count.to_string()),
            ("kind", &kind),
            ("points", &section.points.to_string()),
        ],
    );
    item(text.into_any())
}

fn step(link: &TieBreak) -> AnyView {
    let t = texts::rules();
    let text = match link {
        TieBreak::AllCorrect => t.chain_all_correct(),
        TieBreak::MostPoints => t.chain_most_points(),
        TieBreak::MostCorrect => t.chain_most_correct(),
        TieBreak::ShortestDuration => t.chain_shortest_duration(),
        TieBreak::ShortestToLastChange => t.chain_shortest_to_last_change(),
        TieBreak::EarliestSubmission => t.chain_earliest_submission(),
        TieBreak::EarliestStart => t.chain_earliest_start(),
        TieBreak::NearestPrediction => t.chain_nearest_prediction(),
        TieBreak::Lot => t.chain_lot(),
    };
    item(text.into_any())
}

fn asked(prediction: &Prediction) -> AnyView {
    let t = texts::rules();
    let counted = if prediction.before_disqualification {
        t.prediction_before()
    } else {
        t.prediction_after()
    };
    view! {
        <h3>{t.prediction()}</h3>
        <p><em>{prediction.question.clone()}</em></p>
        {quiet(counted.into_any())}
    }
    .into_any()
}

fn prizes(prizes: &[Prize]) -> AnyView {
    let t = texts::rules();
    let head = [(t.prize(), ""), (t.quota(), "number"), (t.amount(), "number")];
    view! {
        {table("list", "prizes", &head, each(prizes, prize_row))}
        {note("quiet", "prizes-how", t.prizes_how().into_any())}
    }
    .into_any()
}

fn prize_row(prize: &Prize) -> AnyView {
    view! {
        <tr>
            <td>{prize.name.clone()}</td>
            {number(format::thousands(prize.quota.into()), None)}
            {number(amount(prize.amount_vnd), None)}
        </tr>
    }
    .into_any()
}

/// Returns the amount in đồng, or the text for a prize that is not money.
pub(crate) fn amount(vnd: u64) -> String {
    match vnd {
        0 => texts::rules().no_money().to_owned(),
        vnd => format::dong(vnd),
    }
}

fn verify(round: &RoundView) -> AnyView {
    let t = texts::rules();
    view! {
        <details class="verify" data-test="verify">
            <summary>{t.verify()}</summary>
            <p>{t.verify_text()}</p>
            {hash(t.commitment(), &round.commitment)}
            {round.secret.as_ref().map(|secret| hash(t.secret(), secret))}
        </details>
    }
    .into_any()
}

/// A long hexadecimal text with its label.
pub(crate) fn hash(label: &'static str, text: &str) -> AnyView {
    view! { <p class="hash"><span>{label}</span><code>{text.to_owned()}</code></p> }.into_any()
}
