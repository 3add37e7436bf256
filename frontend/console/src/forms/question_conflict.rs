//! Somebody has made a newer version of the bank while a question was edited: what differs, and whose question is to stay.

use super::conflict::{CONFLICT, or_nothing};
use super::question_differences::differences;
use crate::texts::{t, texts};
use crate::ui::field::id_of;
use contest_core::ids::BankVersionId;
use contest_core::questions::Question;
use contest_core::wire::banks::BankContent;
use contest_core::wire::workbench::QuestionForm;
use leptos::prelude::*;
use web_kit::lang::fill;

/// What somebody else has saved meanwhile.
#[derive(Clone)]
pub(crate) struct Newer {
    pub(crate) version_id: BankVersionId,
    pub(crate) version: u32,
    /// The question in it; absent if it was removed, or is new here.
    pub(crate) question: Option<Question>,
    /// It was removed.
    pub(crate) is_gone: bool,
    /// It is as it was when the form was opened.
    pub(crate) is_same: bool,
}

impl Newer {
    /// `opened` is the question with which the form was opened.
    pub(crate) fn of(newest: BankContent, opened: Option<&Question>) -> Newer {
        let of_code = |question: &Question| opened.is_some_and(|opened| opened.code == question.code);
        let question = newest.questions.into_iter().find(of_code);
        Newer {
            version_id: newest.summary.version_id,
            version: newest.summary.version,
            is_gone: opened.is_some() && question.is_none(),
            is_same: question.as_ref() == opened,
            question,
        }
    }
}

#[component]
pub(crate) fn QuestionConflict(
    newer: Newer,
    yours: QuestionForm,
    busy: RwSignal<bool>,
    /// Saves `yours` as the version after `newer`.
    on_overwrite: Callback<()>,
    /// Drops `yours`.
    on_take: Callback<()>,
) -> impl IntoView {
    let t = &texts().question_form;
    let why = match (newer.is_gone, newer.is_same) {
        (true, _) => t.conflict_gone,
        (false, true) => t.conflict_same,
        (false, false) => t.conflict_why,
    };
    let why = fill(why, &[("n", &newer.version.to_string())]);
    let table = newer
        .question
        .as_ref()
        .filter(|_| !newer.is_same)
        .map(|saved| table(saved, &shown(&yours, saved)));
    view! {
        <section class="note warn stack" role="alert" data-test="conflict" id=id_of(CONFLICT) tabindex="-1">
            <strong>{t.conflict}</strong>
            <p>{why}</p>
            {table}
            <div class="row">
                <button
                    type="button"
                    class="btn"
                    data-test="conflict-take"
                    disabled=move || busy.get()
                    on:click=move |_| on_take.run(())
                >
                    {t!(question_form.take)}
                </button>
                <button
                    type="button"
                    class="btn danger"
                    data-test="conflict-overwrite"
                    disabled=move || busy.get()
                    on:click=move |_| on_overwrite.run(())
                >
                    {t!(question_form.overwrite)}
                </button>
            </div>
        </section>
    }
}

fn table(saved: &Question, yours: &Question) -> impl IntoView + use<> {
    let t = &texts().question_form;
    let rows = differences(saved, yours).into_iter().map(|difference| {
        view! {
            <tr>
                <td class="what"><strong>{difference.what}</strong></td>
                <td data-label=t.saved>{or_nothing(difference.saved)}</td>
                <td data-label=t.yours>{or_nothing(difference.yours)}</td>
            </tr>
        }
    });
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th scope="col">{t.what}</th>
                    <th scope="col">{t.saved}</th>
                    <th scope="col">{t.yours}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// Returns the form as a question, to compare it with `saved`.
fn shown(form: &QuestionForm, saved: &Question) -> Question {
    use contest_core::questions::LegalBasis;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let basis = &form.legal_basis;
    Question {
        code: some(&form.code).unwrap_or_else(|| saved.code.clone()),
        topic: form.topic.trim().to_owned(),
        difficulty: form.difficulty.unwrap_or(saved.difficulty),
        kind: form.kind.unwrap_or(saved.kind),
        credit: form.credit,
        stem: form.stem.trim().to_owned(),
        options: form
            .options
            .iter()
            .map(|option| option.trim().to_owned())
            .collect(),
        key: form.key,
        keep_order: form.keep_order,
        explanation: form.explanation.trim().to_owned(),
        legal_basis: some(&basis.law).map(|law| LegalBasis {
            law,
            article: some(&basis.article),
            clause: some(&basis.clause),
            point: some(&basis.point),
            link: some(&basis.link),
        }),
    }
}
