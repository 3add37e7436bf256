//! A few phones that keep playing while something else is done to the server: each starts the next attempt after the
//! last, and thinks in between. Their measurements are reported by stage.

use crate::ledger::Ledger;
use crate::measure::{Measures, Operation, Period};
use crate::people::Person;
use crate::phone::{Pace, Phone, Tally};
use crate::report::json::Latency;
use crate::target::{Addresses, Server};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};

/// No run takes longer.
const EVER: Duration = Duration::from_secs(86_400);

/// How they play.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    pub phones: usize,
    pub saves: u32,
    pub think: Duration,
    /// Between the end of an attempt and the next one on the same phone.
    pause: Duration,
    /// Whether everybody plays only once.
    once: bool,
}

impl Habits {
    /// Returns habits that make about twenty requests a second for every ten phones.
    pub fn steady(phones: usize) -> Habits {
        Habits {
            phones,
            saves: 5,
            think: Duration::from_millis(200),
            pause: Duration::from_millis(100),
            once: false,
        }
    }

    /// Returns habits with one attempt per person, one after the other.
    pub fn once(phones: usize) -> Habits {
        Habits {
            pause: Duration::from_secs(1),
            once: true,
            ..Habits::steady(phones)
        }
    }
}

/// What the phones experienced during one stage.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    pub name: String,
    pub seconds: f64,
    pub attempts: u64,
    pub operations: BTreeMap<&'static str, Latency>,
    /// By operation and code.
    pub errors: BTreeMap<String, u64>,
    /// Requests refused with `Retry-After`.
    pub turned_away: u64,
}

impl Stage {
    fn of(name: String, measures: &Measures) -> Stage {
        let made = Operation::ALL
            .into_iter()
            .filter(|operation| !measures.latency(*operation).is_empty());
        Stage {
            name,
            seconds: measures.period().from.elapsed().as_secs_f64(),
            attempts: measures.attempts,
            operations: made
                .map(|operation| (operation.name(), Latency::of(measures.latency(operation))))
                .collect(),
            errors: measures.errors.clone(),
            turned_away: measures.shed.iter().sum(),
        }
    }
}

/// Phones that are playing.
pub struct Beside {
    stages: UnboundedSender<String>,
    thread: std::thread::JoinHandle<io::Result<(Vec<Stage>, Ledger)>>,
}

impl Beside {
    pub fn begin(
        server: &Server,
        addresses: &Addresses,
        people: &[Person],
        habits: Habits,
        stage: &str,
    ) -> Beside {
        let (stages, names) = unbounded_channel();
        let hands = crate::crew::dealt(people.iter().cloned(), habits.phones.min(people.len()));
        let (server, addresses) = (server.clone(), addresses.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let playing = play(server, Rc::new(addresses), hands, habits, names);
            Ok(LocalSet::new().block_on(&runtime, playing))
        });
        let beside = Beside { stages, thread };
        beside.stage(stage);
        beside
    }

    /// Starts another stage: what is measured from now on belongs to it.
    pub fn stage(&self, name: &str) {
        // If the thread is gone, this is noticed at the end.
        let _gone = self.stages.send(name.to_owned());
    }

    /// Lets everybody finish.
    pub async fn end(self) -> io::Result<(Vec<Stage>, Ledger)> {
        drop(self.stages);
        let thread = self.thread;
        let ended = tokio::task::spawn_blocking(move || thread.join()).await;
        ended
            .map_err(io::Error::other)?
            .map_err(|_panic| io::Error::other("the phones' thread died"))?
    }
}

fn measures_from_now() -> Measures {
    let from = Instant::now();
    Measures::new(Period {
        from,
        until: from + EVER,
    })
}

async fn play(
    server: Server,
    addresses: Rc<Addresses>,
    hands: Vec<Vec<Person>>,
    habits: Habits,
    mut names: UnboundedReceiver<String>,
) -> (Vec<Stage>, Ledger) {
    let tally = Rc::new(RefCell::new(Tally {
        measures: measures_from_now(),
        ledger: Ledger::default(),
    }));
    let is_over = Rc::new(Cell::new(false));
    let phones = hands.into_iter().enumerate().map(|(number, people)| {
        let phone = |person: &Person, random| Phone {
            client: server.client(),
            person: person.clone(),
            addresses: addresses.clone(),
            random,
            tally: tally.clone(),
            seen_board: None,
        };
        let random = |n: usize| SmallRng::seed_from_u64((number * 1_000 + n) as u64);
        let phones = people
            .iter()
            .enumerate()
            .map(|(n, person)| phone(person, random(n)));
        spawn_local(one_after_the_other(phones.collect(), habits, is_over.clone()))
    });
    let phones: Vec<_> = phones.collect();
    let mut stages = Vec::new();
    let mut current = names.recv().await.unwrap_or_default();
    let mut keep = |name: String, measures: &Measures| stages.push(Stage::of(name, measures));
    while let Some(next) = names.recv().await {
        let measures = std::mem::replace(&mut tally.borrow_mut().measures, measures_from_now());
        keep(std::mem::replace(&mut current, next), &measures);
    }
    is_over.set(true);
    for phone in phones {
        // A phone that dies leaves its attempt without a receipt, which the audit reports.
        let _ended = phone.await;
    }
    let mut tally = tally.borrow_mut();
    keep(current, &tally.measures);
    (stages, std::mem::take(&mut tally.ledger))
}

async fn one_after_the_other(mut phones: Vec<Phone>, habits: Habits, is_over: Rc<Cell<bool>>) {
    let pace = Pace {
        think: habits.think,
        saves: habits.saves,
        looks: true,
        until: Instant::now() + EVER,
        is_open: true,
    };
    loop {
        for phone in &mut phones {
            if is_over.get() {
                return;
            }
            phone.attempt(Instant::now(), pace).await;
            tokio::time::sleep(habits.pause).await;
        }
        if habits.once || phones.is_empty() {
            return;
        }
    }
}
