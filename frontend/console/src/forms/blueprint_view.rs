//! The sections of the paper, each with what the bank has for it.

use super::draw_check::{Obstacle, obstacle};
use super::parts::{SectionForm, difficulty_key, difficulty_of};
use crate::names::{self, DIFFICULTIES};
use crate::texts::{t, texts};
use crate::ui::counts::{available, topics};
use crate::ui::field::{CheckField, Choice, GroupError, SelectField, TextField, id_of};
use contest_core::blueprint::{MAX_QUESTIONS, Section};
use contest_core::variety::variety;
use contest_core::wire::banks::TopicCount;
use leptos::prelude::*;
use web_kit::format::thousands;
use web_kit::lang::{Lang, fill};

/// `counts` is unknown for a version that is not the newest.
#[component]
pub(crate) fn BlueprintFields(
    path: String,
    sections: RwSignal<Vec<SectionForm>>,
    /// Whether their questions are mixed.
    mix: RwSignal<bool>,
    counts: Signal<Option<Vec<TopicCount>>>,
) -> impl IntoView {
    let list = format!("{path}.sections");
    let rows = {
        let list = list.clone();
        move || {
            let row = |(n, section)| section_row(format!("{list}.{n}"), n, section, sections, counts);
            sections.get().into_iter().enumerate().map(row).collect_view()
        }
    };
    let preview = Memo::new(move |_| {
        sections
            .get()
            .into_iter()
            .map(SectionForm::preview)
            .collect::<Vec<_>>()
    });
    view! {
        <fieldset class="group stack">
            <legend id=id_of(&list) tabindex="-1">{t!(paper.title)}</legend>
            <p class="hint">{t!(paper.why)}</p>
            <div class="scroll">
                <table class="cards sections">
                    <thead>
                        <tr>
                            <th scope="col">{t!(paper.topic)}</th>
                            <th scope="col">{t!(paper.difficulty)}</th>
                            <th scope="col">{t!(paper.count)}</th>
                            <th scope="col">{t!(paper.available)}</th>
                            <th scope="col">{t!(paper.points)}</th>
                            <th scope="col"><span class="sr">{t!(common.remove)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <GroupError path=list.clone()/>
            <GroupError path=path.clone()/>
            <div class="row spread">
                <button
                    type="button"
                    class="btn tight"
                    data-test=format!("{list}.add")
                    on:click=move |_| sections.update(|all| all.push(SectionForm::blank()))
                >
                    {t!(paper.add)}
                </button>
                <p role="status" data-test=format!("{path}.total")>
                    <strong>{move || total(&preview.get())}</strong>
                </p>
            </div>
            {move || verdict(&preview.get(), counts.get().as_deref())}
            {move || how_varied(&preview.get(), counts.get().as_deref())}
            <CheckField path=format!("{path}.mix_sections") label=t!(paper.mix) hint=t!(paper.mix_why) value=mix/>
        </fieldset>
    }
}

fn section_row(
    path: String,
    n: usize,
    section: SectionForm,
    sections: RwSignal<Vec<SectionForm>>,
    counts: Signal<Option<Vec<TopicCount>>>,
) -> impl IntoView {
    let topic_choices = Signal::derive(move || {
        let chosen = section.topic.get();
        let known = counts.get().map(|counts| topics(&counts)).unwrap_or_default();
        let mut choices: Vec<Choice> = vec![(String::new(), texts().paper.any_topic.to_owned())];
        // A topic of another bank stays visible so that it can be corrected.
        if !chosen.is_empty() && !known.contains(&chosen) {
            choices.push((
                chosen.clone(),
                fill(texts().paper.unknown_topic, &[("topic", &chosen)]),
            ));
        }
        choices.extend(known.into_iter().map(|topic| (topic.clone(), topic)));
        choices
    });
    let difficulty_choices = Signal::derive(move || {
        let any = (String::new(), texts().paper.any_difficulty.to_owned());
        let named = DIFFICULTIES.map(|d| (difficulty_key(d).to_owned(), names::difficulty(d).to_owned()));
        [any].into_iter().chain(named).collect()
    });
    let fits = move || {
        let topic = section.topic.get();
        let difficulty = difficulty_of(&section.difficulty.get());
        let topic = (!topic.is_empty()).then_some(topic);
        match counts.get() {
            Some(counts) => thousands(available(&counts, topic.as_deref(), difficulty).into()),
            None => "?".to_owned(),
        }
    };
    view! {
        <tr data-test=path.clone()>
            <td>
                <SelectField path=format!("{path}.topic") label=t!(paper.topic) value=section.topic choices=topic_choices bare=true/>
            </td>
            <td>
                <SelectField
                    path=format!("{path}.difficulty")
                    label=t!(paper.difficulty)
                    value=section.difficulty
                    choices=difficulty_choices
                    bare=true
                />
            </td>
            <td data-label=t!(paper.count)>
                <TextField path=format!("{path}.count") label=t!(paper.count) value=section.count kind="number" bare=true/>
            </td>
            <td class="num available" data-label=t!(paper.available) data-test=format!("{path}.available")>{fits}</td>
            <td data-label=t!(paper.points)>
                <TextField path=format!("{path}.points") label=t!(paper.points) value=section.points kind="number" bare=true/>
            </td>
            <td>
                <button
                    type="button"
                    class="btn tight icon"
                    disabled=move || sections.with(Vec::len) == 1
                    aria-label=move || fill(texts().paper.remove, &[("n", &(n + 1).to_string())])
                    on:click=move |_| sections.update(|all| { all.remove(n); })
                >
                    "✕"
                </button>
            </td>
        </tr>
    }
}

fn total(sections: &[Section]) -> String {
    let questions: u64 = sections.iter().map(|section| u64::from(section.count)).sum();
    let points: u64 = sections
        .iter()
        .map(|section| u64::from(section.count) * u64::from(section.points))
        .sum();
    fill(
        texts().paper.total,
        &[
            ("questions", &thousands(questions)),
            ("points", &thousands(points)),
        ],
    )
}

/// Says how many different papers there are, and how much two of them have in common.
fn how_varied(sections: &[Section], counts: Option<&[TopicCount]>) -> Option<impl IntoView + use<>> {
    let counts = counts?;
    let found = variety(sections, |topic, difficulty| available(counts, topic, difficulty))?;
    let questions: u32 = sections.iter().map(|section| u32::from(section.count)).sum();
    if questions == 0 {
        return None;
    }
    let share = (found.in_common * 100.0 / f64::from(questions)).round() as u64;
    let in_common = format!("{:.1}", found.in_common);
    let in_common = match web_kit::lang::current() {
        Lang::Vi => in_common.replace('.', ","),
        Lang::En => in_common,
    };
    let text = fill(
        texts().paper.variety,
        &[
            ("papers", &papers(found.papers_log10)),
            ("common", &in_common),
            ("share", &share.to_string()),
        ],
    );
    // More than half in common: neighbours in a classroom have much the same paper.
    let class = if share > 50 { "note warn" } else { "hint" };
    Some(view! { <p class=class data-test="variety">{text}</p> })
}

/// Writes a number of papers out while that can be read.
fn papers(log10: f64) -> String {
    match log10 < 9.0 {
        true => thousands(10_f64.powf(log10).round() as u64),
        false => fill(
            texts().paper.power_of_ten,
            &[("n", &(log10.floor() as u64).to_string())],
        ),
    }
}

/// Says at once when the paper cannot be drawn from the bank.
fn verdict(sections: &[Section], counts: Option<&[TopicCount]>) -> Option<impl IntoView + use<>> {
    let text = match obstacle(counts?, sections)? {
        Obstacle::Shortage {
            section,
            wanted,
            found,
        } => fill(
            texts().paper.shortage,
            &[
                ("section", &(section + 1).to_string()),
                ("wanted", &wanted.to_string()),
                ("found", &found.to_string()),
            ],
        ),
        Obstacle::TooLong => fill(texts().paper.too_long, &[("n", &MAX_QUESTIONS.to_string())]),
    };
    Some(view! { <p class="note warn" role="status" data-test="shortage">{text}</p> })
}
