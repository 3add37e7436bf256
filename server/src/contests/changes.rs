//! Keeps contests in memory as the database has them: after a change on another node, whether it was announced over
//! Redis or not.
//!
//! The database counts the changes ([`catalog::version`]); asking for one number costs next to nothing, so every node
//! does it all the time. The announcement makes it quicker, no more.

use crate::contests::catalog;
use crate::db::within;
use crate::errors::Answer;
use crate::state::State;
use futures_util::StreamExt;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How often it is asked whether something has changed.
const STEP: Duration = Duration::from_secs(2);
/// How often everything is read anew although nothing seems to have changed.
const RELOAD: Duration = Duration::from_secs(60);
/// How long the database may take: one that hangs must not keep this from asking again.
const PATIENCE: Duration = Duration::from_secs(20);
/// Likewise, for the one number.
const QUICK: Duration = Duration::from_secs(2);
/// Between two tries to reach Redis.
const AGAIN: Duration = Duration::from_millis(300);

/// Runs until the server stops.
pub async fn follow(state: State, mut stopped: watch::Receiver<bool>) {
    let announced = Notify::new();
    tokio::select! {
        () = listen(&state, &announced) => {}
        () = keep_up(&state, &announced) => {}
        _ = stopped.wait_for(|stop| *stop) => {}
    }
}

async fn keep_up(state: &State, announced: &Notify) {
    let mut read = Instant::now();
    loop {
        match tokio::time::timeout(PATIENCE, catch_up(state, &mut read)).await {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => tracing::warn!(%refusal, "contests could not be read anew"),
            Err(_elapsed) => tracing::warn!("the database hangs: contests could not be read anew"),
        }
        tokio::select! {
            () = tokio::time::sleep(STEP) => {}
            () = announced.notified() => {}
        }
    }
}

async fn catch_up(state: &State, read: &mut Instant) -> Answer<()> {
    let newest = within(QUICK, catalog::version(&state.db)).await?;
    if newest != state.catalog().version || read.elapsed() > RELOAD {
        state.reload().await?;
        *read = Instant::now();
    }
    Ok(())
}

/// Passes on what other nodes announce. What is announced between two connections is missed, and found by counting.
async fn listen(state: &State, announced: &Notify) {
    loop {
        match state.live.hear_changes().await {
            Ok(mut heard) => {
                let mut messages = heard.on_message();
                while messages.next().await.is_some() {
                    announced.notify_one();
                }
            }
            Err(error) => tracing::debug!(%error, "changes on other nodes are not announced"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}
