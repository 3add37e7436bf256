//! The ceiling: a closed loop without thinking time. Each connection starts an attempt as soon as it has the receipt of
//! the last one, so the server is never idle and never pressed harder than it can go.

use crate::crew::{Outcome, dealt, on_threads};
use crate::measure::Period;
use crate::people::Person;
use crate::phone::{Pace, Phone};
use crate::target::{Addresses, Server};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How hard and how long.
#[derive(Clone, Copy, Debug)]
pub struct Saturation {
    pub connections: usize,
    pub threads: usize,
    pub saves: u32,
    pub seed: u64,
}

pub async fn saturate(
    server: &Server,
    addresses: &Addresses,
    people: &[Person],
    period: Period,
    saturation: Saturation,
) -> io::Result<Outcome> {
    let pace = Pace {
        think: Duration::ZERO,
        saves: saturation.saves,
        looks: false,
        until: period.until,
        is_open: false,
    };
    // Nobody plays on two connections: both would play the same attempt.
    let connections = saturation.connections.min(people.len());
    let hands = dealt(dealt(people.iter().cloned(), connections), saturation.threads);
    let (server, addresses) = (server.clone(), addresses.clone());
    on_threads(hands, period, move |hands, tally| {
        let (server, addresses) = (server.clone(), Rc::new(addresses.clone()));
        async move {
            let workers = hands.into_iter().enumerate().map(|(number, people)| {
                let (mut client, addresses, tally) =
                    (Some(server.client()), addresses.clone(), tally.clone());
                let mut random = SmallRng::seed_from_u64(saturation.seed.wrapping_add(number as u64));
                tokio::task::spawn_local(async move {
                    for person in people.iter().cycle() {
                        if Instant::now() >= pace.until {
                            break;
                        }
                        let Some(connection) = client.take() else { break };
                        let mut phone = Phone {
                            client: connection,
                            person: person.clone(),
                            addresses: addresses.clone(),
                            random: random.clone(),
                            tally: tally.clone(),
                            seen_board: None,
                        };
                        phone.attempt(Instant::now(), pace).await;
                        random = phone.random;
                        client = Some(phone.client);
                    }
                })
            });
            let workers: Vec<_> = workers.collect();
            for worker in workers {
                // A worker that dies leaves its attempt without a receipt, which the audit reports.
                let _ended = worker.await;
            }
        }
    })
    .await
}
