//! How fast a room calls people in: faster while the server has room, slower while it has not.

/// Called a second at least: a queue always moves.
const LEAST: f64 = 1.0;
/// Changes below are for a tenth of a second, which is how often a step is taken.
///
/// Far from what the server was last seen to carry the pace doubles in 3 s.
const UP_FAR: f64 = 0.025;
/// Near to it it grows slowly, and by as much more after every 5 s without strain: what it carries may have grown.
const UP_NEAR: f64 = 0.006;
const PATIENCE_S: f64 = 5.0;
/// Near: more than this share of the pace at which it was last strained.
const NEAR: f64 = 0.7;
/// What the pace falls by for every whole of the tolerated queue above it, and at most.
const DOWN: f64 = 0.02;
const DOWN_AT_MOST: f64 = 0.03;
/// For so long it falls no lower than to this share of where the strain began: people who were called before are still
/// coming, and their queue is no reason to let the server stand idle afterwards.
const FLOOR: f64 = 0.5;
const FLOOR_HOLDS_S: f64 = 3.0;
/// Unless the queue is so many times longer than tolerated.
const FLOOR_BREAKS: f64 = 3.0;
/// The share of the newest tenth of a second in the queue that the pace follows.
const NEWEST_QUEUE: f64 = 0.3;
/// While fewer than half of those who were called come, the others have gone: the pace doubles in half a second.
const UP_PAST_EMPTY_PLACES: f64 = 0.15;
/// The share of the newest tenth of a second in the rate that estimates rest on: a mean over about 4 s.
const NEWEST: f64 = 0.025;

/// What is queued already, in seconds of work, and how much of that is tolerated.
#[derive(Clone, Copy, Debug)]
pub struct Strain {
    pub queued: f64,
    pub tolerated: f64,
}

/// The pace of one server. With several, each calls at its own, and the queue moves at their sum.
pub struct Pace {
    /// People a second.
    pace: f64,
    /// Fixed by the operator; then nothing adapts.
    fixed: Option<f64>,
    /// What is left of a person.
    rest: f64,
    /// The queue, smoothed, in seconds.
    queued: f64,
    /// When the queue was last longer than tolerated, if it was since somebody waits.
    strain: Option<Episode>,
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

/// A time in which the queue was longer than tolerated.
#[derive(Clone, Copy)]
struct Episode {
    /// The pace at its beginning.
    pace: f64,
    /// How long it has lasted, in seconds.
    lasted: f64,
    /// How long ago it ended; zero while it lasts.
    over: f64,
}

impl Pace {
    /// `first`: until something has been measured. `fixed`: 0 adapts.
    pub fn new(first: f64, fixed: u32) -> Pace {
        let fixed = (fixed > 0).then_some(f64::from(fixed));
        Pace {
            pace: fixed.unwrap_or(first),
            fixed,
            rest: 0.0,
            queued: 0.0,
            strain: None,
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
        (self.queued, self.strain) = (0.0, None);
        self.free_rate += share(NEWEST * 4.0, seconds) * (f64::from(let_in) / seconds - self.free_rate);
        if self.fixed.is_none() {
            self.pace = self.free_rate.max(self.first);
            self.rate = self.pace;
        }
    }

    /// How many to call for these seconds, in which so many came in.
    pub fn next(&mut self, strain: Strain, let_in: u32, seconds: f64) -> u64 {
        let newest = share(NEWEST, seconds);
        self.came += newest * (f64::from(let_in) / seconds - self.came);
        if self.fixed.is_none() {
            let step = self.step(strain, seconds);
            let floor = self.floor(strain.tolerated);
            self.pace = (self.pace * (1.0 + step).powf(seconds * 10.0)).max(floor);
        }
        self.rest += self.pace * seconds;
        let whole = self.rest.floor();
        self.rest -= whole;
        self.asked += newest * (whole / seconds - self.asked);
        whole as u64
    }

    /// How much faster the next tenth of a second is to be.
    ///
    /// People who are called come with a delay, and what they ask for comes later still: a pace that only looks at how
    /// long the queue is swings between far too fast and far too slow. How fast the queue grows tells at once by how
    /// much too many are at work (a second of queue more in each second: twice what can be done).
    fn step(&mut self, strain: Strain, seconds: f64) -> f64 {
        let before = self.queued;
        self.queued += share(NEWEST_QUEUE, seconds) * (strain.queued - before);
        let room = 1.0 - self.queued / strain.tolerated;
        if room < 0.0 {
            let begins = Episode {
                pace: self.pace,
                lasted: 0.0,
                over: 0.0,
            };
            let episode = self.strain.filter(|last| last.over == 0.0).unwrap_or(begins);
            self.strain = Some(Episode {
                lasted: episode.lasted + seconds,
                ..episode
            });
            let growth = (self.queued - before) / seconds;
            return (DOWN * room - growth).clamp(-DOWN_AT_MOST, UP_NEAR);
        }
        // A short queue comes and goes by chance: how fast it grows tells nothing.
        if self.asked > self.first && self.came < self.asked / 2.0 && room > 0.5 {
            return UP_PAST_EMPTY_PLACES;
        }
        match &mut self.strain {
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
            |episode: &Episode| episode.lasted < FLOOR_HOLDS_S && self.queued < tolerated * FLOOR_BREAKS;
        let floor = self
            .strain
            .filter(holds)
            .map_or(LEAST, |episode| FLOOR * episode.pace);
        floor.min(self.pace).max(LEAST)
    }

    /// So many were called by all servers together, while others were still waiting.
    pub fn called(&mut self, count: u64, seconds: f64) {
        self.rate += share(NEWEST, seconds) * (count as f64 / seconds - self.rate);
    }

    /// People called a second, for estimates.
    pub fn rate(&self) -> f64 {
        self.rate.max(LEAST)
    }
}

/// The weight of the newest measurement, for one that took so long; `share` is that of a tenth of a second.
fn share(share: f64, seconds: f64) -> f64 {
    1.0 - (1.0 - share).powf(seconds * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{RngExt, SeedableRng};

    fn queued(queued: f64) -> Strain {
        Strain {
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

    /// A server that carries 200 people a second, each of whom asks for as much in each of the `stay` seconds after they
    /// were called. Now and then, with this probability, the queue looks 20 ms longer than it is. Answers the people
    /// called a second and the mean queue in seconds, over the later half.
    fn a_server(pace: &mut Pace, stay: f64, hiccups: f64) -> (f64, f64) {
        let (steps, mut random) = (1_800, SmallRng::seed_from_u64(7));
        let (mut called, mut came, mut queue, mut queues) = (Vec::new(), 0, 0.0_f64, 0.0);
        for step in 0..steps {
            let hiccup = if random.random_bool(hiccups) { 0.02 } else { 0.0 };
            let now = pace.next(queued(queue + hiccup), came, 0.1);
            came = now as u32;
            pace.called(now, 0.1);
            called.push(now as f64);
            // What those ask for who were called in the last seconds, as a share of what can be done.
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
    fn places_of_people_who_have_gone_are_passed_quickly() {
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
