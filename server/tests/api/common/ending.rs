//! Every test ends here: what its server could close and record is closed and recorded. An attempt that a fault has
//! left lying fails the test that met it, whatever else the test looked at.

use super::TestApp;
use std::time::{Duration, Instant};
use thiluat::doctor::Report;

/// The doctor gives a server ten seconds before it calls something left undone: as if they had passed.
const A_WHILE_MS: i64 = 11_000;
/// A server sweeps twice a second, and a machine under load may be late.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a server does after a commit is not announced to anybody, so it is looked for.
const LOOK: Duration = Duration::from_millis(25);

impl TestApp {
    /// Lets the test end with attempts that nothing can record, and says why. The end then checks that there are any.
    pub(crate) fn leaves_pending(&self, why: &'static str) {
        self.pending_because.set(why).expect("one reason");
    }

    /// Waits until the server has closed and recorded what is due, and panics with what it left.
    pub(crate) async fn finish(&self) {
        self.clock.advance(A_WHILE_MS);
        if let Some(why) = self.pending_because.get() {
            let left = self.left_undone().await;
            assert!(!left.is_empty(), "nothing is left, although {why}");
            return;
        }
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
