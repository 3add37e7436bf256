//! The jobs of a round while its page is open: those that this reader has asked for, and those of other judges. This
//! file keeps what is known of them; `following` asks the API, and nothing else on the page does.

mod following;

use crate::session::{self, SignedIn};
use crate::ui::load::Load;
use contest_core::ids::JobId;
use contest_core::wire::jobs::{ExportTable, Job, JobKind, JobState};
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;

/// What is known of the jobs of a round.
#[derive(Clone, Copy)]
pub(crate) struct Jobs {
    /// Newest first.
    all: RwSignal<Vec<Job>>,
    /// Whether the results are being changed.
    busy: Memo<bool>,
    /// The server could not be reached when it was last asked.
    lost: RwSignal<bool>,
    /// The job whose start or end is the latest news.
    news: RwSignal<Option<Job>>,
    /// The jobs that this page has seen start or run, and whose end it therefore reports.
    watched: StoredValue<Vec<JobId>>,
    /// The job that this reader has just asked for; the page moves the focus to it.
    asked: StoredValue<Option<JobId>>,
    /// Whether the jobs were read before. A job found over after that has ended meanwhile.
    read: StoredValue<bool>,
    round: StoredValue<String>,
    results: Load<RoundResults>,
    signed_in: SignedIn,
}

impl Jobs {
    /// Follows the jobs of a round until the page is left, and reads the results again when they may have changed.
    pub(crate) fn new(round: String, results: Load<RoundResults>) -> Jobs {
        let all = RwSignal::new(Vec::<Job>::new());
        let busy = |job: &Job| changes_results(job) && !job.state.is_over();
        let jobs = Jobs {
            all,
            busy: Memo::new(move |_| all.with(|all| all.iter().any(busy))),
            lost: RwSignal::new(false),
            news: RwSignal::new(None),
            watched: StoredValue::new(Vec::new()),
            asked: StoredValue::new(None),
            read: StoredValue::new(false),
            round: StoredValue::new(round),
            results,
            signed_in: session::signed_in(),
        };
        jobs.look_around();
        jobs
    }

    /// Returns the job that changes the results, or the last one that did; tracked.
    pub(crate) fn judging(self) -> Option<Job> {
        self.all.with(|all| {
            let mut judging = all.iter().filter(|job| changes_results(job));
            let newest = judging.clone().next();
            judging.find(|job| !job.state.is_over()).or(newest).cloned()
        })
    }

    /// Returns whether the results are being changed, so that nothing else can change them now; tracked.
    pub(crate) fn is_judging(self) -> bool {
        self.busy.get()
    }

    /// Returns the newest export of a table; tracked.
    pub(crate) fn export(self, table: ExportTable) -> Option<Job> {
        let fits = |job: &&Job| job.kind == JobKind::Export && job.table == Some(table);
        self.all.with(|all| all.iter().find(fits).cloned())
    }

    /// Returns the newest job that makes the statistics; tracked.
    pub(crate) fn counting(self) -> Option<Job> {
        let fits = |job: &&Job| job.kind == JobKind::Statistics;
        self.all.with(|all| all.iter().find(fits).cloned())
    }

    /// Returns whether the results have changed since an export was asked for; tracked.
    pub(crate) fn is_outdated(self, job: &Job) -> bool {
        let later = |other: &Job| {
            changes_results(other)
                && other.state == JobState::Done
                && other.ended_at.is_some_and(|ended| ended > job.asked_at)
        };
        self.all.with(|all| all.iter().any(later))
    }

    /// Returns a job as it was last seen; tracked.
    pub(crate) fn find(self, id: JobId) -> Option<Job> {
        self.all.with(|all| all.iter().find(|job| job.id == id).cloned())
    }

    pub(crate) fn is_watched(self, id: JobId) -> bool {
        self.watched.with_value(|watched| watched.contains(&id))
    }

    /// Returns whether this reader has just asked for a job; true once.
    pub(crate) fn is_just_asked(self, id: JobId) -> bool {
        let asked = self
            .asked
            .try_update_value(|asked| asked.take_if(|asked| *asked == id).is_some());
        asked == Some(true)
    }

    /// Returns whether the connection is lost; tracked.
    pub(crate) fn is_lost(self) -> bool {
        self.lost.get()
    }

    /// Returns the job that started or ended last; tracked.
    pub(crate) fn news(self) -> Option<Job> {
        self.news.get()
    }
}

/// Returns whether it is a job on the results; any other only reads them.
fn changes_results(job: &Job) -> bool {
    !matches!(job.kind, JobKind::Export | JobKind::Statistics)
}

/// Replaces a job with what is now known of it, or inserts it in its place: the newest comes first.
fn put(all: &mut Vec<Job>, job: Job) {
    if let Some(known) = all.iter_mut().find(|known| known.id == job.id) {
        *known = job;
        return;
    }
    let place = all.iter().position(|other| other.asked_at <= job.asked_at);
    all.insert(place.unwrap_or(all.len()), job);
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::{AccountId, RoundId, Uuid};
    use contest_core::time::Millis;

    fn job(id: u128, asked_at: i64) -> Job {
        Job {
            id: JobId(Uuid::from_u128(id)),
            round: RoundId(Uuid::nil()),
            kind: JobKind::Settle,
            table: None,
            state: JobState::Running,
            progress: 0,
            asked_by: AccountId(Uuid::nil()),
            asked_by_name: String::new(),
            asked_at: Millis(asked_at),
            ended_at: None,
            error: None,
            file: None,
        }
    }

    #[test]
    fn the_newest_stands_first_and_keeps_its_place() {
        let mut all = Vec::new();
        for (id, asked_at) in [(1, 10), (2, 20), (3, 15)] {
            put(&mut all, job(id, asked_at));
        }
        let done = Job {
            progress: 100,
            ..job(3, 15)
        };
        put(&mut all, done.clone());
        assert_eq!(all, [job(2, 20), done, job(1, 10)]);
    }
}
