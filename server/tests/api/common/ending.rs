//! Every test ends here: its rounds close, and every attempt that was started is closed and recorded. An attempt that a
//! fault has left lying fails the test that met it, whatever else the test looked at.

use super::TestApp;
use contest_core::time::Millis;
use std::time::{Duration, Instant};
use thiluat::doctor::Report;

/// After the close of a round, a server has some seconds until the round is over by every clock, and ten more before the
/// doctor calls something left undone: as if they had passed.
const A_WHILE_MS: i64 = 20_000;
/// A server sweeps twice a second, and a machine under load may be late.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a server does after a commit is not announced to anybody, so it is looked for.
const LOOK: Duration = Duration::from_millis(25);

impl TestApp {
    /// Lets the test end with attempts that nothing may be able to record, and says why.
    pub(crate) fn leaves_pending(&self, why: &'static str) {
        self.pending_because.set(why).expect("one reason");
    }

    /// Lets one round after the other close, waits until the server has done what is to be done, and panics with what
    /// it left.
    pub(crate) async fn finish(&self) {
        if self.pending_because.get().is_some() {
            return;
        }
        let catalog = self.state.contests.catalog();
        let mut closes: Vec<Millis> = catalog.rounds().map(|round| round.window.closes_at).collect();
        closes.sort_unstable();
        for close in closes {
            self.clock.advance((close.0 - self.now().0).max(0) + A_WHILE_MS);
            self.has_done_all().await;
        }
    }

    async fn has_done_all(&self) {
        let since = Instant::now();
        loop {
            let left = self.left_undone().await;
            if left.is_empty() {
                return;
            }
            let left = left.join("\n");
            assert!(since.elapsed() < PATIENCE, "the test leaves undone:\n{left}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Returns what the doctor finds wrong with the rounds, and what Redis has that the database may not have.
    async fn left_undone(&self) -> Vec<String> {
        let mut report = Report::default();
        report.examine_rounds(&self.state.recovery).await;
        let mut left: Vec<String> = report.problems().map(|found| found.says.clone()).collect();
        let now = self.now();
        for round in self.state.contests.catalog().rounds() {
            let shards = match self.state.live.counts(round.id, now).await {
                Ok(shards) => shards,
                Err(away) => {
                    left.push(format!("Round {}: Redis does not answer ({away}).", round.id));
                    continue;
                }
            };
            for shard in shards {
                let (pending, starting) = (shard.pending, shard.starting);
                if pending + starting > 0 {
                    left.push(format!(
                        "Round {}: {pending} closed attempts and {starting} starts are not known to be recorded.",
                        round.id
                    ));
                }
            }
        }
        left
    }
}
