//! The open model: people arrive at their own times, whether the server keeps up or not. Alongside the attempts, others
//! may sign in, read the board or ask for their rank, each at its own rate.

use crate::arrivals::{Profile, arrivals};
use crate::crew::{Outcome, dealt, on_threads};
use crate::http::Client;
use crate::measure::Period;
use crate::people::Person;
use crate::phone::{Pace, Phone, Tally};
use crate::target::{Addresses, Server};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, spawn_local};

/// Connections that read boards, and as many for ranks; each sends one request after the other.
const READERS: usize = 256;

/// What arrives.
#[derive(Clone, Copy, Debug)]
pub struct Surge {
    pub profile: Profile,
    /// Attempts a second, on average.
    pub rate: f64,
    pub saves: u32,
    pub think: Duration,
    pub looks: bool,
    /// Per second, alongside the attempts.
    pub sign_ins: f64,
    pub boards: f64,
    pub ranks: f64,
    pub threads: usize,
    pub seed: u64,
}

impl Surge {
    /// Returns attempts at a rate, and nothing alongside them.
    pub fn of(profile: Profile, rate: f64, saves: u32, think: Duration) -> Surge {
        Surge {
            profile,
            rate,
            saves,
            think,
            looks: true,
            sign_ins: 0.0,
            boards: 0.0,
            ranks: 0.0,
            threads: 1,
            seed: 1,
        }
    }
}

/// What one thread must do.
struct Part {
    people: Vec<Person>,
    attempts: Vec<Duration>,
    sign_ins: Vec<Duration>,
    boards: Vec<Duration>,
    ranks: Vec<Duration>,
    seed: u64,
}

/// Runs arrivals from now until the period ends; those already started may finish, but no longer count.
pub async fn surge(
    server: &Server,
    addresses: &Addresses,
    people: &[Person],
    period: Period,
    surge: Surge,
) -> io::Result<Outcome> {
    let begin = Instant::now();
    let length = period.until.saturating_duration_since(begin);
    let pace = Pace {
        think: surge.think,
        saves: surge.saves,
        looks: surge.looks,
        until: period.until,
        is_open: true,
    };
    let steady = |rate: f64, salt: u64| {
        let moments = if rate > 0.0 {
            arrivals(Profile::Steady, rate, length, surge.seed ^ salt)
        } else {
            Vec::new()
        };
        dealt(moments, surge.threads).into_iter()
    };
    let attempts = match surge.rate {
        rate if rate > 0.0 => arrivals(surge.profile, rate, length, surge.seed),
        _ => Vec::new(),
    };
    let (mut sign_ins, mut boards, mut ranks) = (
        steady(surge.sign_ins, 0x51),
        steady(surge.boards, 0xb0),
        steady(surge.ranks, 0x3e),
    );
    let parts: Vec<Part> = dealt(people.iter().cloned(), surge.threads)
        .into_iter()
        .zip(dealt(attempts, surge.threads))
        .map(|(people, attempts)| Part {
            people,
            attempts,
            sign_ins: sign_ins.next().unwrap_or_default(),
            boards: boards.next().unwrap_or_default(),
            ranks: ranks.next().unwrap_or_default(),
            seed: surge.seed,
        })
        .collect();
    let (server, addresses) = (server.clone(), addresses.clone());
    on_threads(parts, period, move |part, tally| {
        let crowd = Crowd {
            server: server.clone(),
            addresses: Rc::new(addresses.clone()),
            begin,
            pace,
            tally,
        };
        async move { crowd.run(part).await }
    })
    .await
}

/// The people of one thread.
#[derive(Clone)]
struct Crowd {
    server: Server,
    addresses: Rc<Addresses>,
    begin: Instant,
    pace: Pace,
    tally: Rc<RefCell<Tally>>,
}

impl Crowd {
    async fn run(self, part: Part) {
        let mut everybody = JoinSet::new();
        for (number, moments) in dealt(part.boards, READERS).into_iter().enumerate() {
            if let Some(person) = part.people.get(number % part.people.len().max(1)) {
                let phone = self.phone(person, part.seed + number as u64);
                everybody.spawn_local(self.clone().read_boards(phone, moments));
            }
        }
        for (number, moments) in dealt(part.ranks, READERS).into_iter().enumerate() {
            if let Some(person) = part.people.get(number % part.people.len().max(1)) {
                let phone = self.phone(person, part.seed + number as u64);
                everybody.spawn_local(self.clone().read_ranks(phone, moments));
            }
        }
        everybody.spawn_local(
            self.clone()
                .sign_in(part.people.clone(), part.sign_ins, part.seed),
        );
        everybody.spawn_local(self.clone().attempts(part.people, part.attempts, part.seed));
        while everybody.join_next().await.is_some() {}
    }

    fn phone(&self, person: &Person, seed: u64) -> Phone {
        Phone {
            client: self.server.client(),
            person: person.clone(),
            addresses: self.addresses.clone(),
            random: SmallRng::seed_from_u64(seed),
            tally: self.tally.clone(),
            seen_board: None,
        }
    }

    /// Each arrival takes a free phone, and returns it after the attempt.
    async fn attempts(self, people: Vec<Person>, moments: Vec<Duration>, seed: u64) {
        let phones = people
            .iter()
            .zip(seed..)
            .map(|(person, seed)| self.phone(person, seed));
        let free: Rc<RefCell<VecDeque<Phone>>> = Rc::new(RefCell::new(phones.collect()));
        let mut playing = JoinSet::new();
        for moment in moments {
            let arrival = self.begin + moment;
            tokio::time::sleep_until(arrival.into()).await;
            while playing.try_join_next().is_some() {}
            let Some(mut phone) = free.borrow_mut().pop_front() else {
                self.tally.borrow_mut().measures.nobody_free += 1;
                continue;
            };
            let (free, pace) = (free.clone(), self.pace);
            playing.spawn_local(async move {
                phone.attempt(arrival, pace).await;
                free.borrow_mut().push_back(phone);
            });
        }
        while playing.join_next().await.is_some() {}
    }

    /// Each sign-in uses its own connection, as if the page had just been opened.
    async fn sign_in(self, people: Vec<Person>, moments: Vec<Duration>, seed: u64) {
        let mut signing = JoinSet::new();
        for (number, moment) in moments.into_iter().enumerate() {
            let Some(person) = people.get(number % people.len().max(1)) else {
                return;
            };
            let arrival = self.begin + moment;
            tokio::time::sleep_until(arrival.into()).await;
            while signing.try_join_next().is_some() {}
            let mut phone = self.phone(person, seed + number as u64);
            let pace = self.pace;
            signing.spawn_local(async move { phone.sign_in(arrival, pace).await });
        }
        while signing.join_next().await.is_some() {}
    }

    async fn read_boards(self, mut phone: Phone, moments: Vec<Duration>) {
        for (moment, pace) in self.until_the_next(&moments) {
            phone.read_board(moment, pace).await;
        }
    }

    async fn read_ranks(self, mut phone: Phone, moments: Vec<Duration>) {
        for (moment, pace) in self.until_the_next(&moments) {
            phone.read_rank(moment, pace).await;
        }
    }

    /// Each read belongs to another person: one who is refused and told to come back later than the next read does not
    /// delay it.
    fn until_the_next(&self, moments: &[Duration]) -> impl Iterator<Item = (Instant, Pace)> + use<> {
        let moments: Vec<Instant> = moments.iter().map(|moment| self.begin + *moment).collect();
        let nexts: Vec<Instant> = moments.iter().skip(1).copied().chain([self.pace.until]).collect();
        let pace = self.pace;
        moments
            .into_iter()
            .zip(nexts)
            .map(move |(moment, until)| (moment, Pace { until, ..pace }))
    }
}

/// Starts attempts and leaves them open, as fast as the server takes them. Each hand is one connection.
pub async fn leave_open(
    server: &Server,
    hands: Vec<Vec<(Addresses, Person)>>,
    period: Period,
) -> io::Result<Outcome> {
    let server = server.clone();
    on_threads(vec![hands], period, move |hands, tally| {
        let server = server.clone();
        let pace = Pace {
            think: Duration::ZERO,
            saves: 0,
            looks: false,
            until: period.until,
            is_open: false,
        };
        async move {
            let workers: Vec<_> = hands
                .into_iter()
                .map(|hand| spawn_local(start_only(server.client(), hand, pace, tally.clone())))
                .collect();
            for worker in workers {
                let _ended = worker.await;
            }
        }
    })
    .await
}

/// One connection, on which people start one after the other.
async fn start_only(
    mut client: Client,
    hand: Vec<(Addresses, Person)>,
    pace: Pace,
    tally: Rc<RefCell<Tally>>,
) {
    for (addresses, person) in hand {
        let mut phone = Phone {
            client,
            person,
            addresses: Rc::new(addresses),
            random: SmallRng::seed_from_u64(0),
            tally: tally.clone(),
            seen_board: None,
        };
        phone.start_only(pace).await;
        client = phone.client;
    }
}
