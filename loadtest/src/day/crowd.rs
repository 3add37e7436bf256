//! Who takes part in a round, and when each of their attempts begins: drawn from a seed, so every run is the same.

use super::chance::chance;
use contest_core::time::Millis;
use rand::RngExt;

/// More attempts of one person would not fit into a week one after the other.
const MOST_ATTEMPTS: u32 = 300;
/// The shortest time between one attempt's end and the next one's start, in milliseconds.
const BREAK_MS: i64 = 1_000;
/// The last person registers when the time divided by this has passed.
const REGISTERED_BY: i64 = 2;

/// The size of the crowd.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub people: u32,
    pub attempts: u32,
    pub seed: u64,
}

impl Size {
    /// Returns how many attempts the round's rules must allow: about twice a person's average.
    pub fn limit(&self) -> Result<u16, String> {
        let average = self.attempts.div_ceil(self.people.max(1));
        if self.people == 0 || average * 2 > MOST_ATTEMPTS {
            return Err(format!(
                "{} attempts of {} people: at most {} a person",
                self.attempts,
                self.people,
                MOST_ATTEMPTS / 2
            ));
        }
        Ok((average * 2).max(3) as u16)
    }
}

/// When an attempt starts, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedStart {
    pub started_at: Millis,
    /// Counted from 0, in the order of registration.
    pub person: u32,
    /// From 1.
    pub number: u16,
}

/// Everybody.
pub struct Crowd {
    pub size: Size,
    pub limit: u16,
    pub time_limit_ms: i64,
    opens_at: Millis,
    /// By then every attempt is over, even those that use all their time.
    until: Millis,
    /// How often each person plays.
    counts: Vec<u16>,
}

impl Crowd {
    pub fn new(size: Size, opens_at: Millis, until: Millis, time_limit_ms: i64) -> Result<Crowd, String> {
        let crowd = Crowd {
            counts: counts(size)?,
            limit: size.limit()?,
            size,
            time_limit_ms,
            opens_at,
            until,
        };
        let shortest = crowd.counts.iter().enumerate();
        let shortest = shortest.map(|(person, count)| crowd.share(person as u32, *count));
        if shortest
            .min()
            .is_some_and(|share| share <= time_limit_ms + BREAK_MS)
        {
            return Err("the round is too short for so many attempts of one person".into());
        }
        Ok(crowd)
    }

    /// Returns when a person registers: one after the other in the first half of the time.
    pub fn registered_at(&self, person: u32) -> Millis {
        let time = (self.until.0 - self.opens_at.0) / REGISTERED_BY;
        self.opens_at + time * i64::from(person) / i64::from(self.size.people.max(1))
    }

    /// Returns how much time, in milliseconds, each of a person's `count` attempts has to itself.
    fn share(&self, person: u32, count: u16) -> i64 {
        (self.until.0 - self.registered_at(person).0) / i64::from(count.max(1))
    }

    /// Returns all attempts in the order of their start, in which a database receives them.
    pub fn starts(&self) -> Vec<PlannedStart> {
        let mut starts = Vec::with_capacity(self.size.attempts as usize);
        for (person, count) in self.counts.iter().enumerate() {
            let person = person as u32;
            let share = self.share(person, *count);
            for number in 1..=*count {
                let mut chance = chance(self.size.seed, person, number);
                let within = chance.random_range(0..share - self.time_limit_ms - BREAK_MS);
                starts.push(PlannedStart {
                    started_at: self.registered_at(person) + share * i64::from(number - 1) + within + 1,
                    person,
                    number,
                });
            }
        }
        starts.sort_unstable();
        starts
    }
}

/// Returns how often each person plays: once, as far as there are attempts; the others go to people with some left.
fn counts(size: Size) -> Result<Vec<u16>, String> {
    let limit = size.limit()?;
    let first = size.attempts.min(size.people);
    let mut counts: Vec<u16> = (0..size.people).map(|person| u16::from(person < first)).collect();
    let mut chance = chance(size.seed, u32::MAX, 0);
    let mut left = size.attempts - first;
    while left > 0 {
        let count = &mut counts[chance.random_range(0..size.people) as usize];
        if *count < limit {
            *count += 1;
            left -= 1;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    const WEEK: i64 = 7 * 86_400_000;

    fn crowd(people: u32, attempts: u32) -> Crowd {
        let size = Size {
            people,
            attempts,
            seed: 7,
        };
        Crowd::new(size, Millis(0), Millis(WEEK), 900_000).expect("a crowd")
    }

    #[test]
    fn attempts_of_a_person_follow_each_other_within_the_round_and_the_limit() {
        let crowd = crowd(300, 2_000);
        let starts = crowd.starts();
        assert!(starts.len() == 2_000 && starts.is_sorted());
        assert_eq!(starts, crowd.starts());
        let mut of_person: HashMap<u32, Vec<PlannedStart>> = HashMap::new();
        for start in starts {
            of_person.entry(start.person).or_default().push(start);
        }
        assert_eq!(of_person.len(), 300);
        for (person, starts) in of_person {
            let numbers = starts.iter().map(|start| start.number);
            assert!(numbers.eq(1..=starts.len() as u16) && starts.len() <= usize::from(crowd.limit));
            assert!(starts[0].started_at > crowd.registered_at(person));
            let ends = starts.iter().map(|start| start.started_at + 900_000);
            let nexts = starts.iter().skip(1).map(|start| start.started_at);
            assert!(
                ends.zip(nexts.chain([Millis(WEEK)]))
                    .all(|(end, next)| end < next)
            );
        }
    }

    #[test]
    fn some_may_not_play_and_too_many_attempts_are_refused() {
        assert_eq!(crowd(50, 20).starts().len(), 20);
        let size = Size {
            people: 1,
            attempts: 1_000,
            seed: 1,
        };
        assert!(size.limit().is_err());
        let size = Size {
            attempts: 100,
            ..size
        };
        assert!(Crowd::new(size, Millis(0), Millis(86_400_000), 900_000).is_err());
    }
}
