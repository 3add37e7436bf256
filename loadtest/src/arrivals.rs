//! When people arrive: moments drawn from a seed before a run, so that the server's responses cannot slow down
//! arrivals.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// How arrivals are spread over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// The same rate throughout.
    Steady,
    /// The opening of a round: most arrive in the first tenth of the run, the rest spread over the remainder.
    Opening,
    /// The last evening: arrivals increase until the round closes, and everybody still playing submits at the end.
    LastEvening,
    /// A school: everybody at once.
    School,
}

/// Returns the moments of arrival from the start of a run, in order: on average `rate` a second over `duration`.
pub fn arrivals(profile: Profile, rate: f64, duration: Duration, seed: u64) -> Vec<Duration> {
    let mut random = SmallRng::seed_from_u64(seed);
    let length = duration.as_secs_f64();
    if profile == Profile::School {
        return vec![Duration::ZERO; (rate * length).round() as usize];
    }
    let mut moments = Vec::with_capacity((rate * length) as usize);
    let mut at = 0.0;
    loop {
        // A Poisson process of rate 1 (independent people), bent to the profile below.
        at += -(1.0 - random.random::<f64>()).ln() / rate.max(1e-9);
        if at >= length {
            return moments;
        }
        moments.push(Duration::from_secs_f64(bent(profile, at / length) * length));
    }
}

/// Returns when the share `of_all` of the arrivals has come: the inverse of the profile's cumulative distribution.
fn bent(profile: Profile, of_all: f64) -> f64 {
    match profile {
        Profile::Steady | Profile::School => of_all,
        // Seven in ten within the first tenth.
        Profile::Opening if of_all < 0.7 => of_all / 7.0,
        Profile::Opening => 0.1 + (of_all - 0.7) * 3.0,
        // The density grows with time.
        Profile::LastEvening => of_all.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn all_profiles_bring_the_rate_in_order() {
        for profile in [
            Profile::Steady,
            Profile::Opening,
            Profile::LastEvening,
            Profile::School,
        ] {
            let moments = arrivals(profile, 100.0, MINUTE, 7);
            assert!(
                (5_600..6_400).contains(&moments.len()),
                "{profile:?}: {}",
                moments.len()
            );
            assert!(moments.is_sorted() && moments.iter().all(|at| *at < MINUTE));
            assert_eq!(moments, arrivals(profile, 100.0, MINUTE, 7));
        }
    }

    #[test]
    fn the_opening_is_a_burst_and_the_last_evening_a_ramp() {
        let before = |profile, share: u32| {
            let moments = arrivals(profile, 100.0, MINUTE, 7);
            moments.iter().filter(|at| **at < MINUTE * share / 100).count() * 100 / moments.len()
        };
        assert!((67..=73).contains(&before(Profile::Opening, 10)));
        assert!((23..=27).contains(&before(Profile::LastEvening, 50)));
    }
}
