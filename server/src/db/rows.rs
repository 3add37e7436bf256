//! Streams rows one by one. The reader may take its time; the database may not: each row has a limit.

use super::pool::{Opened, Pool};
use super::trouble::elapsed;
use futures_util::Stream;
use sea_orm::{DbErr, QueryResult, QueryStream};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// The first row may take long; after it, a silence of this length means that no further row will come.
const NEXT_ROW: Duration = Duration::from_secs(20);

pub struct Rows {
    rows: QueryStream,
    pool: Pool,
    opened: Arc<Opened>,
    /// The timer that runs while a row is awaited.
    limit: Pin<Box<Sleep>>,
    waits: bool,
    has_begun: bool,
}

impl Rows {
    pub(super) fn new(rows: QueryStream, pool: Pool, opened: Arc<Opened>) -> Rows {
        Rows {
            rows,
            limit: Box::pin(sleep(pool.limit())),
            pool,
            opened,
            waits: false,
            has_begun: false,
        }
    }
}

impl Stream for Rows {
    type Item = Result<QueryResult, DbErr>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(row) = Pin::new(&mut self.rows).poll_next(context) {
            (self.waits, self.has_begun) = (false, true);
            self.opened.hear();
            return Poll::Ready(row);
        }
        let longest = self.pool.limit();
        let limit = if self.has_begun {
            longest.min(NEXT_ROW)
        } else {
            longest
        };
        if !self.waits {
            self.waits = true;
            self.limit.as_mut().reset(Instant::now() + limit);
        }
        ready!(self.limit.as_mut().poll(context));
        self.waits = false;
        Poll::Ready(Some(Err(elapsed(limit))))
    }
}
