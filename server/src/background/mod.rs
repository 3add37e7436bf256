//! Background tasks beside the requests: closing overdue attempts, restoring what Redis has lost, calling people in
//! from the waiting rooms, shortening the file of the private Redis, working on jobs, comparing clocks, releasing final
//! rounds, filling in what rows of earlier releases lack, counting for those who watch a round, and following changes on other servers.

use crate::admission::calling::{self, Calling};
use crate::contests::catalog::LiveRound;
use crate::desk::fill_names;
use crate::jobs;
use crate::recording::receipt_codes;
use crate::results::parts::remove_left_folders;
use crate::state::State;
use contest_core::ids::ContestId;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long the tasks may take to end when the server stops.
const LAST_STEP: Duration = Duration::from_secs(5);
/// How often the server looks for attempts to close.
const SWEEP: Duration = Duration::from_millis(500);
/// How often the server checks whether Redis may have lost something.
const CHECK: Duration = Duration::from_secs(1);
/// How often the server checks whether the file of the private Redis has grown too long.
const SHORTEN: Duration = Duration::from_secs(60);
/// When the server first looks for final rounds to release, so that its start is not held up; `RELEASE` is how often
/// after that.
const FIRST_RELEASE: Duration = Duration::from_secs(60);
const RELEASE: Duration = Duration::from_secs(3_600);
/// How long to wait between two groups of rows in which something is filled in, and how often to look for such rows
/// once there are none: a server of an earlier release that runs alongside may still write some.
const FILL: Duration = Duration::from_millis(50);
const LOOK: Duration = Duration::from_secs(60);
/// A round counts as being played from this long before it opens: a rewrite of the private Redis's file that begins
/// then could still be going on.
const BEFORE_OPENING_MS: i64 = 600_000;

/// The running tasks.
pub(crate) struct Background {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Background {
    pub(crate) fn start(state: &State) -> Background {
        let (stop, stopped) = watch::channel(false);
        let calling = Calling {
            rooms: state.rooms.clone(),
            passwords: state.passwords.clone(),
            live: state.live.clone(),
            clock: state.clock.clone(),
            metrics: state.metrics.clone(),
        };
        let running = vec![
            tokio::spawn(sweep(state.clone(), stopped.clone())),
            tokio::spawn(check(state.clone(), stopped.clone())),
            tokio::spawn(call(calling, stopped.clone())),
            tokio::spawn(shorten(state.clone(), stopped.clone())),
            tokio::spawn(release(state.clone(), stopped.clone())),
            tokio::spawn(fill_receipt_codes(state.clone(), stopped.clone())),
            tokio::spawn(fill_entry_names(state.clone(), stopped.clone())),
            tokio::spawn(tell_pace(state.clone(), stopped.clone())),
            tokio::spawn(jobs::work::work(Arc::new(state.judging()), stopped.clone())),
            tokio::spawn(state.clock_skew.clone().watch(stopped.clone())),
            tokio::spawn(state.changes.clone().follow(stopped)),
        ];
        Background { stop, running }
    }

    /// Ends every task between two steps. A task that waits for an unresponsive store is aborted: whatever it does can
    /// be repeated.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        let patience = tokio::time::Instant::now() + LAST_STEP;
        for mut task in self.running {
            match tokio::time::timeout_at(patience, &mut task).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a task broke off"),
                Err(_elapsed) => task.abort(),
            }
        }
    }
}

/// Waits. Returns false when the server stops.
async fn pause(time: Duration, stopped: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => true,
        _ = stopped.wait_for(|stop| *stop) => false,
    }
}

async fn call(calling: Calling, mut stopped: watch::Receiver<bool>) {
    let mut last = Instant::now();
    while pause(calling::STEP, &mut stopped).await {
        calling.step(&mut last).await;
    }
}

async fn sweep(state: State, mut stopped: watch::Receiver<bool>) {
    while pause(SWEEP, &mut stopped).await {
        let trusted = state.clock_skew.is_to_be_trusted().await;
        if let Err(refusal) = state.recovery.sweep(trusted).await {
            tracing::warn!(%refusal, "overdue attempts are not all closed: trying again");
        }
    }
}

async fn check(state: State, mut stopped: watch::Receiver<bool>) {
    while pause(CHECK, &mut stopped).await {
        // The time noted as seen must not lie in the future.
        if !state.clock_skew.is_to_be_trusted().await {
            continue;
        }
        if let Err(refusal) = state.recovery.catch_up().await {
            tracing::warn!(%refusal, "recent attempts are not all on the board: trying again");
        }
    }
}

/// Returns whether a round is being played, or opens soon.
fn somebody_plays(state: &State) -> bool {
    let now = state.clock.now();
    let plays = |round: &Arc<LiveRound>| {
        round.window.opens_at - BEFORE_OPENING_MS <= now && !round.window.keys_public(now)
    };
    state.contests.catalog().rounds().any(plays)
}

/// Tells Redis how many starts and submissions this server has seen, for those who watch a round.
async fn tell_pace(state: State, mut stopped: watch::Receiver<bool>) {
    while pause(CHECK, &mut stopped).await {
        for (round, minutes) in state.recovery.pace.untold(state.clock.now()) {
            let server = state.recovery.pace.server();
            match state.live.note_pace(round, server, &minutes).await {
                Ok(()) => state.recovery.pace.told(round, &minutes),
                Err(error) => tracing::debug!(%error, "the counts of a minute are told later"),
            }
        }
    }
}

async fn shorten(state: State, mut stopped: watch::Receiver<bool>) {
    while pause(SHORTEN, &mut stopped).await {
        if let Err(error) = state.live.shorten_file(somebody_plays(&state)).await {
            tracing::debug!(%error, "the private Redis' file is not shortened");
        }
    }
}

async fn release(state: State, mut stopped: watch::Receiver<bool>) {
    let mut wait = FIRST_RELEASE;
    while pause(wait, &mut stopped).await {
        wait = RELEASE;
        let data_dir = state.config.data_dir.clone();
        let removed = tokio::task::spawn_blocking(move || remove_left_folders(&data_dir)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "temporary files of jobs are left");
        }
        if let Err(refusal) = state.jobs.remove_old_files().await {
            tracing::warn!(%refusal, "old exports are not removed: trying again in an hour");
        }
        let days = state.config.live_state_days;
        if let Err(refusal) = state.recovery.release_final_rounds(days).await {
            tracing::warn!(%refusal, "final rounds are still in Redis: trying again in an hour");
        }
    }
}

/// Hurries only while nobody plays: rows of earlier releases have waited long enough, and attempts must not.
async fn fill_receipt_codes(state: State, mut stopped: watch::Receiver<bool>) {
    let mut wait = FILL;
    while pause(wait, &mut stopped).await {
        wait = LOOK;
        match receipt_codes::fill(&state.db).await {
            Ok(0) => {}
            Ok(_) if somebody_plays(&state) => {}
            Ok(_) => wait = FILL,
            Err(error) => tracing::warn!(%error, "older receipts cannot be looked up yet: trying again"),
        }
    }
}

/// Like [`fill_receipt_codes`], for the names by which the desk of a contest finds people.
async fn fill_entry_names(state: State, mut stopped: watch::Receiver<bool>) {
    let mut wait = FILL;
    while pause(wait, &mut stopped).await {
        wait = LOOK;
        let catalog = state.contests.catalog();
        let contests: Vec<ContestId> = catalog.contests().map(|contest| contest.id).collect();
        for contest in contests {
            match fill_names::fill(&state.db, contest).await {
                Ok(0) => continue,
                Ok(_) if somebody_plays(&state) => {}
                Ok(_) => wait = FILL,
                Err(error) => tracing::warn!(%error, "people cannot be found by name yet: trying again"),
            }
            break;
        }
        if wait == FILL {
            continue;
        }
        if let Err(error) = fill_names::forget_erased(&state.db, state.clock.now()).await {
            tracing::warn!(%error, "names erased by an earlier release remain: trying again");
        }
    }
}
