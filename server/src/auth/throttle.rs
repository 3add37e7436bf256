//! Rate limits for sign-ins, against guessing passwords. Tries are counted in memory: by login and address, and by
//! login alone.
//!
//! Counting by address as well keeps a stranger from locking somebody out with ten wrong passwords. The limit by login
//! alone is ten times as high; it stops a guesser with many addresses.

use crate::errors::AppResult;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Tries for one login from one address.
const TRIES: u32 = 10;
/// Tries for one login from all addresses together.
const TRIES_FROM_ANYWHERE: u32 = 100;
/// The window in which they are counted, from the first try on.
const WINDOW_MS: i64 = 5 * 60_000;
/// The most counts remembered: about 3 MB. When these are full, the oldest half is forgotten.
const REMEMBERED: usize = 20_000;

#[derive(Clone, Default)]
pub struct Throttle(Arc<Mutex<HashMap<Key, Tries>>>);

/// Stands for the addresses of all devices that have signed in with a login before.
const KNOWN_DEVICES: &str = "known devices";

/// The login and the address; `None` stands for all addresses.
type Key = (String, Option<String>);

#[derive(Clone, Copy)]
struct Tries {
    since: Millis,
    count: u32,
}

impl Throttle {
    /// Counts a try, before the password is checked, so that concurrent tries all count. Refuses one too many.
    pub(crate) fn begin(&self, login: &str, address: &str, now: Millis) -> AppResult<()> {
        self.count(login, &[(Some(address), TRIES), (None, TRIES_FROM_ANYWHERE)], now)
    }

    /// As [`begin`](Self::begin), for devices that have signed in with this login before: together they have the tries of
    /// one address, and others cannot use these up, not even at the same address.
    pub(crate) fn begin_known(&self, login: &str, now: Millis) -> AppResult<()> {
        self.count(login, &[(Some(KNOWN_DEVICES), TRIES)], now)
    }

    fn count(&self, login: &str, limits: &[(Option<&str>, u32)], now: Millis) -> AppResult<()> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() + limits.len() > REMEMBERED {
            forget_old(&mut tries, now);
        }
        for &(address, limit) in limits {
            let entry = tries
                .entry((login.to_owned(), address.map(str::to_owned)))
                .or_insert(Tries { since: now, count: 0 });
            if now.since(entry.since) >= WINDOW_MS as u64 {
                *entry = Tries { since: now, count: 0 };
            }
            if entry.count >= limit {
                return Err(ErrorCode::TooManyRequests.into());
            }
            entry.count += 1;
        }
        Ok(())
    }

    /// Forgets the tries for this login from this address: the password was right.
    pub(crate) fn succeeded(&self, login: &str, address: &str) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&(login.to_owned(), Some(address.to_owned())));
    }

    /// Forgets all tries for this login: its password has been changed by its owner.
    pub(crate) fn forget(&self, login: &str) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|(of, _), _| of != login);
    }
}

fn forget_old(tries: &mut HashMap<Key, Tries>, now: Millis) {
    tries.retain(|_, t| now.since(t.since) < WINDOW_MS as u64);
    if tries.len() > REMEMBERED / 2 {
        let mut begun: Vec<Millis> = tries.values().map(|t| t.since).collect();
        begun.sort_unstable();
        let median = begun[begun.len() / 2];
        tries.retain(|_, t| t.since > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    #[test]
    fn the_eleventh_try_within_five_minutes_is_refused_and_others_are_not_hurt() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.begin("+84912345678", "10.0.0.1", NOW).unwrap();
        }
        let refused = throttle
            .begin("+84912345678", "10.0.0.1", NOW + WINDOW_MS - 1)
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::TooManyRequests);
        throttle.begin("+84912345678", "10.0.0.2", NOW).unwrap();
        throttle.begin("+84912345679", "10.0.0.1", NOW).unwrap();
        throttle
            .begin("+84912345678", "10.0.0.1", NOW + WINDOW_MS)
            .unwrap();
    }

    #[test]
    fn a_right_password_begins_anew() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            throttle.begin("a", "10.0.0.1", NOW).unwrap();
            throttle.succeeded("a", "10.0.0.1");
        }
    }

    #[test]
    fn a_new_password_begins_anew_everywhere() {
        let throttle = Throttle::default();
        let tries = |login: &str| {
            let tried = (0..20).filter(|n| throttle.begin(login, &format!("10.0.0.{}", n % 2), NOW).is_ok());
            tried.count()
        };
        assert_eq!((tries("a"), tries("b")), (20, 20));
        assert_eq!(tries("a"), 0);
        throttle.forget("a");
        assert_eq!((tries("a"), tries("b")), (20, 0));
    }

    #[test]
    fn many_addresses_do_not_help_and_memory_stays_bounded() {
        let throttle = Throttle::default();
        let tried = (0..200)
            .filter(|n| throttle.begin("a", &format!("10.0.0.{n}"), NOW).is_ok())
            .count();
        assert_eq!(tried, 100);
        for n in 0..50_000 {
            let _ = throttle.begin(&n.to_string(), "10.0.0.1", NOW + n);
        }
        assert!(throttle.0.lock().unwrap().len() <= REMEMBERED);
    }
}
