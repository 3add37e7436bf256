//! One round of the form: window, time and attempts, prediction. Bank, paper, ranking and prizes have their own files.

use super::bank_view::{BankFields, counts_of};
use super::blueprint_view::BlueprintFields;
use super::chain_view::ChainFields;
use super::prizes_view::PrizeFields;
use super::round::RoundForm;
use crate::names::{self, COUNTED, KEYS, SCORES, TARGETS};
use crate::texts::{t, texts};
use crate::ui::field::{CheckField, GroupError, SelectField, TextField, id_of};
use contest_core::wire::banks::BankSummary;
use leptos::prelude::*;
use web_kit::lang::fill;

#[component]
pub(crate) fn RoundFields(
    n: usize,
    round: RoundForm,
    rounds: RwSignal<Vec<RoundForm>>,
    banks: Signal<Vec<BankSummary>>,
) -> impl IntoView {
    let path = format!("rounds.{n}");
    let rules = format!("{path}.rules");
    let heading = move || fill(texts().round.nth, &[("n", &(n + 1).to_string())]);
    let only = move || rounds.with(Vec::len) < 2;
    view! {
        <section class="card stack" data-test=path.clone() aria-labelledby=id_of(&path)>
            <div class="row spread">
                <h2 id=id_of(&path) tabindex="-1">{heading}</h2>
                <button
                    type="button"
                    class="btn tight danger"
                    data-test=format!("{path}.remove")
                    disabled=only
                    on:click=move |_| rounds.update(|all| { all.remove(n); })
                >
                    {t!(round.remove)}
                </button>
            </div>
            <GroupError path=path.clone()/>
            <div class="grid">
                <TextField path=format!("{path}.title") label=t!(round.title) value=round.title class="c6"/>
                <TextField
                    path=format!("{path}.opens_at")
                    label=t!(round.opens_at)
                    hint=t!(round.clock)
                    value=round.opens_at
                    kind="datetime-local"
                    class="c3"
                />
                <TextField
                    path=format!("{path}.closes_at")
                    label=t!(round.closes_at)
                    hint=t!(round.closes_why)
                    value=round.closes_at
                    kind="datetime-local"
                    class="c3"
                />
            </div>
            <BankFields path=path.clone() bank=round.bank version=round.bank_version banks/>
            {move || shared(n, round, rounds)}
            <TimeFields rules=rules.clone() round/>
            <BlueprintFields
                path=format!("{rules}.blueprint")
                sections=round.sections
                mix=round.mix_sections
                counts=counts_of(round.bank, round.bank_version, banks)
            />
            <DisclosureFields path=format!("{rules}.disclosure") round/>
            <ChainFields path=format!("{rules}.chain") round/>
            <PredictionFields path=format!("{rules}.prediction") round/>
            <PrizeFields path=format!("{rules}.prizes") round/>
        </section>
    }
}

/// Names the other rounds that draw from the same bank, and says what follows from it.
fn shared(n: usize, round: RoundForm, rounds: RwSignal<Vec<RoundForm>>) -> Option<impl IntoView + use<>> {
    let bank = round.bank.get();
    let others: Vec<String> = (1_usize..)
        .zip(rounds.get())
        .filter(|(number, other)| *number != n + 1 && other.bank.get() == bank)
        .map(|(number, _)| number.to_string())
        .collect();
    if bank.is_empty() || others.is_empty() {
        return None;
    }
    let text = fill(texts().round.shared, &[("rounds", &others.join(", "))]);
    Some(view! { <p class="note" data-test=format!("rounds.{n}.shared")>{text}</p> })
}

/// Returns what a select field needs to choose one of these values. Keys are their numbers: the front ends are built
/// without the names of variants.
fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    all: &'static [T],
    value: RwSignal<T>,
    name: fn(T) -> &'static str,
) -> (RwSignal<String>, Signal<Vec<(String, String)>>) {
    let number = all.iter().position(|one| *one == value.get_untracked());
    let key = RwSignal::new(number.unwrap_or_default().to_string());
    Effect::new(move || {
        let chosen = key.get().parse().ok().and_then(|number: usize| all.get(number));
        if let Some(chosen) = chosen.filter(|chosen| **chosen != value.get_untracked()) {
            value.set(*chosen);
        }
    });
    let choices = Signal::derive(move || {
        let named = |(number, one): (usize, &T)| (number.to_string(), name(*one).to_owned());
        all.iter().enumerate().map(named).collect()
    });
    (key, choices)
}

#[component]
fn TimeFields(rules: String, round: RoundForm) -> impl IntoView {
    let (counted, choices) = choice(&COUNTED, round.counted, names::counted);
    let attempts = StoredValue::new(format!("{rules}.attempts"));
    view! {
        <fieldset class="group stack">
            <legend id=id_of(&rules) tabindex="-1">{t!(round.time)}</legend>
            <GroupError path=rules.clone()/>
            <div class="grid">
                <TextField
                    path=format!("{rules}.time_limit_s")
                    label=t!(round.minutes)
                    hint=t!(round.minutes_why)
                    value=round.minutes
                    kind="number"
                    class="c3"
                />
                <div class="c3 stack">
                    <Show
                        when=move || !round.unlimited.get()
                        fallback=|| view! { <p><strong>{t!(round.attempts)}</strong><br/>{t!(round.no_limit)}</p> }
                    >
                        <TextField
                            path=attempts.get_value()
                            label=t!(round.attempts)
                            hint=t!(round.attempts_why)
                            value=round.attempts
                            kind="number"
                        />
                    </Show>
                </div>
                <SelectField path=format!("{rules}.counted") label=t!(round.counted) value=counted choices class="c6"/>
            </div>
            <div class="grid">
                <TextField
                    path=format!("{rules}.attempts_per_day")
                    label=t!(round.per_day)
                    hint=t!(round.per_day_why)
                    value=round.per_day
                    kind="number"
                    class="c3"
                />
                <TextField
                    path=format!("{rules}.rest_s")
                    label=t!(round.rest)
                    hint=t!(round.rest_why)
                    value=round.rest
                    kind="number"
                    class="c3"
                />
            </div>
            <CheckField path=format!("{rules}.unlimited") label=t!(round.unlimited) value=round.unlimited/>
            <CheckField
                path=format!("{rules}.answer_all")
                label=t!(round.answer_all)
                hint=t!(round.answer_all_why)
                value=round.answer_all
            />
        </fieldset>
    }
}

#[component]
fn DisclosureFields(path: String, round: RoundForm) -> impl IntoView {
    let (score, scores) = choice(&SCORES, round.score_shown, names::score_shown);
    let (key, keys) = choice(&KEYS, round.key_shown, names::key_shown);
    view! {
        <fieldset class="group stack">
            <legend id=id_of(&path) tabindex="-1">{t!(disclosure.title)}</legend>
            <GroupError path=path.clone()/>
            <div class="grid">
                <SelectField path=format!("{path}.score") label=t!(disclosure.score) value=score choices=scores class="c6"/>
                <SelectField path=format!("{path}.key") label=t!(disclosure.key) value=key choices=keys class="c6"/>
            </div>
            <p class="hint">{t!(disclosure.why)}</p>
        </fieldset>
    }
}

#[component]
fn PredictionFields(path: String, round: RoundForm) -> impl IntoView {
    let (target, choices) = choice(&TARGETS, round.target, names::target);
    let fields = StoredValue::new(path.clone());
    let at = move |field: &str| format!("{}.{field}", fields.get_value());
    view! {
        <fieldset class="group stack">
            <legend id=id_of(&path) tabindex="-1">{t!(prediction.title)}</legend>
            <CheckField path=format!("{path}.on") label=t!(prediction.on) hint=t!(prediction.why) value=round.predicts/>
            <GroupError path/>
            <Show when=move || round.predicts.get()>
                <div class="grid">
                    <TextField path=at("question") label=t!(prediction.question) value=round.prediction class="c8"/>
                    <SelectField path=at("target") label=t!(prediction.target) value=target choices class="c4"/>
                </div>
                <CheckField
                    path=at("before_disqualification")
                    label=t!(prediction.before)
                    hint=t!(prediction.before_why)
                    value=round.before_disqualification
                />
            </Show>
        </fieldset>
    }
}
