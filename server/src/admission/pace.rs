//! How fast a room calls people in: faster while the server has room, slower while it has not.

/// Called a second at least: a queue always moves.
const LEAST: f64 = 1.0;
/// A step is taken ten times a second: the pace doubles in 3 s, and halves in 1 s.
const UP: f64 = 1.025;
const DOWN: f64 = 0.93;
/// While fewer than half of those who were called come, the others have gone: the pace doubles in half a second.
const UP_PAST_EMPTY_PLACES: f64 = 1.15;
/// The share of the newest tenth of a second in the rate that estimates rest on: a mean over about 4 s.
const NEWEST: f64 = 0.025;

/// The pace of one server. With several, each calls at its own, and the queue moves at their sum.
pub struct Pace {
    /// People a second.
    pace: f64,
    /// Fixed by the operator; then nothing adapts.
    fixed: Option<f64>,
    /// What is left of a person.
    rest: f64,
    /// People a second who were called lately, by all servers.
    rate: f64,
    /// People a second who came in lately, and who were called by this server.
    came: f64,
    asked: f64,
    /// People a second who were let in while nobody waited.
    free_rate: f64,
    /// Where a pace begins at least: after a quiet time nothing is known of what the server carries.
    first: f64,
}

impl Pace {
    /// `first`: until something has been measured. `fixed`: 0 adapts.
    pub fn new(first: f64, fixed: u32) -> Pace {
        let fixed = (fixed > 0).then_some(f64::from(fixed));
        Pace {
            pace: fixed.unwrap_or(first),
            fixed,
            rest: 0.0,
            rate: fixed.unwrap_or(first),
            came: 0.0,
            asked: 0.0,
            free_rate: first,
            first,
        }
    }

    /// Nobody waits: notes how many came in by themselves, which is where the pace begins when somebody has to wait.
    pub fn nobody_waits(&mut self, let_in: u32, seconds: f64) {
        (self.rest, self.came, self.asked) = (0.0, 0.0, 0.0);
        self.free_rate += NEWEST * 4.0 * (f64::from(let_in) / seconds - self.free_rate);
        if self.fixed.is_none() {
            self.pace = self.free_rate.max(self.first);
            self.rate = self.pace;
        }
    }

    /// How many to call for these seconds, in which so many came in.
    pub fn next(&mut self, busy: bool, let_in: u32, seconds: f64) -> u64 {
        let newest = newest(seconds);
        self.came += newest * (f64::from(let_in) / seconds - self.came);
        if self.fixed.is_none() {
            let step = match busy {
                true => DOWN,
                false if self.asked > self.first && self.came < self.asked / 2.0 => UP_PAST_EMPTY_PLACES,
                false => UP,
            };
            self.pace = (self.pace * step.powf(seconds * 10.0)).max(LEAST);
        }
        self.rest += self.pace * seconds;
        let whole = self.rest.floor();
        self.rest -= whole;
        self.asked += newest * (whole / seconds - self.asked);
        whole as u64
    }

    /// So many were called by all servers together, while others were still waiting.
    pub fn called(&mut self, count: u64, seconds: f64) {
        self.rate += newest(seconds) * (count as f64 / seconds - self.rate);
    }

    /// People called a second, for estimates.
    pub fn rate(&self) -> f64 {
        self.rate.max(LEAST)
    }
}

/// The weight of the newest measurement, for one that took so long.
fn newest(seconds: f64) -> f64 {
    1.0 - (1.0 - NEWEST).powf(seconds * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_pace_calls_exactly_as_many() {
        let mut pace = Pace::new(50.0, 3);
        let called: u64 = (0..100).map(|step| pace.next(step % 2 == 0, 0, 0.1)).sum();
        assert!((29..=30).contains(&called), "{called} in 10 s at 3 a second");
    }

    #[test]
    fn an_adaptive_pace_finds_the_capacity_and_the_rate_follows() {
        // Busy whenever more than 200 a second are called.
        let mut pace = Pace::new(20.0, 0);
        let mut called = Vec::new();
        let (mut busy, mut came) = (false, 0);
        for _ in 0..600 {
            let now = pace.next(busy, came, 0.1);
            came = now as u32;
            busy = now > 20;
            pace.called(now, 0.1);
            called.push(now);
        }
        let later: u64 = called[300..].iter().sum();
        assert!((5_400..=6_300).contains(&later), "{later} in 30 s");
        assert!((170.0..=220.0).contains(&pace.rate()), "{}", pace.rate());
    }

    #[test]
    fn after_a_quiet_time_it_begins_where_it_began_at_first() {
        let mut pace = Pace::new(20.0, 0);
        for _ in 0..10_000 {
            pace.nobody_waits(0, 0.1);
        }
        assert!((pace.rate() - 20.0).abs() < 0.01, "{}", pace.rate());
        assert_eq!(pace.next(false, 0, 0.1), 2);
    }

    #[test]
    fn places_of_people_who_have_gone_are_passed_quickly() {
        let mut pace = Pace::new(20.0, 0);
        let steps = (1..).scan(0, |called, step| {
            *called += pace.next(false, 0, 0.1);
            Some((step, *called))
        });
        let passed = steps.take(300).find(|(_, called)| *called >= 10_000);
        assert!(passed.is_some_and(|(step, _)| step < 100), "{passed:?}");
    }

    #[test]
    fn the_queue_always_moves() {
        let mut pace = Pace::new(20.0, 0);
        let called: u64 = (0..600).map(|_| pace.next(true, 0, 0.1)).sum();
        assert!(called >= 55);
    }
}
