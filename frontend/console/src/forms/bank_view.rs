//! The choice of a bank and its version, for rounds and practice.

use crate::texts::{t, texts};
use crate::ui::field::{Choice, SelectField};
use contest_core::wire::banks::{BankSummary, TopicCount};
use leptos::prelude::*;
use web_kit::format::thousands;
use web_kit::lang::fill;

fn find(banks: &[BankSummary], slug: &str) -> Option<BankSummary> {
    banks.iter().find(|bank| bank.slug == slug).cloned()
}

/// Returns the counts of the chosen bank; the list has only those of its newest version.
pub(crate) fn counts_of(
    bank: RwSignal<String>,
    version: RwSignal<String>,
    banks: Signal<Vec<BankSummary>>,
) -> Signal<Option<Vec<TopicCount>>> {
    Signal::derive(move || {
        let bank = banks.with(|banks| find(banks, &bank.get()))?;
        let version = version.get();
        (version.is_empty() || version == bank.version.to_string()).then_some(bank.counts)
    })
}

#[component]
pub(crate) fn BankFields(
    path: String,
    /// Its slug.
    bank: RwSignal<String>,
    /// Its number; empty for the newest.
    version: RwSignal<String>,
    banks: Signal<Vec<BankSummary>>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let chosen = bank.get();
        let mut choices: Vec<Choice> = vec![(String::new(), texts().round.choose_bank.to_owned())];
        banks.with(|banks| {
            if !chosen.is_empty() && find(banks, &chosen).is_none() {
                choices.push((chosen.clone(), chosen));
            }
            choices.extend(banks.iter().map(|bank| {
                let n = thousands(bank.questions.into());
                let text = fill(texts().round.bank_line, &[("title", &bank.title), ("n", &n)]);
                (bank.slug.clone(), text)
            }));
        });
        choices
    });
    let versions = Signal::derive(move || {
        let newest = banks
            .with(|banks| find(banks, &bank.get()))
            .map_or(0, |bank| bank.version);
        let mut choices: Vec<Choice> = vec![(String::new(), texts().round.newest.to_owned())];
        let nth = |n: u32| fill(texts().round.version_n, &[("n", &n.to_string())]);
        choices.extend((1..=newest).rev().map(|n| (n.to_string(), nth(n))));
        let chosen = version.get();
        if choices.iter().all(|(key, _)| *key != chosen) {
            choices.push((chosen.clone(), chosen));
        }
        choices
    });
    let none = move || {
        banks.with(Vec::is_empty).then(|| {
            view! {
                <p class="note warn">
                    {t!(round.no_banks)} " " <a href="/console/banks/upload">{t!(banks.upload)}</a>
                </p>
            }
        })
    };
    view! {
        <div class="grid">
            <SelectField path=format!("{path}.bank") label=t!(round.bank) value=bank choices class="c8"/>
            <SelectField
                path=format!("{path}.bank_version")
                label=t!(round.bank_version)
                value=version
                choices=versions
                class="c4"
            />
        </div>
        {none}
    }
}
