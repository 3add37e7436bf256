//! The practice of the form: its bank, and the trial paper.

use super::bank_view::{BankFields, counts_of};
use super::blueprint_view::BlueprintFields;
use super::practice::PracticeForm;
use crate::texts::t;
use crate::ui::field::{CheckField, GroupError, TextField, id_of};
use contest_core::wire::banks::BankSummary;
use leptos::prelude::*;

#[component]
pub(crate) fn PracticeFields(form: PracticeForm, banks: Signal<Vec<BankSummary>>) -> impl IntoView {
    view! {
        <section class="card stack" data-test="practice" aria-labelledby=id_of("practice")>
            <h2 id=id_of("practice") tabindex="-1">{t!(practice.title)}</h2>
            <p class="hint">{t!(practice.why)}</p>
            <GroupError path="practice".to_owned()/>
            <CheckField path="practice.on".to_owned() label=t!(practice.on) hint=t!(practice.on_why) value=form.on/>
            <Show when=move || form.on.get()>
                <BankFields path="practice".to_owned() bank=form.bank version=form.bank_version banks/>
                <div class="grid">
                    <TextField
                        path="practice.time_limit_s".to_owned()
                        label=t!(practice.minutes)
                        hint=t!(round.minutes_why)
                        value=form.minutes
                        kind="number"
                        class="c4"
                    />
                </div>
                <BlueprintFields
                    path="practice.blueprint".to_owned()
                    sections=form.sections
                    mix=form.mix_sections
                    counts=counts_of(form.bank, form.bank_version, banks)
                />
            </Show>
        </section>
    }
}
