//! The sweep, which every server runs twice a second: it closes attempts at their deadline, and records what is frozen
//! or started and not known to be in the database (because a server died in between, or the database was away).
//!
//! Every attempt is handled separately: one that fails is logged and holds up no other.

use super::Recovery;
use super::close::due_before;
use super::cursors::List;
use crate::contests::catalog::LiveRound;
use crate::db::entities::start;
use crate::errors::AppResult;
use crate::recording::new_row::{NewRow, NewStart};
use crate::recording::rows::recorded_attempt;
use contest_core::attempts::Frozen;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use futures_util::StreamExt;
use futures_util::future::join_all;
use live::calls::CloseOutcome;
use live::keys::Shard;
use live::read::StoredAttempt;
use sea_orm::EntityTrait;
use std::collections::HashSet;
use std::sync::Arc;

/// Overdue attempts per step, and how many attempts are worked on at once.
const BATCH: usize = 500;
const AT_ONCE: usize = 256;
/// Steps of one pass over a shard, so that other shards are not kept waiting.
const STEPS: usize = 20;
/// How long after its close a round is still swept.
pub(crate) const SWEPT_FOR_MS: i64 = 7 * 86_400_000;
/// How long a close or start is left to the request that made it, in milliseconds.
const LEAVE_ALONE_MS: u64 = 3_000;

impl Recovery {
    /// Makes one pass over all rounds that are open or closed recently. Nothing is closed by a clock that is not
    /// `trusted`. Returns how many attempts it handled.
    pub async fn sweep(&self, trusted: bool) -> AppResult<usize> {
        let now = self.clock.now();
        let catalog = self.contests.catalog();
        let looked_after = |round: &&Arc<LiveRound>| {
            round.window.opens_at <= now && now < round.window.closes_at + SWEPT_FOR_MS
        };
        let mut count = 0;
        for round in catalog.rounds().filter(looked_after) {
            count += self.sweep_round(round, now, trusted).await;
        }
        Ok(count)
    }

    /// Sweeps the shards of a round; one whose node is away does not hold up the others.
    pub(super) async fn sweep_round(&self, round: &Arc<LiveRound>, now: Millis, trusted: bool) -> usize {
        let shards = self.live.shards_of(round.id);
        let mut count = 0;
        for swept in join_all(shards.map(|shard| self.sweep_shard(round, shard, now, trusted))).await {
            match swept {
                Ok(swept) => count += swept,
                Err(refusal) => tracing::debug!(%refusal, round = %round.id, "a shard was not swept"),
            }
        }
        count
    }

    async fn sweep_shard(
        &self,
        round: &Arc<LiveRound>,
        shard: Shard,
        now: Millis,
        trusted: bool,
    ) -> AppResult<usize> {
        // What is frozen can be recorded whatever the state of the board.
        let recorded = self.record_pending(round, shard, now).await?;
        // Once the result is final nobody asks for the board: it is not built again, and what is left does not need it.
        if round.window.finalised_at.is_none() && !self.live.is_built(shard).await? {
            // Redis has lost the shard, or an operator has this round swept long after its close: what is open is known
            // once the shard is built.
            self.begin_build(round);
            return Ok(recorded);
        }
        let closed = if trusted {
            self.close_due(round, shard, now).await?
        } else {
            0
        };
        self.record_starting(round, shard, now).await?;
        Ok(recorded + closed)
    }

    async fn close_due(&self, round: &LiveRound, shard: Shard, now: Millis) -> AppResult<usize> {
        let mut count = 0;
        for _ in 0..STEPS {
            let until = due_before(round, now, self.contests.knows_the_close(round));
            let due = self.live.due(shard, until, BATCH).await?;
            let is_last = due.len() < BATCH;
            if due.is_empty() {
                break;
            }
            // Another server may have given them more time, or moved the close. While the database is away, nobody knows,
            // and nothing is closed: no answer is taken late for that.
            self.contests.ask(&self.db, &self.clock).await?;
            let round = &self.contests.round(round.id)?;
            count += due.len();
            let closing: Vec<_> = due
                .into_iter()
                .map(|id| self.close_or_name(round, shard, id, now))
                .collect();
            let extended: Vec<_> = futures_util::stream::iter(closing)
                .buffer_unordered(AT_ONCE)
                .filter_map(std::future::ready)
                .collect()
                .await;
            // Otherwise they would stand before all others each time.
            self.live.postpone(shard, &extended).await?;
            if is_last {
                break;
            }
        }
        Ok(count)
    }

    async fn close_or_name(
        &self,
        round: &LiveRound,
        shard: Shard,
        id: AttemptId,
        now: Millis,
    ) -> Option<(AttemptId, Millis)> {
        match self.close_one(round, shard, id, now).await {
            Ok(later) => later.map(|later| (id, later)),
            Err(refusal) => {
                tracing::warn!(%refusal, attempt = %id, round = %round.id, "an overdue attempt is not closed");
                None
            }
        }
    }

    /// Closes an attempt that is due. If it was given extra time, returns its deadline instead.
    async fn close_one(
        &self,
        round: &LiveRound,
        shard: Shard,
        id: AttemptId,
        now: Millis,
    ) -> AppResult<Option<Millis>> {
        let began = match self.live.stored_attempt(shard, id).await? {
            StoredAttempt::Open(facts, _) => facts,
            StoredAttempt::Unreadable(found) => {
                self.find_lost(round, shard, id, &found).await?;
                return Ok(None);
            }
        };
        let without = began.deadline;
        let facts = self.contests.certainly_bounded(round, began);
        match self.close_at_deadline(round, &facts, now, None).await? {
            CloseOutcome::Closed(frozen) => self.record_or_set_stuck(round, shard, frozen).await,
            CloseOutcome::StillOpen if facts.deadline > without => return Ok(Some(facts.deadline)),
            _ => {}
        }
        Ok(None)
    }

    /// Handles an attempt that is due and unreadable in Redis: the database knows what it is. (Or a request has just
    /// closed it: then there is nothing to do.)
    async fn find_lost(&self, round: &LiveRound, shard: Shard, id: AttemptId, found: &str) -> AppResult<()> {
        if let Some(record) = recorded_attempt(&self.db, id).await? {
            return self.restore_account(round, record.account).await;
        }
        if let Some(row) = start::Entity::find_by_id(id).one(&self.db.read).await? {
            if !self.live.give_up(shard, id, found, None).await? {
                return Ok(());
            }
            tracing::warn!(attempt = %id, "an open attempt could not be read: its answers are lost to Redis");
            return self.restore_account(round, row.account_id).await;
        }
        let why = "unreadable, and not in the database";
        if self.live.give_up(shard, id, found, Some(why)).await? {
            tracing::error!(attempt = %id, round = %round.id,
                "an attempt cannot be read, and the database does not know it");
        }
        Ok(())
    }

    /// Records what is frozen. An attempt that can never be scored is marked as stuck.
    async fn record_or_set_stuck(&self, round: &LiveRound, shard: Shard, frozen: Frozen) {
        let Err(refusal) = self.record(round, &frozen, super::COMMIT_PATIENCE).await else {
            return;
        };
        let id = frozen.facts.attempt;
        tracing::error!(%refusal, attempt = %id, round = %round.id, "a closed attempt cannot be recorded");
        if let Err(away) = self.live.set_stuck(shard, id, "its sheet cannot be scored").await {
            tracing::debug!(%away, "it is tried again");
        }
    }

    async fn record_pending(&self, round: &LiveRound, shard: Shard, now: Millis) -> AppResult<usize> {
        let mut count = 0;
        for _ in 0..STEPS {
            // The recorder retries by itself until the database is back: more rows would only fill its queue.
            if self.recorder.is_away() {
                break;
            }
            let cursor = self.cursors.get(shard, List::Pending);
            let (next, page) = self.live.pending(shard, cursor).await?;
            let stuck = self.stuck_among(shard, page.is_empty()).await?;
            let mut left = Vec::new();
            for (id, found) in page.into_iter().filter(|(id, _)| !stuck.contains(id)) {
                match found {
                    Ok(frozen) if self.is_left_alone(&frozen, now) => {}
                    Ok(frozen) => left.push(frozen),
                    Err(text) => {
                        tracing::error!(attempt = %id, round = %round.id, length = text.len(),
                            "a closed attempt cannot be read");
                        self.live
                            .set_stuck(shard, id, "what is frozen cannot be read")
                            .await?;
                    }
                }
            }
            count += left.len();
            let recording: Vec<_> = left
                .into_iter()
                .map(|frozen| self.record_or_set_stuck(round, shard, frozen))
                .collect();
            futures_util::stream::iter(recording)
                .buffer_unordered(AT_ONCE)
                .collect::<()>()
                .await;
            self.cursors.set(shard, List::Pending, next);
            if next == 0 {
                break;
            }
        }
        Ok(count)
    }

    /// Whether the attempt is still left to the request that closed it.
    fn is_left_alone(&self, frozen: &Frozen, now: Millis) -> bool {
        let over = frozen.facts.deadline + GRACE_MS;
        now.since(frozen.closed_at) < LEAVE_ALONE_MS && now < over
    }

    /// Returns the attempts that wait for an operator; none if the page is empty.
    async fn stuck_among(&self, shard: Shard, nothing: bool) -> AppResult<HashSet<AttemptId>> {
        if nothing {
            return Ok(HashSet::new());
        }
        let stuck = self.live.stuck(shard).await?;
        Ok(stuck.into_iter().map(|(id, _)| id).collect())
    }

    async fn record_starting(&self, round: &LiveRound, shard: Shard, now: Millis) -> AppResult<()> {
        for _ in 0..STEPS {
            if self.recorder.is_away() {
                break;
            }
            let cursor = self.cursors.get(shard, List::Starting);
            let (next, page) = self.live.starting(shard, cursor).await?;
            let stuck = self.stuck_among(shard, page.is_empty()).await?;
            let recording: Vec<_> = page
                .into_iter()
                .filter(|id| !stuck.contains(id))
                .map(|id| self.record_start_later(round, shard, id, now))
                .collect();
            futures_util::stream::iter(recording)
                .buffer_unordered(AT_ONCE)
                .collect::<()>()
                .await;
            self.cursors.set(shard, List::Starting, next);
            if next == 0 {
                break;
            }
        }
        Ok(())
    }

    async fn record_start_later(&self, round: &LiveRound, shard: Shard, id: AttemptId, now: Millis) {
        if let Err(refusal) = self.record_start(round, shard, id, now).await {
            tracing::debug!(%refusal, attempt = %id, "a start is not recorded yet");
        }
    }

    async fn record_start(
        &self,
        round: &LiveRound,
        shard: Shard,
        id: AttemptId,
        now: Millis,
    ) -> AppResult<()> {
        let Some((facts, _)) = self.live.attempt(shard, id).await? else {
            // Closed meanwhile: the start is recorded together with its attempt.
            return Ok(self.live.started(shard, &[id]).await?);
        };
        if now.since(facts.started_at) >= LEAVE_ALONE_MS {
            let row = NewRow::Start(NewStart {
                round: round.id,
                facts,
                limit: round.limit(),
                is_sent: true,
            });
            self.recorder.record(row, super::COMMIT_PATIENCE).await;
        }
        Ok(())
    }
}
