//! The generator's threads: each runs its phones on its own runtime, and hands in what they wrote down.

use crate::ledger::Ledger;
use crate::measure::{Measures, Period};
use crate::phone::Tally;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use tokio::task::LocalSet;

/// What all threads together measured and were promised.
pub struct Outcome {
    pub measures: Measures,
    pub ledger: Ledger,
}

/// Runs `work` on one thread for each of `parts`, and adds up the results.
pub async fn on_threads<T, W, F>(parts: Vec<T>, period: Period, work: W) -> io::Result<Outcome>
where
    T: Send + 'static,
    W: Fn(T, Rc<RefCell<Tally>>) -> F + Clone + Send + 'static,
    F: Future<Output = ()>,
{
    let threads: Vec<_> = parts
        .into_iter()
        .map(|part| {
            let work = work.clone();
            tokio::task::spawn_blocking(move || {
                let tally = Rc::new(RefCell::new(Tally {
                    measures: Measures::new(period),
                    ledger: Ledger::default(),
                }));
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                LocalSet::new().block_on(&runtime, work(part, tally.clone()));
                // Abandoned tasks hold the tally too: what they write from now on does not count.
                drop(runtime);
                let tally = tally.replace(Tally {
                    measures: Measures::new(period),
                    ledger: Ledger::default(),
                });
                io::Result::Ok(Outcome {
                    measures: tally.measures,
                    ledger: tally.ledger,
                })
            })
        })
        .collect();
    let mut total = Outcome {
        measures: Measures::new(period),
        ledger: Ledger::default(),
    };
    for thread in threads {
        let part = thread.await.map_err(io::Error::other)??;
        total.measures.add(part.measures);
        total.ledger.add(part.ledger);
    }
    Ok(total)
}

/// Distributes things as evenly as possible.
pub fn dealt<T>(things: impl IntoIterator<Item = T>, hands: usize) -> Vec<Vec<T>> {
    let mut dealt: Vec<Vec<T>> = (0..hands.max(1)).map(|_| Vec::new()).collect();
    for (number, thing) in things.into_iter().enumerate() {
        dealt[number % hands.max(1)].push(thing);
    }
    dealt
}
