//! How the reader's rank has changed since yesterday, from what this device has seen: nothing is told that was not on
//! its screen.

use super::Ending;
use super::facts::pair;
use crate::session;
use crate::texts;
use contest_core::ids::RoundId;
use contest_core::rounds::Phase;
use contest_core::time::{Millis, VIET_NAM_MS};
use leptos::prelude::*;
use std::cmp::Ordering;
use web_kit::{clock, format, lang, storage};

const DAY_MS: i64 = 86_400_000;
/// The keys go on with account and round.
const PREFIX: &str = "thiluat.rank.";

/// A rank, and the day on which it was seen: the last one of that day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    /// Days since 1970 in Viet Nam.
    day: i64,
    rank: u64,
}

/// What a device remembers of a round: the rank of today, and that of the last day before on which it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Memory {
    today: Seen,
    before: Option<Seen>,
}

impl Memory {
    /// Takes note of a rank. A day that is not later than what is known, by a clock that was set back, is the same day.
    fn noting(known: Option<Memory>, seen: Seen) -> Memory {
        match known {
            None => Memory {
                today: seen,
                before: None,
            },
            Some(known) if seen.day > known.today.day => Memory {
                today: seen,
                before: Some(known.today),
            },
            Some(known) => Memory {
                today: Seen {
                    day: known.today.day,
                    ..seen
                },
                ..known
            },
        }
    }

    fn read(text: &str) -> Option<Memory> {
        let mut seen = text.split(' ').map(|part| {
            let (day, rank) = part.split_once(':')?;
            Some(Seen {
                day: day.parse().ok()?,
                rank: rank.parse().ok()?,
            })
        });
        Some(Memory {
            today: seen.next()??,
            before: seen.next().flatten(),
        })
    }

    fn written(self) -> String {
        let seen = [Some(self.today), self.before].into_iter().flatten();
        let parts: Vec<String> = seen
            .map(|seen| [seen.day.to_string(), seen.rank.to_string()].join(":"))
            .collect();
        parts.join(" ")
    }
}

/// Shows the change while the ranking is the live one, if this device has seen the rank on an earlier day.
pub(super) fn since(ending: Ending, round: RoundId) -> Option<AnyView> {
    let me = ending.me.get()?;
    let rank = me.rank.filter(|_| me.phase != Phase::Final)?;
    let account = session::who().session()?.account.to_string();
    let own = [PREFIX, &account, "."].concat();
    let key = [own.as_str(), &round.to_string()].concat();
    let known = storage::get(&key).as_deref().and_then(Memory::read);
    let day = (clock::now().0 + VIET_NAM_MS).div_euclid(DAY_MS);
    let memory = Memory::noting(known, Seen { day, rank });
    storage::set(&key, &memory.written());
    // Another person's ranks are no business of whoever uses the device now.
    for other in storage::keys(PREFIX) {
        if !other.starts_with(&own) {
            storage::remove(&other);
        }
    }
    let before = memory.before?;
    Some(pair(
        texts::place().change(),
        changed(before, memory.today),
        "rank-change",
    ))
}

fn changed(before: Seen, today: Seen) -> String {
    let t = texts::place();
    let [up, down, same] = match today.day - before.day {
        1 => [t.yesterday_up(), t.yesterday_down(), t.yesterday_same()],
        _ => [t.earlier_up(), t.earlier_down(), t.earlier_same()],
    };
    let text = match today.rank.cmp(&before.rank) {
        Ordering::Less => up,
        Ordering::Greater => down,
        Ordering::Equal => same,
    };
    let steps = format::thousands(today.rank.abs_diff(before.rank));
    let day = format::day(Millis(before.day * DAY_MS - VIET_NAM_MS));
    lang::fill(text, &[("n", &steps), ("day", &day)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(day: i64, rank: u64) -> Seen {
        Seen { day, rank }
    }

    #[test]
    fn the_last_rank_of_an_earlier_day_is_remembered() {
        let mut memory = None;
        let mut note = |day, rank| {
            let noted = Memory::noting(memory, seen(day, rank));
            assert_eq!(Memory::read(&noted.written()), Some(noted));
            memory = Some(noted);
            (noted.today, noted.before)
        };
        assert_eq!(note(10, 7), (seen(10, 7), None));
        assert_eq!(note(10, 9), (seen(10, 9), None));
        assert_eq!(note(11, 8), (seen(11, 8), Some(seen(10, 9))));
        assert_eq!(note(11, 5), (seen(11, 5), Some(seen(10, 9))));
        // A clock that was set back makes no new yesterday.
        assert_eq!(note(10, 4), (seen(11, 4), Some(seen(10, 9))));
        assert_eq!(note(15, 3), (seen(15, 3), Some(seen(11, 4))));
    }

    #[test]
    fn what_somebody_else_has_written_is_ignored() {
        for text in ["", "x", "1", "1:", "1:x", ":1"] {
            assert_eq!(Memory::read(text), None, "{text}");
        }
    }
}
