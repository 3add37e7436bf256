//! Examines rounds: which attempts are open, waiting, stuck, or lost between Redis and the database.

use super::report::{Finding, Kind, Report};
use crate::contests::catalog::LiveRound;
use crate::db::entities::set_aside::{self, Reason};
use crate::db::patiently;
use crate::errors::AppResult;
use crate::recovery::Recovery;
use crate::recovery::close::due_before;
use crate::recovery::resolve::moment;
use crate::recovery::sweep::SWEPT_FOR_MS;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use live::inspect::Counts;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use std::collections::BTreeMap;

/// The longest that a running server takes to close or record an attempt.
const A_WHILE_MS: i64 = 10_000;
/// How many attempts of a round are listed individually.
const NAMED: usize = 50;

const WITHOUT_ATTEMPT: &str = "SELECT s.id FROM starts AS s WHERE s.round_id = $1 \
    AND NOT EXISTS (SELECT 1 FROM attempts AS a WHERE a.id = s.id) \
    AND NOT EXISTS (SELECT 1 FROM set_aside AS x WHERE x.attempt_id = s.id AND x.reason <> 'late') \
    ORDER BY s.id LIMIT 1000";

impl Report {
    /// Examines every round that is open or has closed recently.
    pub async fn examine_rounds(&mut self, recovery: &Recovery) {
        let now = recovery.clock.now();
        let catalog = recovery.contests.catalog();
        let played = |round: &&std::sync::Arc<LiveRound>| {
            round.window.opens_at <= now && now < round.window.closes_at + SWEPT_FOR_MS
        };
        let mut rounds: Vec<_> = catalog.rounds().filter(played).collect();
        rounds.sort_by_key(|round| (round.window.opens_at, round.id));
        if rounds.is_empty() {
            self.note("No round is open, and none has closed within the last seven days.");
        }
        for round in rounds {
            let contest = catalog.contest(round.contest);
            let slug = contest.map(|contest| contest.slug.clone()).unwrap_or_default();
            let name = format!("Round {} of {slug} ({})", round.number, round.id);
            let mut found = Findings {
                report: self,
                recovery,
                round,
                name,
            };
            if let Err(refusal) = found.examine(now).await {
                found.problem(
                    format!("could not be examined completely ({refusal})"),
                    "A store did not reply. See the log above.",
                );
            }
        }
    }
}

/// The part of the report about one round.
struct Findings<'a> {
    report: &'a mut Report,
    recovery: &'a Recovery,
    round: &'a LiveRound,
    name: String,
}

impl Findings<'_> {
    async fn examine(&mut self, now: Millis) -> AppResult<()> {
        let round = self.round;
        // Overdue for longer than a running server would let it be.
        let overdue = due_before(round, now - A_WHILE_MS, true);
        let shards = self.recovery.live.counts(round.id, overdue).await?;
        self.summary(&shards, now);
        let is_final = round.window.finalised_at.is_some();
        let cold = shards.iter().filter(|shard| !shard.built).count();
        if cold > 0 && !is_final {
            self.problem(
                format!("has {cold} of {} shards that are not built", shards.len()),
                "A running server builds them within seconds. If this persists, check its log.",
            );
        }
        let sum = |of: fn(&Counts) -> u64| shards.iter().map(of).sum::<u64>();
        let remedy = "A server does this twice a second. Check that one is running, and check its log.";
        let overdue = sum(|shard| shard.overdue);
        if overdue > 0 {
            self.problem(format!("has {overdue} open attempts that are overdue"), remedy);
        }
        let waiting = self.waiting(now).await?;
        if waiting > 0 {
            self.problem(
                format!("has {waiting} closed attempts that are not recorded yet"),
                remedy,
            );
        }
        let is_over = round.window.keys_public(now - A_WHILE_MS);
        let starting = sum(|shard| shard.starting);
        if is_over && starting > 0 {
            self.problem(format!("is over, but {starting} starts are not recorded"), remedy);
        }
        self.unreadable().await?;
        self.stuck().await?;
        self.set_aside().await?;
        if is_over && (cold == 0 || is_final) {
            self.without_attempt(is_final).await?;
        }
        Ok(())
    }

    /// Reports ids in Redis that are none: whoever wrote them, no server handles them.
    async fn unreadable(&mut self) -> AppResult<()> {
        let mut found = self.recovery.live.unreadable_ids(self.round.id).await?;
        found.sort_unstable();
        let Some((set, id)) = found.first() else {
            return Ok(());
        };
        self.problem(
            format!(
                "has {} ids in Redis that cannot be read, such as “{}” in `{set}`",
                found.len(),
                one_line(id)
            ),
            "No server of this release writes such ids, and none handles them. Check what else uses this Redis, and remove \
             them from these sets. Do not empty Redis: it may hold submissions that are not recorded yet.",
        );
        Ok(())
    }

    /// Counts the closed attempts that should have been recorded by now, except those that are stuck.
    async fn waiting(&self, now: Millis) -> AppResult<usize> {
        let mut count = 0;
        for shard in self.recovery.live.shards_of(self.round.id) {
            let stuck = self.recovery.live.stuck(shard).await?;
            let mut cursor = 0;
            loop {
                let (next, page) = self.recovery.live.pending(shard, cursor).await?;
                let waits = page.iter().filter(|(id, found)| {
                    let is_old = found
                        .as_ref()
                        .map_or(true, |frozen| now > frozen.closed_at + A_WHILE_MS);
                    is_old && !stuck.iter().any(|(stuck, _)| stuck == id)
                });
                count += waits.count();
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(count)
    }

    /// Reports each stuck attempt by its id, with the reason and what to do.
    async fn stuck(&mut self) -> AppResult<()> {
        for shard in self.recovery.live.shards_of(self.round.id) {
            let mut stuck = self.recovery.live.stuck(shard).await?;
            stuck.sort_unstable();
            for (attempt, why) in stuck {
                let why = one_line(&why);
                self.attempt(
                    attempt,
                    Kind::Problem,
                    format!("Attempt {attempt} is stuck: {why}. Its round cannot be settled until this is resolved."),
                    format!(
                        "Run `thiluat attempt show {attempt}`, then `thiluat attempt retry {attempt}` or `thiluat \
                         attempt drop {attempt} --reason …`."
                    ),
                );
            }
        }
        Ok(())
    }

    async fn set_aside(&mut self) -> AppResult<()> {
        let reasons: Vec<String> = set_aside::Entity::find()
            .select_only()
            .column(set_aside::Column::Reason)
            .filter(set_aside::Column::RoundId.eq(self.round.id))
            .into_tuple()
            .all(&self.recovery.db.read)
            .await?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for reason in reasons {
            *counts.entry(reason).or_default() += 1;
        }
        // They belong to attempts that are recorded or set aside without them.
        if let Some(late) = counts.remove(&Reason::Late.to_string()) {
            self.note(format!(
                "has {late} late sheets that do not count; its judges see them in the console"
            ));
        }
        if !counts.is_empty() {
            let listed: Vec<String> = counts
                .iter()
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect();
            self.note(format!(
                "has {} attempts set aside ({}); its judges see them in the console",
                counts.values().sum::<usize>(),
                listed.join(", ")
            ));
        }
        Ok(())
    }

    /// Reports attempts that were started and are neither recorded nor set aside nor anywhere in Redis.
    async fn without_attempt(&mut self, is_final: bool) -> AppResult<()> {
        let round = [self.round.id.into()];
        let query = Statement::from_sql_and_values(self.recovery.db.backend(), WITHOUT_ATTEMPT, round);
        let rows = patiently(self.recovery.db.read.query_all_raw(query)).await?;
        let mut lost = Vec::new();
        for row in rows {
            let attempt: AttemptId = row.try_get_by_index(0)?;
            // Attempts that are due, waiting or stuck have already been reported.
            if self.recovery.look_up(attempt).await?.traces.is_empty() {
                lost.push(attempt);
            }
        }
        let kind = if is_final { Kind::Note } else { Kind::Problem };
        for attempt in lost.iter().take(NAMED) {
            let remedy = if is_final {
                format!("Run `thiluat attempt drop {attempt} --reason …` to show it to the judges.")
            } else {
                format!("Run `thiluat attempt retry {attempt}` to close it with what is known.")
            };
            let says = format!("Attempt {attempt} was started, but is neither recorded nor in Redis.");
            self.attempt(*attempt, kind, says, remedy);
        }
        if lost.len() > NAMED {
            let more = lost.len() - NAMED;
            self.note(format!("has {more} more of these attempts"));
        }
        Ok(())
    }

    fn summary(&mut self, shards: &[Counts], now: Millis) {
        let sum = |of: fn(&Counts) -> u64| shards.iter().map(of).sum::<u64>();
        let window = &self.round.window;
        let stands = match window.finalised_at {
            Some(at) => format!("has been final since {}", moment(at)),
            None if now < window.closes_at => format!("is open until {}", moment(window.closes_at)),
            None if now < window.closes_at + GRACE_MS => "has just closed".into(),
            None => format!("has been closed since {}", moment(window.closes_at)),
        };
        let says = format!(
            "{stands}: open attempts {}, closed and not yet recorded {}, starts not yet recorded {}, stuck {}",
            sum(|shard| shard.open),
            sum(|shard| shard.pending),
            sum(|shard| shard.starting),
            sum(|shard| shard.stuck)
        );
        self.add(Kind::Well, says, None);
    }

    fn note(&mut self, says: String) {
        self.add(Kind::Note, says, None);
    }

    fn problem(&mut self, says: String, remedy: &str) {
        self.add(Kind::Problem, says, Some(remedy.into()));
    }

    fn add(&mut self, kind: Kind, says: String, remedy: Option<String>) {
        self.report.findings.push(Finding {
            kind,
            round: Some(self.round.id),
            attempt: None,
            says: format!("{} {says}.", self.name),
            remedy,
        });
    }

    fn attempt(&mut self, attempt: AttemptId, kind: Kind, says: String, remedy: String) {
        self.report.findings.push(Finding {
            kind,
            round: Some(self.round.id),
            attempt: Some(attempt),
            says,
            remedy: Some(remedy),
        });
    }
}

/// Joins the lines of a database error, and cuts it at 200 characters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    line.chars()
        .take(200)
        .collect::<String>()
        .trim_end_matches('.')
        .to_owned()
}
