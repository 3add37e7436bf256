//! Collects rows by shard and sends them to Redis while the next ones are read. Knows nothing of the rows.

use crate::errors::{AppResult, Refusal};
use live::keys::Shard;
use redis::RedisResult;
use std::collections::HashMap;
use tokio::task::JoinSet;

/// How many rows are collected before other tasks run.
const BEFORE_YIELDING: usize = 400;

pub(super) struct Batches<T, C> {
    collected: HashMap<Shard, Vec<T>>,
    /// The size of a batch: rows of a shard that are sent together.
    full: usize,
    /// How many batches are in flight at once.
    at_once: usize,
    send: C,
    /// The sends run as tasks of their own: plain futures would stand still while rows are read.
    sending: JoinSet<RedisResult<()>>,
    count: usize,
}

impl<T, C, F> Batches<T, C>
where
    C: Fn(Shard, Vec<T>) -> F,
    F: Future<Output = RedisResult<()>> + Send + 'static,
{
    pub(super) fn new(full: usize, at_once: usize, send: C) -> Self {
        Batches {
            collected: HashMap::new(),
            full,
            at_once,
            send,
            sending: JoinSet::new(),
            count: 0,
        }
    }

    pub(super) async fn add(&mut self, shard: Shard, row: T) -> AppResult<()> {
        self.count += 1;
        if self.count.is_multiple_of(BEFORE_YIELDING) {
            // Rows may arrive faster than they are sent, and the task that renews the lock of a rebuild must run too.
            tokio::task::yield_now().await;
        }
        let batch = self.collected.entry(shard).or_default();
        batch.push(row);
        if batch.len() < self.full {
            return Ok(());
        }
        let batch = std::mem::take(batch);
        while self.sending.len() >= self.at_once {
            self.one_sent().await?;
        }
        self.sending.spawn((self.send)(shard, batch));
        Ok(())
    }

    /// Sends the rest.
    pub(super) async fn finish(mut self) -> AppResult<()> {
        let rest = std::mem::take(&mut self.collected);
        for (shard, batch) in rest.into_iter().filter(|(_, batch)| !batch.is_empty()) {
            self.sending.spawn((self.send)(shard, batch));
        }
        while !self.sending.is_empty() {
            self.one_sent().await?;
        }
        Ok(())
    }

    async fn one_sent(&mut self) -> AppResult<()> {
        match self.sending.join_next().await {
            Some(sent) => Ok(sent.map_err(Refusal::internal)??),
            None => Ok(()),
        }
    }
}
