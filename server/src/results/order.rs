//! Puts the contestants of a round in order, however many there are: memory holds a part of them, the disk the rest.

use super::ranking::{Contestant, Counting, Ranked, RankingHash};
use super::spool::{Items, Spool, read, write};
use crate::contests::catalog::LiveRound;
use crate::db::entities::standing;
use contest_core::ids::AccountId;
use extsort::{ExternalSorter, Sortable};
use std::collections::BTreeSet;
use std::io;
use std::iter::Peekable;
use std::path::Path;
use std::sync::Weak;
use tokio::sync::mpsc;
use uuid::Uuid;

/// How many are sorted in memory at once: some 25 MB.
const SORTED_AT_ONCE: usize = 150_000;

/// A ranking on disk.
pub struct Order {
    pub people: u64,
    pub attempts: u64,
    pub prediction_value: Option<i64>,
    /// As [`RankingHash`] makes it.
    pub hash: String,
    ranked: Spool<Ranked>,
}

impl Sortable for Ranked {
    fn encode<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        write(self, writer)
    }

    fn decode<R: io::Read>(reader: &mut R) -> io::Result<Ranked> {
        read(reader)
    }
}

/// Orders the contestants that arrive, as if exactly these were disqualified. Blocks; temporary files go to `folder`.
/// Breaks off when nobody wants the order any more.
pub fn order(
    round: &LiveRound,
    disqualified: &BTreeSet<AccountId>,
    folder: &Path,
    mut arrivals: mpsc::Receiver<Vec<Contestant>>,
    is_wanted: &Weak<()>,
) -> io::Result<Order> {
    // The keys need the value of the prediction, and this needs everybody.
    let mut counting = Counting::new(&round.rules, disqualified);
    let mut contestants = Spool::new(folder)?;
    let (mut people, mut attempts) = (0, 0);
    while let Some(page) = arrivals.blocking_recv() {
        for contestant in &page {
            counting.add(contestant);
            people += 1;
            attempts += u64::from(contestant.attempts);
            contestants.push(contestant)?;
        }
    }
    let prediction_value = counting.value();
    let require_wanted = || match is_wanted.strong_count() {
        0 => Err(io::Error::from(io::ErrorKind::Interrupted)),
        _ => Ok(()),
    };
    let mut sorter = ExternalSorter::new()
        .with_segment_size(SORTED_AT_ONCE)
        .with_sort_dir(folder.to_owned())
        .pushed();
    for contestant in contestants.into_items()? {
        let contestant: Contestant = contestant?;
        require_wanted()?;
        let lot = round.lot(contestant.attempt.0);
        sorter.push(contestant.ranked(&round.rules, prediction_value, lot))?;
    }
    let mut hash = RankingHash::new(round.id, people);
    let mut ranked = Spool::new(folder)?;
    for one in sorter.done()? {
        let one: Ranked = one?;
        require_wanted()?;
        hash.add(&one);
        ranked.push(&one)?;
    }
    Ok(Order {
        people,
        attempts,
        prediction_value,
        hash: hash.finish(),
        ranked,
    })
}

impl Order {
    /// The rows of the ranking, in order.
    pub fn into_standings(self, ranking: Uuid) -> io::Result<Standings> {
        Ok(Standings {
            ranking,
            position: 0,
            ranked: self.ranked.into_items()?.peekable(),
        })
    }
}

pub struct Standings {
    ranking: Uuid,
    position: i32,
    ranked: Peekable<Items<Ranked>>,
}

impl Iterator for Standings {
    type Item = io::Result<standing::Model>;

    fn next(&mut self) -> Option<io::Result<standing::Model>> {
        let ranked = match self.ranked.next()? {
            Ok(ranked) => ranked,
            Err(error) => return Some(Err(error)),
        };
        self.position += 1;
        let tied_with_next = match self.ranked.peek() {
            Some(Ok(next)) => next.key.ties_with(&ranked.key),
            _ => false,
        };
        Some(Ok(standing::Model {
            ranking_id: self.ranking,
            position: self.position,
            account_id: ranked.account.0,
            attempt_id: ranked.attempt.0,
            sort_key: ranked.key.0,
            tied_with_next,
            has_points: ranked.has_points,
        }))
    }
}
