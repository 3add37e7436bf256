//! Decides whether the keys and the secret of a round, and the questions of a practice, may be shown. Every round that draws from the same questions must
//! have closed, according to the database and by a clock that is known to be right.
//!
//! The windows in memory are not enough: another server may have extended the round a moment ago. A closed round cannot
//! be reopened, so a window that was read after the close is final.

use crate::clock::Clock;
use crate::clock_skew::{ClockSkew, OVER_AFTER_MS};
use crate::contests::catalog::Catalog;
use crate::contests::changes::Changes;
use crate::contests::current::Contests;
use crate::contests::shared_questions::Sharing;
use crate::db::Db;
use crate::db::entities::{bank_version, contest, round};
use crate::errors::{AppResult, Refusal};
use crate::texts::{self, say};
use arc_swap::ArcSwapOption;
use contest_core::ids::{ContestId, RoundId};
use contest_core::rounds::KeyShown;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long one reading serves all requests: after a close they come all at once.
const FRESH_MS: i64 = 1_000;

/// Why nothing is shown yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// The round is not over. Holds the time from which keys are public, unless it is extended.
    UntilItsClose(Millis),
    /// Another round that draws from the same questions is not over, or has not even opened.
    UntilOthersClose(Millis),
    /// The rules of this round, or of another with the same questions, show the key once its result is final.
    UntilFinal,
    /// The clock of this server may be wrong.
    ClocksDiffer,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    Round(RoundId),
    /// Of this contest.
    Practice(ContestId),
}

/// The closes of the rounds that share questions.
struct Closings {
    read_at: Millis,
    /// Of the round; a practice has none.
    own: Option<Millis>,
    /// The last close of all, including its own. A practice may share its questions with no round.
    last: Option<Millis>,
    /// Whether the result of one of them must become final first.
    awaits_final: bool,
}

impl Closings {
    fn withheld(&self, now: Millis) -> Option<Withheld> {
        let [own, last] = [self.own, self.last].map(|close| close.map(public_from));
        let until = |moment: Option<Millis>| moment.filter(|moment| now < *moment);
        until(own)
            .map(Withheld::UntilItsClose)
            .or_else(|| until(last).map(Withheld::UntilOthersClose))
            .or(self.awaits_final.then_some(Withheld::UntilFinal))
    }
}

/// Returns when the keys of a round may be shown: the last answer has arrived, even by a clock that is behind.
pub(crate) fn public_from(closes_at: Millis) -> Millis {
    closes_at + OVER_AFTER_MS
}

#[derive(Default)]
struct Slot {
    last: ArcSwapOption<Closings>,
    /// Held by the one request that reads.
    reading: tokio::sync::Mutex<()>,
}

impl Slot {
    fn fresh(&self, now: Millis) -> Option<Arc<Closings>> {
        let last = self.last.load_full();
        last.filter(|last| last.read_at <= now && now < last.read_at + FRESH_MS)
    }
}

/// Decides what may be shown. Cheap to clone; all clones share the readings.
#[derive(Clone)]
pub struct Reveal {
    db: Db,
    clock: Clock,
    clock_skew: ClockSkew,
    contests: Contests,
    changes: Changes,
    /// The last reading for everything that was asked for.
    slots: Arc<Mutex<HashMap<Subject, Arc<Slot>>>>,
}

impl Reveal {
    pub(crate) fn new(
        db: Db,
        clock: Clock,
        clock_skew: ClockSkew,
        contests: Contests,
        changes: Changes,
    ) -> Reveal {
        Reveal {
            db,
            clock,
            clock_skew,
            contests,
            changes,
            slots: Arc::default(),
        }
    }

    /// Refuses while the keys of a round are not public, and says until when.
    pub(crate) async fn require_keys_public(&self, round: RoundId) -> AppResult<()> {
        match self.withheld(round).await? {
            None => Ok(()),
            Some(why) => Err(refusal(why)),
        }
    }

    /// Returns why the keys of a round may not be shown, or `None` if they may.
    pub(crate) async fn withheld(&self, round: RoundId) -> AppResult<Option<Withheld>> {
        if !self.clock_skew.is_known_to_be_small().await {
            return Ok(Some(Withheld::ClocksDiffer));
        }
        let closings = self.closings(Subject::Round(round)).await?;
        Ok(closings.withheld(self.clock.now()))
    }

    /// Refuses while the keys of a round that draws from the questions of this practice are not public. It says neither why
    /// nor until when: that would tell contestants which round has these questions.
    pub(crate) async fn require_practice_public(&self, contest: ContestId) -> AppResult<()> {
        match self.practice_withheld(contest).await? {
            None => Ok(()),
            Some(Withheld::ClocksDiffer) => Err(refusal(Withheld::ClocksDiffer)),
            Some(_) => Err(ErrorCode::PracticeWithheld.into()),
        }
    }

    /// Returns why the practice of a published contest may not be shown, or `None` if it may.
    pub(crate) async fn practice_withheld(&self, contest: ContestId) -> AppResult<Option<Withheld>> {
        let closings = self.closings(Subject::Practice(contest)).await?;
        // Where no round has its questions, no clock matters.
        if closings.last.is_some() && !self.clock_skew.is_known_to_be_small().await {
            return Ok(Some(Withheld::ClocksDiffer));
        }
        Ok(closings.withheld(self.clock.now()))
    }

    async fn closings(&self, subject: Subject) -> AppResult<Arc<Closings>> {
        let slot = self.slot(subject);
        if let Some(fresh) = slot.fresh(self.clock.now()) {
            return Ok(fresh);
        }
        let _reading = slot.reading.lock().await;
        if let Some(fresh) = slot.fresh(self.clock.now()) {
            return Ok(fresh);
        }
        let closings = Arc::new(self.read(subject).await?);
        slot.last.store(Some(closings.clone()));
        Ok(closings)
    }

    /// Returns what the windows in memory say, as a hint for a page: the database has the last word.
    pub(crate) fn seems_public(&self, catalog: &Catalog, round: RoundId, now: Millis) -> bool {
        let sharing = catalog.sharing(round);
        let rounds = sharing.iter().flat_map(|sharing| &sharing.rounds);
        let rounds: Vec<_> = rounds.filter_map(|id| catalog.round(*id)).collect();
        let last = rounds.iter().map(|round| round.window.closes_at).max();
        last.is_some_and(|last| now >= public_from(last))
            && !rounds.iter().any(|round| {
                let has_ended = round.window.finalised_at.is_some() || round.cancelled_for.is_some();
                !has_ended && shows_key_when_final(catalog, round.id)
            })
            && !self.clock_skew.is_known_to_be_large()
    }

    fn slot(&self, subject: Subject) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(subject).or_default().clone()
    }

    async fn read(&self, subject: Subject) -> AppResult<Closings> {
        let read_at = self.clock.now();
        // The catalog knows which rounds share questions: it must have all contests published until now.
        self.changes.catch_up().await?;
        let unknown = || Refusal::new(ErrorCode::NotFound);
        let catalog = self.contests.catalog();
        let sharing = match subject {
            Subject::Round(round) => catalog.sharing(round),
            Subject::Practice(contest) => catalog.sharing_with_practice(contest),
        };
        let sharing = sharing.ok_or_else(unknown)?;
        let rows = closings(&self.db, &sharing).await?;
        let own = match subject {
            Subject::Round(round) => {
                let own = rows.iter().find(|row| row.0 == round);
                Some(own.ok_or_else(unknown)?.1)
            }
            Subject::Practice(_) => None,
        };
        let last = rows.iter().map(|row| row.1).max();
        let awaits_final = rows
            .iter()
            .any(|row| row.2.is_none() && shows_key_when_final(&catalog, row.0));
        Ok(Closings {
            read_at,
            own,
            last,
            awaits_final,
        })
    }
}

/// Returns whether the key of a round waits for its final result. The rules never change after publication.
fn shows_key_when_final(catalog: &Catalog, round: RoundId) -> bool {
    let rules = catalog.round(round);
    let shown = rules.map(|round| round.rules.disclosure.key);
    shown == Some(KeyShown::AfterFinal)
}

/// Returns the closes of all published rounds that draw from these banks, and when their results became final
/// or they were cancelled: a cancelled round never has a final result, and the catalog may not know of it yet.
async fn closings(db: &Db, sharing: &Sharing) -> AppResult<Vec<(RoundId, Millis, Option<Millis>)>> {
    let versions = bank_version::Entity::find()
        .select_only()
        .column(bank_version::Column::Id)
        .filter(bank_version::Column::BankId.is_in(sharing.banks.iter().copied()));
    let published = contest::Entity::find()
        .select_only()
        .column(contest::Column::Id)
        .filter(contest::Column::PublishedAt.is_not_null());
    // Waits for a window that is just being moved: moving one locks its contest, which a settlement does not. (SQLite
    // has no such locks, and shows its one server what that has committed.)
    let drawing = round::Entity::find()
        .select_only()
        .column(round::Column::ContestId)
        .filter(round::Column::BankVersionId.in_subquery(versions.clone().into_query()));
    let _held: Vec<ContestId> = contest::Entity::find()
        .select_only()
        .column(contest::Column::Id)
        .filter(contest::Column::Id.in_subquery(drawing.into_query()))
        .lock_shared()
        .into_tuple()
        .all(&db.read)
        .await?;
    let rows: Vec<(RoundId, Millis, Option<Millis>, Option<Millis>)> = round::Entity::find()
        .select_only()
        .columns([
            round::Column::Id,
            round::Column::ClosesAt,
            round::Column::FinalisedAt,
            round::Column::CancelledAt,
        ])
        .filter(round::Column::BankVersionId.in_subquery(versions.into_query()))
        .filter(round::Column::ContestId.in_subquery(published.into_query()))
        .into_tuple()
        .all(&db.read)
        .await?;
    let ended = |(round, closes_at, finalised_at, cancelled_at): (_, _, Option<Millis>, _)| {
        (round, closes_at, finalised_at.or(cancelled_at))
    };
    Ok(rows.into_iter().map(ended).collect())
}

/// Returns the refusal for the reader.
pub(crate) fn refusal(why: Withheld) -> Refusal {
    let withheld = |message: String| Refusal::new(ErrorCode::KeysNotPublic).message(message);
    match why {
        Withheld::UntilItsClose(moment) => {
            withheld(say!(contests.keys_after_close, when = texts::moment(moment)))
        }
        Withheld::UntilOthersClose(moment) => {
            withheld(say!(contests.keys_after_others, when = texts::moment(moment)))
        }
        Withheld::UntilFinal => withheld(say!(contests.keys_after_final)),
        // Another server can serve the request, or this one once its clock is right again.
        Withheld::ClocksDiffer => Refusal::new(ErrorCode::Unavailable).message(say!(contests.clocks_differ)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_wait_for_the_grace_and_the_margin_of_the_last_close() {
        let closings = |own, last| Closings {
            read_at: Millis(0),
            own: Some(Millis(own)),
            last: Some(Millis(last)),
            awaits_final: false,
        };
        let alone = closings(10_000, 10_000);
        assert_eq!(
            alone.withheld(Millis(14_999)),
            Some(Withheld::UntilItsClose(Millis(15_000)))
        );
        assert_eq!(alone.withheld(Millis(15_000)), None);
        let shared = closings(10_000, 50_000);
        assert_eq!(
            shared.withheld(Millis(15_000)),
            Some(Withheld::UntilOthersClose(Millis(55_000)))
        );
        assert_eq!(shared.withheld(Millis(55_000)), None);
        let judged = Closings {
            awaits_final: true,
            ..shared
        };
        assert_eq!(judged.withheld(Millis(55_000)), Some(Withheld::UntilFinal));
    }

    #[test]
    fn practice_waits_for_all_rounds_with_its_questions_and_for_none_if_there_are_none() {
        let closings = |last| Closings {
            read_at: Millis(0),
            own: None,
            last,
            awaits_final: false,
        };
        assert_eq!(closings(None).withheld(Millis(0)), None);
        let shared = closings(Some(Millis(10_000)));
        let until = Withheld::UntilOthersClose(Millis(15_000));
        assert_eq!(shared.withheld(Millis(14_999)), Some(until));
        assert_eq!(shared.withheld(Millis(15_000)), None);
    }

    #[test]
    fn a_reading_serves_for_a_second_and_never_backwards() {
        let slot = Slot::default();
        slot.last.store(Some(Arc::new(Closings {
            read_at: Millis(5_000),
            own: None,
            last: None,
            awaits_final: false,
        })));
        assert!(slot.fresh(Millis(5_999)).is_some());
        assert!(slot.fresh(Millis(6_000)).is_none() && slot.fresh(Millis(4_999)).is_none());
    }
}
