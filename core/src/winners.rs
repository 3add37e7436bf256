//! From a ranking to winners: prizes are awarded in order, each as often as its quota allows. The cost depends on the
//! number of winners and disqualified contestants, not on how many are ranked.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A prize of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prize {
    /// E.g. "Giải Nhất".
    pub name: String,
    /// How many are awarded.
    pub quota: u32,
    /// Đồng for each winner; 0 if the prize is not money.
    #[serde(default)]
    pub amount_vnd: u64,
}

/// What is decided about one position of a ranking. Positions count from 1 and include the disqualified. The rank is
/// the position without the disqualified before it; see [`rank`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub position: u32,
    pub disqualified: bool,
    /// Index into the prizes.
    pub prize: Option<usize>,
    /// Equal in the whole chain to the next contestant who is not disqualified.
    pub tied_with_next: bool,
}

/// Returns the rank at a position, from 1; `None` for the disqualified.
pub fn rank(position: u32, out: &[u32]) -> Option<u32> {
    match out.binary_search(&position) {
        Ok(_) => None,
        Err(before) => Some(position - before as u32),
    }
}

/// Awards the prizes in order to the `eligible` positions (contestants who earned any points), given in order. The
/// disqualified win nothing: the next contestant moves up. Reads no more of `eligible` than there are prizes and
/// disqualified contestants.
pub fn winners(
    eligible: impl IntoIterator<Item = u32>,
    out: &[u32],
    prizes: &[Prize],
) -> BTreeMap<u32, usize> {
    let given = prizes
        .iter()
        .enumerate()
        .flat_map(|(index, prize)| (0..prize.quota).map(move |_| index));
    let moved_up = eligible
        .into_iter()
        .filter(|position| out.binary_search(position).is_err());
    // Prizes come first in the zip: once all are awarded, no further position is read.
    given
        .zip(moved_up)
        .map(|(prize, position)| (position, prize))
        .collect()
}

/// Returns the positions for which [`decide`] needs to know whether they tie with the next.
pub fn in_question(winners: &BTreeMap<u32, usize>, out: &[u32]) -> BTreeSet<u32> {
    let before_out = out.iter().filter_map(|position| position.checked_sub(1));
    let all = winners
        .keys()
        .copied()
        .chain(out.iter().copied())
        .chain(before_out);
    all.filter(|position| *position > 0).collect()
}

/// Returns, in order, decisions about the disqualified, the winners, and positions whose tie is no longer with the next
/// position. `ties` says for each position [`in_question`] whether it equals the next in the whole chain; false for the
/// last.
pub fn decide(winners: &BTreeMap<u32, usize>, out: &[u32], ties: &BTreeMap<u32, bool>) -> Vec<Decision> {
    let ties_with_next = |position: u32| ties.get(&position).copied().unwrap_or(false);
    let is_out = |position: u32| out.binary_search(&position).is_ok();
    // Equality in the chain is transitive, so a tie reaches across the disqualified in between.
    let ties_past_out = |position: u32| {
        let mut at = position;
        while ties_with_next(at) {
            at += 1;
            if !is_out(at) {
                return true;
            }
        }
        false
    };
    let decision = |position: u32| {
        let disqualified = is_out(position);
        let tied_with_next = !disqualified && ties_past_out(position);
        let prize = winners.get(&position).copied();
        let says_something = disqualified || prize.is_some() || tied_with_next != ties_with_next(position);
        says_something.then_some(Decision {
            position,
            disqualified,
            prize,
            tied_with_next,
        })
    };
    let all = in_question(winners, out);
    all.into_iter().filter_map(decision).collect()
}
