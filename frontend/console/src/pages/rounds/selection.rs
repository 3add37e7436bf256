//! The contestants chosen in the table, for one decision to disqualify them.

use super::jobs::Jobs;
use super::work::Blocked;
use crate::texts::{t, texts};
use contest_core::ids::AccountId;
use contest_core::wire::results::Settlement;
use leptos::prelude::*;
use web_kit::lang::fill;

/// The most contestants that the API takes in one decision.
pub(crate) const MOST: usize = 100;

/// A contestant who may be disqualified.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) prize: Option<String>,
}

#[derive(Clone, Copy)]
pub(crate) struct Selection {
    chosen: RwSignal<Vec<Target>>,
    /// The contestants the dialog is about; empty while it is closed.
    pub(crate) asked: RwSignal<Vec<Target>>,
}

impl Selection {
    pub(crate) fn new() -> Selection {
        Selection {
            chosen: RwSignal::new(Vec::new()),
            asked: RwSignal::new(Vec::new()),
        }
    }

    /// Tracked, like the two functions below.
    pub(crate) fn has(self, account: AccountId) -> bool {
        self.chosen
            .with(|chosen| chosen.iter().any(|target| target.account == account))
    }

    fn len(self) -> usize {
        self.chosen.with(Vec::len)
    }

    pub(crate) fn is_full(self) -> bool {
        self.len() >= MOST
    }

    pub(crate) fn choose(self, target: &Target, on: bool) {
        self.chosen.update(|chosen| {
            chosen.retain(|one| one.account != target.account);
            if on {
                chosen.push(target.clone());
            }
        });
    }

    /// Forgets contestants who can no longer be disqualified, once the results have changed.
    pub(crate) fn keep_ranked(self, settlement: Option<&Settlement>) {
        let open = settlement.filter(|settlement| !settlement.is_final);
        let ranked = |target: &Target| {
            let mut rows = open.into_iter().flat_map(|settlement| &settlement.standings);
            rows.any(|row| row.account == target.account && row.rank.is_some())
        };
        if !self.chosen.with_untracked(|chosen| chosen.iter().all(ranked)) {
            self.chosen.update(|chosen| chosen.retain(ranked));
        }
    }
}

/// How many are chosen, and what can be done with them. The bar stays in sight while the table scrolls.
#[component]
pub(crate) fn SelectionBar(selection: Selection, jobs: Jobs) -> impl IntoView {
    let some = Memo::new(move |_| selection.len() > 0);
    let said = move || match selection.len() {
        0 => texts().selection.how.to_owned(),
        n if n >= MOST => fill(texts().selection.full, &[("n", &n.to_string())]),
        1 => texts().selection.one.to_owned(),
        n => fill(texts().selection.some, &[("n", &n.to_string())]),
    };
    let buttons = move || {
        some.get().then(|| {
            view! {
                <span class="row">
                    <button class="btn tight" data-test="selection-clear" on:click=move |_| selection.chosen.set(Vec::new())>
                        {t!(selection.clear)}
                    </button>
                    <button
                        class="btn tight danger solid"
                        data-test="disqualify-selected"
                        disabled=move || jobs.is_judging()
                        on:click=move |_| selection.asked.set(selection.chosen.get_untracked())
                    >
                        {t!(selection.disqualify)}
                    </button>
                </span>
            }
        })
    };
    view! {
        <div class="selection" class:some=move || some.get() data-test="selection">
            <div>
                <p role="status" class:soft=move || !some.get()>{said}</p>
                <Blocked jobs/>
            </div>
            {buttons}
        </div>
    }
}
