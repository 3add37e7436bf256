//! How fast a room calls people in: faster while the server has capacity to spare, slower while it has not.

/// The least called a second: a queue always moves.
const LEAST: f64 = 1.0;
/// Relative changes below are for a tenth of a second, which is how often a step is taken.
///
/// Far below what the server was last seen to carry, the pace doubles in 3 s.
const UP_FAR: f64 = 0.025;
/// Near it, the pace grows by this much, and by as much again after every 5 s without overload: the capacity may have
/// grown.
const UP_NEAR: f64 = 0.006;
const PATIENCE_S: f64 = 5.0;
/// Near means more than this share of the pace at which the server was last overloaded.
const NEAR: f64 = 0.7;
/// How much the pace falls for every full tolerated queue in excess, and the most it falls.
const DOWN: f64 = 0.02;
const DOWN_AT_MOST: f64 = 0.03;
/// For the first `FLOOR_HOLDS_S` of an overload, the pace falls no lower than this share of where it began: people who
/// were called before are still coming, and their queue is no reason to leave the server idle afterwards.
const FLOOR: f64 = 0.5;
const FLOOR_HOLDS_S: f64 = 3.0;
/// The floor no longer holds when the queue is this many times longer than tolerated.
const FLOOR_BREAKS: f64 = 3.0;
/// The weight of the newest tenth of a second in the smoothed queue that the pace follows.
const NEWEST_QUEUE: f64 = 0.3;
/// While fewer than half of the people called come, the others have left: the pace doubles in half a second.
const UP_PAST_THE_ABSENT: f64 = 0.15;
/// The weight of the newest tenth of a second in the rate behind the estimates: a mean over about 4 s.
const NEWEST: f64 = 0.025;

/// How much work is queued, in seconds, and how much of that is tolerated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backlog {
    pub(crate) queued: f64,
    pub(crate) tolerated: f64,
}

/// The pace of one server. With several, each calls at its own pace, and the queue moves at their sum.
pub(crate) struct Pace {
    /// People a second.
    pace: f64,
    /// Set by the operator; then nothing adapts.
    fixed: Option<f64>,
    /// The fraction of a person carried over to the next step.
    rest: f64,
    /// The queue, smoothed, in seconds.
    queued: f64,
    /// The last time the queue was longer than tolerated, since people began to wait.
    overload: Option<Overload>,
    /// People a second called lately, by all servers.
    rate: f64,
    /// People a second who came in lately; `called` are those called by this server.
    came: f64,
    called: f64,
    /// People a second let in while nobody waited.
    free_rate: f64,
    /// The lowest pace to begin with: after a quiet time nothing is known of what the server carries.
    first: f64,
}

/// A period in which the queue was longer than tolerated.
#[derive(Clone, Copy)]
struct Overload {
    /// The pace at its beginning.
    pace: f64,
    /// How long it has lasted, in seconds.
    lasted: f64,
    /// How long ago it ended; zero while it lasts.
    over: f64,
}

impl Pace {
    /// `first` is the pace until something has been measured. A `fixed` pace of 0 adapts.
    pub(crate) fn new(first: f64, fixed: u32) -> Pace {
        let fixed = (fixed > 0).then_some(f64::from(fixed));
        Pace {
            pace: fixed.unwrap_or(first),
            fixed,
            rest: 0.0,
            queued: 0.0,
            overload: None,
            rate: fixed.unwrap_or(first),
            came: 0.0,
            called: 0.0,
            free_rate: first,
            first,
        }
    }

    /// Notes how many came in while nobody waits. Their rate is the pace to begin with once somebody has to wait.
    pub(crate) fn nobody_waits(&mut self, let_in: u32, seconds: f64) {
        (self.rest, self.came, self.called) = (0.0, 0.0, 0.0);
        (self.queued, self.overload) = (0.0, None);
        self.free_rate += share(NEWEST * 4.0, seconds) * (f64::from(let_in) / seconds - self.free_rate);
        if self.fixed.is_none() {
            self.pace = self.free_rate.max(self.first);
            self.rate = self.pace;
        }
    }

    /// Returns how many people to call. `let_in` came in during the last `seconds`.
    pub(crate) fn next(&mut self, backlog: Backlog, let_in: u32, seconds: f64) -> u64 {
        let newest = share(NEWEST, seconds);
        self.came += newest * (f64::from(let_in) / seconds - self.came);
        if self.fixed.is_none() {
            let step = self.step(backlog, seconds);
            let floor = self.floor(backlog.tolerated);
            self.pace = (self.pace * (1.0 + step).powf(seconds * 10.0)).max(floor);
        }
        self.rest += self.pace * seconds;
        let whole = self.rest.floor();
        self.rest -= whole;
        self.called += newest * (whole / seconds - self.called);
        whole as u64
    }

    /// Returns the relative change of the pace for the next tenth of a second.
    ///
    /// People who are called come with a delay, and their requests come later still, so a pace that only follows the
    /// length of the queue oscillates between far too fast and far too slow. The growth of the queue shows the overload
    /// at once: a queue that grows by a second each second means twice as much work as can be done.
    fn step(&mut self, backlog: Backlog, seconds: f64) -> f64 {
        let before = self.queued;
        self.queued += share(NEWEST_QUEUE, seconds) * (backlog.queued - before);
        let room = 1.0 - self.queued / backlog.tolerated;
        if room < 0.0 {
            let begins = Overload {
                pace: self.pace,
                lasted: 0.0,
                over: 0.0,
            };
            let overload = self.overload.filter(|last| last.over == 0.0).unwrap_or(begins);
            self.overload = Some(Overload {
                lasted: overload.lasted + seconds,
                ..overload
            });
            let growth = (self.queued - before) / seconds;
            return (DOWN * room - growth).clamp(-DOWN_AT_MOST, UP_NEAR);
        }
        // A short queue comes and goes by chance, so its growth is ignored.
        if self.called > self.first && self.came < self.called / 2.0 && room > 0.5 {
            return UP_PAST_THE_ABSENT;
        }
        match &mut self.overload {
            Some(last) if self.pace >= NEAR * last.pace => {
                last.over += seconds;
                let patience = 1.0 + last.over / PATIENCE_S;
                (UP_NEAR * patience).min(UP_FAR) * room
            }
            Some(last) => {
                last.over += seconds;
                UP_FAR
            }
            None => UP_FAR,
        }
    }

    fn floor(&self, tolerated: f64) -> f64 {
        let holds =
            |overload: &Overload| overload.lasted < FLOOR_HOLDS_S && self.queued < tolerated * FLOOR_BREAKS;
        let floor = self
            .overload
            .filter(holds)
            .map_or(LEAST, |overload| FLOOR * overload.pace);
        floor.min(self.pace).max(LEAST)
    }

    /// Notes how many all servers together called while others were still waiting.
    pub(crate) fn called(&mut self, count: u64, seconds: f64) {
        self.rate += share(NEWEST, seconds) * (count as f64 / seconds - self.rate);
    }

    /// Returns the people called a second, for estimates.
    pub(crate) fn rate(&self) -> f64 {
        self.rate.max(LEAST)
    }
}

/// Returns the weight of a measurement that covers `seconds`; `share` is the weight of a tenth of a second.
fn share(share: f64, seconds: f64) -> f64 {
    1.0 - (1.0 - share).powf(seconds * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{RngExt, SeedableRng};

    fn queued(queued: f64) -> Backlog {
        Backlog {
            queued,
            tolerated: 0.04,
        }
    }

    #[test]
    fn a_fixed_pace_calls_exactly_as_many() {
        let mut pace = Pace::new(50.0, 3);
        let called: u64 = (0..100)
            .map(|step| pace.next(queued(f64::from(step % 2)), 0, 0.1))
            .sum();
        assert!((29..=30).contains(&called), "{called} in 10 s at 3 a second");
    }

    /// Simulates a server that carries 200 people a second. Each of them causes the same work in each of the `stay`
    /// seconds after being called. With probability `hiccups`, the queue looks 20 ms longer than it is. Returns the
    /// people called a second and the mean queue in seconds, over the second half.
    fn a_server(pace: &mut Pace, stay: f64, hiccups: f64) -> (f64, f64) {
        let (steps, mut random) = (1_800, SmallRng::seed_from_u64(7));
        let (mut called, mut came, mut queue, mut queues) = (Vec::new(), 0, 0.0_f64, 0.0);
        for step in 0..steps {
            let hiccup = if random.random_bool(hiccups) { 0.02 } else { 0.0 };
            let now = pace.next(queued(queue + hiccup), came, 0.1);
            came = now as u32;
            pace.called(now, 0.1);
            called.push(now as f64);
            // The work of those called in the last `stay` seconds, as a share of what can be done.
            let at_work = called.iter().rev().take((stay * 10.0) as usize).sum::<f64>();
            queue = (queue + (at_work / stay / 200.0 - 1.0) * 0.1).max(0.0);
            if step >= steps / 2 {
                queues += queue;
            }
        }
        let half = f64::from(steps / 2);
        (
            called[called.len() / 2..].iter().sum::<f64>() / half * 10.0,
            queues / half,
        )
    }

    #[test]
    fn an_adaptive_pace_finds_the_capacity_and_the_rate_follows() {
        for (stay, least) in [(0.5, 180.0), (1.0, 170.0), (2.0, 155.0)] {
            for hiccups in [0.0, 0.1, 0.3] {
                let mut pace = Pace::new(20.0, 0);
                let (called, queue) = a_server(&mut pace, stay, hiccups);
                let case = format!("people stay for {stay} s, {hiccups} hiccups");
                assert!((least..=205.0).contains(&called), "{called} a second, {case}");
                assert!(queue < 0.08, "{queue} s are queued, {case}");
                let rate = pace.rate();
                assert!((rate / called - 1.0).abs() < 0.35, "{rate}, not {called}, {case}");
            }
        }
    }

    #[test]
    fn after_a_quiet_time_it_begins_where_it_began_at_first() {
        let mut pace = Pace::new(20.0, 0);
        for _ in 0..10_000 {
            pace.nobody_waits(0, 0.1);
        }
        assert!((pace.rate() - 20.0).abs() < 0.01, "{}", pace.rate());
        assert_eq!(pace.next(queued(0.0), 0, 0.1), 2);
    }

    #[test]
    fn positions_of_people_who_have_gone_are_passed_quickly() {
        let mut pace = Pace::new(20.0, 0);
        let steps = (1..).scan(0, |called, step| {
            *called += pace.next(queued(0.0), 0, 0.1);
            Some((step, *called))
        });
        let passed = steps.take(300).find(|(_, called)| *called >= 10_000);
        assert!(passed.is_some_and(|(step, _)| step < 100), "{passed:?}");
    }

    #[test]
    fn the_queue_always_moves() {
        let mut pace = Pace::new(20.0, 0);
        let called: u64 = (0..600).map(|_| pace.next(queued(3.0), 0, 0.1)).sum();
        assert!(called >= 55);
    }
}
