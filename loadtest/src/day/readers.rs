//! Readers of a final result: each sends the next request as soon as it has a response.

use crate::crew::on_threads;
use crate::measure::{Measures, Operation, Period};
use crate::people::{self, Person, RegisterError, sign_in};
use crate::phone::{Pace, Phone};
use crate::target::{Addresses, Server};
use futures_util::future::{join_all, try_join_all};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Signs these people in, once, because password hashing is slow on purpose.
pub async fn signed_in(server: &Server, phones: Vec<String>) -> Result<Vec<Person>, RegisterError> {
    let signing = phones.into_iter().map(|phone| {
        let mut client = server.client().with_patience(people::PATIENCE);
        async move { sign_in(&mut client, phone).await }
    });
    try_join_all(signing).await
}

/// Lets all of them read one thing for a while.
pub async fn read(
    server: &Server,
    addresses: &Addresses,
    people: &[Person],
    what: Operation,
    length: Duration,
) -> io::Result<Measures> {
    let from = Instant::now();
    let period = Period {
        from,
        until: from + length,
    };
    let pace = Pace {
        think: Duration::ZERO,
        saves: 0,
        looks: false,
        until: period.until,
        is_open: false,
    };
    let (server, addresses) = (server.clone(), addresses.clone());
    let outcome = on_threads(vec![people.to_vec()], period, move |people, tally| {
        let (server, addresses) = (server.clone(), Rc::new(addresses.clone()));
        async move {
            let reading = people.into_iter().enumerate().map(|(number, person)| {
                let mut phone = Phone {
                    client: server.client(),
                    person,
                    addresses: addresses.clone(),
                    random: SmallRng::seed_from_u64(number as u64),
                    tally: tally.clone(),
                    seen_board: None,
                };
                async move {
                    while Instant::now() < pace.until {
                        let now = Instant::now();
                        match what {
                            Operation::Me => phone.read_rank(now, pace).await,
                            Operation::Winners => phone.read_winners(now, pace).await,
                            _ => phone.read_board(now, pace).await,
                        }
                    }
                }
            });
            join_all(reading).await;
        }
    });
    Ok(outcome.await?.measures)
}
