//! Prizes of a settlement that nobody wins, and why.

use crate::texts::texts;
use contest_core::wire::results::{RoundResults, Settlement};
use leptos::prelude::*;
use web_kit::format::thousands;
use web_kit::lang::fill;

/// What a settlement awards.
pub(super) struct Awarded {
    pub(super) winners: u64,
    /// Prizes with how many of each are left, in the order of the rules.
    left: Vec<(String, u64)>,
}

impl Awarded {
    pub(super) fn of(results: &RoundResults, settlement: &Settlement) -> Awarded {
        let won: Vec<&str> = settlement
            .standings
            .iter()
            .filter_map(|row| row.prize.as_deref())
            .collect();
        // Prizes are awarded in order, so what is left belongs to the last ones, whatever their names.
        let mut rest = won.len() as u64;
        let left = results.prizes.iter().map(|prize| {
            let quota = u64::from(prize.quota);
            let given = quota.min(rest);
            rest -= given;
            (prize.name.clone(), quota - given)
        });
        Awarded {
            winners: won.len() as u64,
            left: left.filter(|(_, left)| *left > 0).collect(),
        }
    }

    /// Says which prizes are left and why; nothing if all are awarded.
    pub(super) fn told(&self, settlement: &Settlement) -> Option<String> {
        if self.left.is_empty() {
            return None;
        }
        let t = &texts().unawarded;
        let prize =
            |(name, left): &(String, u64)| fill(t.prize, &[("prize", name), ("n", &thousands(*left))]);
        let prizes: Vec<String> = self.left.iter().map(prize).collect();
        let which = fill(t.which, &[("prizes", &prizes.join(", "))]);
        let (winners, ranked) = (thousands(self.winners), thousands(settlement.ranked));
        let why = match (settlement.ranked, self.winners) {
            (0, _) => t.nobody.to_owned(),
            (ranked, winners) if ranked == winners => fill(t.too_few, &[("n", &thousands(ranked))]),
            _ => fill(t.not_eligible, &[("n", &winners), ("ranked", &ranked)]),
        };
        Some(format!("{which} {why}"))
    }
}

pub(super) fn note(results: &RoundResults, settlement: &Settlement) -> Option<impl IntoView + use<>> {
    let text = match results.prizes.is_empty() {
        true => texts().unawarded.no_prizes.to_owned(),
        false => Awarded::of(results, settlement).told(settlement)?,
    };
    Some(view! { <p class="note" data-test="unawarded">{text}</p> })
}
