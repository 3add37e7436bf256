//! Fills the database: one thread prepares people and attempts while the database takes earlier ones.

use super::author::Author;
use super::database::Database;
use super::rows::{self, ACCOUNTS, ATTEMPTS, Cell, ENTRIES, STARTS, Table};
use super::seen::Seen;
use sea_orm::sqlx;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Rows per batch.
const BATCH: usize = 10_000;
/// Batches prepared before the database has taken them.
const AHEAD: usize = 4;

/// What was filled in.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    pub attempts: u64,
    /// Sum over all attempts, in any order: see [`Seen::mark`].
    pub marks: u64,
    pub took: Duration,
}

/// Why the database is not filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("filling the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("writing attempts: {0}")]
    Author(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

type Batch = (&'static Table, Vec<Cell>);

pub async fn fill(database: &mut Database, author: Arc<Author>) -> Result<Filled, FillError> {
    let begun = Instant::now();
    let (sender, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let writing = tokio::task::spawn_blocking(move || {
        people(&author, &sender).and_then(|()| attempts(&author, &sender))
    });
    while let Some((table, cells)) = batches.recv().await {
        database.insert(table, cells).await?;
    }
    let (attempts, marks) = writing
        .await
        .map_err(io::Error::other)?
        .map_err(FillError::Author)?;
    database.tidy().await?;
    Ok(Filled {
        attempts,
        marks,
        took: begun.elapsed(),
    })
}

fn people(author: &Author, batches: &mpsc::Sender<Batch>) -> Result<(), String> {
    let everybody: Vec<u32> = (0..author.crowd.size.people).collect();
    for some in everybody.chunks(BATCH) {
        let (mut accounts, mut entries) = (Vec::new(), Vec::new());
        for number in some {
            let person = author.person(*number);
            accounts.extend(rows::account(author, &person));
            entries.extend(rows::entry(author, &person));
        }
        send(batches, (&ACCOUNTS, accounts))?;
        send(batches, (&ENTRIES, entries))?;
    }
    Ok(())
}

/// Returns how many attempts there are, and the sum of their marks.
fn attempts(author: &Author, batches: &mpsc::Sender<Batch>) -> Result<(u64, u64), String> {
    let planned = author.crowd.starts();
    let mut marks = 0_u64;
    for some in planned.chunks(BATCH) {
        let (mut starts, mut attempts) = (Vec::new(), Vec::new());
        for start in some {
            let person = author.person(start.person);
            let record = author.attempt(&person, *start)?;
            let hash = record.sheet.hash(record.attempt);
            marks = marks.wrapping_add(Seen::written(&person.name, &record, &hash).mark());
            starts.extend(rows::start(&record));
            attempts.extend(rows::attempt(record, hash));
        }
        send(batches, (&STARTS, starts))?;
        send(batches, (&ATTEMPTS, attempts))?;
    }
    Ok((planned.len() as u64, marks))
}

fn send(batches: &mpsc::Sender<Batch>, batch: Batch) -> Result<(), String> {
    batches
        .blocking_send(batch)
        .map_err(|_gone| "the database takes no more".to_owned())
}
