//! Counts starts and submissions by minute as they are recorded, for those who watch a round. The counts of this process
//! alone: Redis adds up those of all servers (`live/src/pace.rs`). A row that is recorded once more, after an outage, may
//! be counted once more: nothing depends on these numbers.

use contest_core::ids::RoundId;
use contest_core::time::Millis;
use contest_core::wire::figures::MINUTES;
use live::pace::Minute;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

pub(crate) const MINUTE_MS: i64 = 60_000;

/// What was recorded, and when it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    Started(Millis),
    Closed(Millis),
}

/// Cheap to clone; all clones count together.
#[derive(Clone)]
pub(crate) struct Pace(Arc<Inner>);

struct Inner {
    /// A name for the counts of this process.
    server: String,
    rounds: Mutex<HashMap<RoundId, BTreeMap<i64, Counted>>>,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    now: Minute,
    told: Minute,
}

impl Default for Pace {
    fn default() -> Pace {
        let name = Uuid::new_v4().simple().to_string();
        Pace(Arc::new(Inner {
            server: name[..12].to_owned(),
            rounds: Mutex::default(),
        }))
    }
}

/// Returns the minute of a moment, counted since 1970.
pub(crate) fn minute_of(at: Millis) -> i64 {
    at.0.div_euclid(MINUTE_MS)
}

impl Pace {
    pub(crate) fn server(&self) -> &str {
        &self.0.server
    }

    /// Counts. What happened so long ago that nobody sees it is left out.
    pub(crate) fn note(&self, happened: &[(RoundId, Happened)], now: Millis) {
        let oldest = minute_of(now) - MINUTES as i64;
        let mut rounds = self.0.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        for (round, what) in happened {
            let (Happened::Started(at) | Happened::Closed(at)) = what;
            let minute = minute_of(*at);
            if minute < oldest {
                continue;
            }
            let counted = rounds.entry(*round).or_default().entry(minute).or_default();
            match what {
                Happened::Started(_) => counted.now.starts += 1,
                Happened::Closed(_) => counted.now.submissions += 1,
            }
        }
    }

    /// Returns the minutes whose counts Redis does not have yet, and forgets those that nobody sees any more.
    pub(crate) fn untold(&self, now: Millis) -> Vec<(RoundId, Vec<(i64, Minute)>)> {
        let oldest = minute_of(now) - MINUTES as i64;
        let mut rounds = self.0.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.retain(|_, minutes| {
            minutes.retain(|minute, _| *minute >= oldest);
            !minutes.is_empty()
        });
        let changed = |minutes: &BTreeMap<i64, Counted>| -> Vec<(i64, Minute)> {
            let changed = minutes.iter().filter(|(_, counted)| counted.now != counted.told);
            changed.map(|(minute, counted)| (*minute, counted.now)).collect()
        };
        let of_rounds = rounds.iter().map(|(round, minutes)| (*round, changed(minutes)));
        of_rounds.filter(|(_, minutes)| !minutes.is_empty()).collect()
    }

    /// Notes that Redis has these counts.
    pub(crate) fn told(&self, round: RoundId, minutes: &[(i64, Minute)]) {
        let mut rounds = self.0.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = rounds.get_mut(&round) else {
            return;
        };
        for (minute, told) in minutes {
            if let Some(counted) = known.get_mut(minute) {
                counted.told = *told;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_until_it_is_known_and_old_minutes_are_forgotten() {
        let (pace, round) = (Pace::default(), RoundId(Uuid::from_u128(1)));
        let now = Millis(1_000 * MINUTE_MS);
        let minute = |starts, submissions| Minute { starts, submissions };
        pace.note(
            &[(round, Happened::Started(now)), (round, Happened::Closed(now))],
            now,
        );
        pace.note(&[(round, Happened::Started(Millis(5)))], now);
        assert_eq!(pace.untold(now), [(round, vec![(1_000, minute(1, 1))])]);
        pace.told(round, &[(1_000, minute(1, 1))]);
        assert_eq!(pace.untold(now), []);
        pace.note(&[(round, Happened::Started(now))], now);
        assert_eq!(pace.untold(now), [(round, vec![(1_000, minute(2, 1))])]);
        assert_eq!(pace.untold(now + 61 * MINUTE_MS), []);
    }
}
