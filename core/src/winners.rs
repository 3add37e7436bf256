//! From a ranking to winners: prizes are given in order, each to as many as its quota allows.

use serde::{Deserialize, Serialize};

/// A prize of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prize {
    /// E.g. "Giải Nhất".
    pub name: String,
    /// How many are given.
    pub quota: u32,
    /// Đồng for each; 0 if the prize is not money.
    #[serde(default)]
    pub amount_vnd: u64,
}

/// One contestant in the final order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked<T> {
    /// From 1; disqualified contestants have none and are passed over.
    pub place: Option<u32>,
    /// Index into the prizes.
    pub prize: Option<usize>,
    pub entrant: T,
}

/// Gives places and prizes to entrants that stand in ranking order. The disqualified keep their row but have
/// neither place nor prize: the next one moves up. Only entrants that are `eligible` (earned any points) win.
pub fn award<T>(
    ranking: impl IntoIterator<Item = T>,
    prizes: &[Prize],
    disqualified: impl Fn(&T) -> bool,
    eligible: impl Fn(&T) -> bool,
) -> Vec<Ranked<T>> {
    let mut place = 0;
    let mut remaining = prizes
        .iter()
        .enumerate()
        .flat_map(|(n, prize)| (0..prize.quota).map(move |_| n));
    let rank = |entrant: T| {
        if disqualified(&entrant) {
            return Ranked {
                place: None,
                prize: None,
                entrant,
            };
        }
        place += 1;
        let prize = if eligible(&entrant) {
            remaining.next()
        } else {
            None
        };
        Ranked {
            place: Some(place),
            prize,
            entrant,
        }
    };
    ranking.into_iter().map(rank).collect()
}
