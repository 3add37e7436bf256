//! The table of questions: flagged ones first to be seen, sorted as the reader likes.

use super::{correlation, letter, percent};
use crate::texts::{t, texts};
use contest_core::statistics::figures::Suspicion;
use contest_core::wire::figures::{QuestionFigures, RoundFigures, Which};
use leptos::prelude::*;
use web_kit::format::thousands;
use web_kit::lang::fill;

/// How many rows are shown at first, and how many more each time.
const ROWS: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Bank,
    Facility,
    Discrimination,
}

const ORDERS: [(Order, &str); 3] = [
    (Order::Bank, "bank"),
    (Order::Facility, "facility"),
    (Order::Discrimination, "discrimination"),
];

/// Returns the questions to show: the hardest first, or those that discriminate least. What has no figure comes last.
fn sorted(all: &[QuestionFigures], order: Order, flagged: bool) -> Vec<QuestionFigures> {
    let shown = |question: &&QuestionFigures| !flagged || !question.suspicions.is_empty();
    let mut shown: Vec<QuestionFigures> = all.iter().filter(shown).cloned().collect();
    match order {
        Order::Bank => {}
        Order::Facility => shown.sort_by_key(|question| question.facility.unwrap_or(u16::MAX)),
        Order::Discrimination => shown.sort_by_key(|question| question.discrimination.unwrap_or(i16::MAX)),
    }
    shown
}

/// Says in plain words why a key should be looked at again.
pub(super) fn told(suspicion: Suspicion) -> String {
    let t = &texts().statistics;
    match suspicion {
        Suspicion::Negative => t.negative.to_owned(),
        Suspicion::BetterOption { option } => fill(t.better_option, &[("option", &letter(option))]),
        Suspicion::BelowChance { option } => fill(t.below_chance, &[("option", &letter(option))]),
    }
}

#[component]
pub(super) fn Questions(figures: RoundFigures, round: String, which: Which) -> impl IntoView {
    let t = &texts().statistics;
    let suspicious = figures
        .questions
        .iter()
        .filter(|question| !question.suspicions.is_empty())
        .count();
    let note = match suspicious {
        0 => view! { <p class="note good" data-test="no-suspicions">{t.no_suspicions}</p> }.into_any(),
        n => {
            let text = fill(t.some_suspicions, &[("n", &n.to_string())]);
            view! { <p class="note warn" data-test="some-suspicions">{text}</p> }.into_any()
        }
    };
    let (order, flagged) = (RwSignal::new(Order::Bank), RwSignal::new(false));
    let limit = RwSignal::new(ROWS);
    let all = StoredValue::new(figures.questions);
    let shown = Memo::new(move |_| all.with_value(|all| sorted(all, order.get(), flagged.get())));
    let option = |(this, value): &(Order, &'static str)| {
        let text = match *this {
            Order::Bank => t.order_bank,
            Order::Facility => t.order_facility,
            Order::Discrimination => t.order_discrimination,
        };
        view! { <option value=*value>{text}</option> }
    };
    let options = ORDERS.iter().map(option).collect_view();
    let choose = move |event| {
        let value = event_target_value(&event);
        let chosen = ORDERS.iter().find(|(_, known)| *known == value);
        order.set(chosen.map_or(Order::Bank, |(order, _)| *order));
    };
    let rows = move || {
        let row = |question: &QuestionFigures| row(question, &round, which);
        shown.with(|shown| shown.iter().take(limit.get()).map(row).collect_view())
    };
    let more = move || {
        let left = shown.with(Vec::len).saturating_sub(limit.get());
        (left > 0).then(|| {
            view! {
                <button class="btn" on:click=move |_| limit.update(|limit| *limit += ROWS)>
                    {fill(texts().statistics.more, &[("n", &thousands(left as u64))])}
                </button>
            }
        })
    };
    view! {
        <section class="stack" data-test="questions">
            <h2>{t.by_question}</h2>
            {note}
            <div class="row">
                <label class="row">
                    {t.order}
                    <select data-test="question-order" on:change=choose>{options}</select>
                </label>
                <label class="row">
                    <input
                        type="checkbox"
                        data-test="only-flagged"
                        on:change=move |event| flagged.set(event_target_checked(&event))
                    />
                    {t!(statistics.only_flagged)}
                </label>
            </div>
            <div class="scroll tall" tabindex="0" role="region" aria-label=t.by_question>
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{t.code}</th>
                            <th scope="col">{t.topic}</th>
                            <th scope="col" class="num">{t.drawn}</th>
                            <th scope="col" class="num">{t.facility}</th>
                            <th scope="col" class="num">{t.discrimination}</th>
                            <th scope="col">{t.look_again}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </section>
    }
}

fn row(question: &QuestionFigures, round: &str, which: Which) -> impl IntoView + use<> {
    let t = &texts().statistics;
    let to = format!(
        "/console/rounds/{round}/statistics/{}?attempts={}",
        question.question,
        which.as_str()
    );
    let suspicions = question
        .suspicions
        .iter()
        .map(|suspicion| view! { <p>{told(*suspicion)}</p> });
    let suspicions = suspicions.collect_view();
    let unused: Vec<String> = question.unused.iter().map(|option| letter(*option)).collect();
    let unused = (!unused.is_empty()).then(|| {
        let text = fill(t.unused, &[("options", &unused.join(", "))]);
        view! { <p class="soft small">{text}</p> }
    });
    let none = "–".to_owned();
    view! {
        <tr
            class:flagged=!question.suspicions.is_empty()
            data-test="question"
            data-code=question.code.clone()
            data-flagged=(!question.suspicions.is_empty()).then_some("true")
        >
            <th scope="row"><a href=to>{question.code.clone()}</a></th>
            <td data-label=t.topic>{question.topic.clone()}</td>
            <td class="num" data-label=t.drawn>{thousands(question.drawn)}</td>
            <td class="num" data-label=t.facility>{question.facility.map_or(none.clone(), percent)}</td>
            <td class="num" data-label=t.discrimination>{question.discrimination.map_or(none, correlation)}</td>
            <td>{suspicions} {unused}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::questions::Difficulty;

    #[test]
    fn the_hardest_come_first_and_those_without_figures_last() {
        let question = |n: u32, facility, suspicions: &[Suspicion]| QuestionFigures {
            question: n,
            code: n.to_string(),
            topic: String::new(),
            difficulty: Difficulty::Easy,
            drawn: 0,
            answered: 0,
            facility,
            discrimination: None,
            suspicions: suspicions.to_vec(),
            unused: Vec::new(),
        };
        let all = [
            question(0, None, &[]),
            question(1, Some(900), &[]),
            question(2, Some(100), &[Suspicion::Negative]),
        ];
        let order = |order, flagged| {
            sorted(&all, order, flagged)
                .iter()
                .map(|q| q.question)
                .collect::<Vec<_>>()
        };
        assert_eq!(order(Order::Bank, false), [0, 1, 2]);
        assert_eq!(order(Order::Facility, false), [2, 1, 0]);
        assert_eq!(order(Order::Facility, true), [2]);
    }
}
