//! What draws from a bank: published rounds stay on their version, drafts follow the newest one unless they name another.

use crate::texts::texts;
use crate::ui::load::Load;
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankHistory, BankUse};
use leptos::prelude::*;
use web_kit::lang::fill;

#[component]
pub(super) fn Uses(bank: String) -> impl IntoView {
    let history = Load::<BankHistory>::new(paths::bank_history(&bank));
    view! {
        <section class="card stack" data-test="bank-uses">
            <h2>{texts().workbench.uses}</h2>
            {history.draw(|history| {
                let lines = history.versions.iter();
                let uses = lines.flat_map(|line| line.uses.iter().map(|used| told(used, line.version)));
                let uses: Vec<String> = uses.collect();
                match uses.is_empty() {
                    true => view! { <p class="soft">{texts().workbench.no_uses}</p> }.into_any(),
                    false => {
                        let uses = uses.into_iter().map(|used| view! { <li data-test="bank-use">{used}</li> });
                        view! { <ul class="listed">{uses.collect_view()}</ul> }.into_any()
                    }
                }
            })}
        </section>
    }
}

fn told(used: &BankUse, version: u32) -> String {
    let t = &texts().workbench;
    let text = match (used.is_published, used.follows) {
        (true, _) => t.stays,
        (false, true) => t.follows,
        (false, false) => t.named,
    };
    let round = round_of(used);
    let version = version.to_string();
    fill(
        text,
        &[
            ("round", &round),
            ("contest", &used.contest_title),
            ("version", &version),
        ],
    )
}

/// Returns what the round is called, or that it is the practice.
pub(super) fn round_of(used: &BankUse) -> String {
    let practice = || texts().workbench.practice.to_owned();
    used.round.clone().unwrap_or_else(practice)
}
