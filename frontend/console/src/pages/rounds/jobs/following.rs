//! Asks for jobs, and follows them until they are over or the page is left.

use super::{Jobs, put};
use crate::session;
use crate::ui::load::Action;
use contest_core::ids::{JobId, RoundId};
use contest_core::rounds::Phase;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::{ExportTable, Job, JobKind};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;
use std::time::Duration;
use web_kit::api::{self, Failure};

/// Most jobs are over after a moment, so the first look comes soon; later looks can be rarer, since a second more does
/// not matter to a judge who has waited for minutes.
const FIRST_PAUSE_MS: u64 = 500;
const LAST_PAUSE_MS: u64 = 2_000;
/// How often the page checks whether another judge has started a job.
const LOOK_AROUND_MS: u64 = 20_000;

impl Jobs {
    /// Asks for a job and follows it. `accepted` is called when the server has accepted it.
    pub(crate) fn start(
        self,
        action: Action,
        request: impl Future<Output = Result<Job, Failure>> + 'static,
        accepted: impl FnOnce() + 'static,
    ) {
        let request = async move {
            let outcome = request.await;
            // Somebody else was quicker, or the response was lost: the page shows what is going on.
            let unclear = |failure: &Failure| failure.code().is_none_or(|code| code == ErrorCode::JobRunning);
            if outcome.as_ref().is_err_and(unclear) {
                self.read_all(|_| {});
            }
            outcome
        };
        action.run(request, move |job| {
            let _ = self.asked.try_set_value(Some(job.id));
            self.learn(job);
            accepted();
        });
    }

    /// Asks for an export to Excel.
    pub(crate) fn start_export(self, action: Action, round: RoundId, table: ExportTable) {
        let path = paths::export(round, &format!("{}.xlsx", table.as_str()));
        self.start(action, async move { api::post_empty(&path).await }, || {});
    }

    pub(crate) fn cancel(self, action: Action, id: JobId) {
        let request = async move {
            match api::delete_for::<Job>(&paths::job(id)).await {
                // The job ended first; its end is about to be shown.
                Err(failure) if failure.code() == Some(ErrorCode::JobOver) => api::get(&paths::job(id)).await,
                outcome => outcome,
            }
        };
        action.run(request, move |job| self.learn(job));
    }

    /// Reads the jobs now, and again at intervals while somebody looks at the page.
    pub(super) fn look_around(self) {
        self.read_all(move |pause| later(pause, move || self.look_when_visible()));
    }

    fn look_when_visible(self) {
        if self.all.is_disposed() {
            return;
        }
        if web_kit::document().hidden() {
            later(LAST_PAUSE_MS, move || self.look_when_visible());
        } else {
            // A round closes by itself, and its close may be moved.
            let closed = |results: &RoundResults| matches!(results.phase, Phase::Closed | Phase::Final);
            if self.results.peek().is_some_and(|results| !closed(&results)) {
                self.results.refresh();
            }
            self.look_around();
        }
    }

    /// Reads all jobs and passes on the pause after which reading again is worthwhile.
    fn read_all(self, then: impl FnOnce(u64) + 'static) {
        let Some(round) = self.round.try_get_value() else {
            return;
        };
        leptos::task::spawn_local(async move {
            match api::get::<Vec<Job>>(&paths::jobs(&round)).await {
                Ok(jobs) => {
                    // The oldest first, so that the newest ends up first.
                    jobs.into_iter().rev().for_each(|job| self.learn(job));
                    let _ = self.read.try_set_value(true);
                    then(LOOK_AROUND_MS);
                }
                Err(failure) if failure.passes() => then(LAST_PAUSE_MS.max(wanted_pause(&failure))),
                // The owner of the round cannot change, but the signed-in person can, and that shows another page.
                Err(failure) => session::notice(self.signed_in, &failure),
            }
        });
    }

    /// Takes over what the server says of a job, and follows the job unless it is over.
    fn learn(self, job: Job) {
        let (Some(known), Some(read)) = (
            self.all
                .try_with_untracked(|all| all.iter().find(|known| known.id == job.id).cloned()),
            self.read.try_get_value(),
        ) else {
            return;
        };
        if known.as_ref().is_some_and(|known| known.state.is_over()) {
            // Once a job is over, only its file can still disappear. A response that knows less was overtaken by a
            // later one.
            if job.state.is_over() && known.as_ref() != Some(&job) {
                self.all.update(|all| put(all, job));
            }
            return;
        }
        let over = job.state.is_over();
        let ended_here = over && (known.is_some() || read);
        let begins = !over && !self.is_watched(job.id);
        if begins || (ended_here && !self.is_watched(job.id)) {
            self.watched.update_value(|watched| watched.push(job.id));
        }
        if known.as_ref() != Some(&job) {
            let job = job.clone();
            self.all.update(|all| put(all, job));
        }
        if begins {
            self.follow(job.id, FIRST_PAUSE_MS);
        }
        if ended_here && job.kind != JobKind::Export {
            self.results.refresh();
        }
        if begins || ended_here {
            self.news.set(Some(job));
        }
    }

    /// Looks after a pause, and again after ever longer ones, until the job is over. Having no connection or a busy
    /// server is no reason to stop: the job goes on without this page.
    fn follow(self, id: JobId, pause: u64) {
        later(pause, move || {
            if self.all.is_disposed() {
                return;
            }
            leptos::task::spawn_local(async move {
                let outcome = api::get::<Job>(&paths::job(id)).await;
                let _ = self.lost.try_maybe_update(|lost| {
                    let now = matches!(outcome, Err(Failure::Offline | Failure::Timeout));
                    let before = std::mem::replace(lost, now);
                    (before != now, ())
                });
                let next = (pause * 3 / 2).min(LAST_PAUSE_MS);
                match outcome {
                    Ok(job) => {
                        let over = job.state.is_over();
                        self.learn(job);
                        if !over {
                            self.follow(id, next);
                        }
                    }
                    Err(failure) if failure.passes() => self.follow(id, next.max(wanted_pause(&failure))),
                    Err(failure) => self.give_up(id, &failure),
                }
            });
        });
    }

    /// Gives up a job of which nothing more can be learnt: it was removed, or the reader may no longer see it.
    fn give_up(self, id: JobId, failure: &Failure) {
        session::notice(self.signed_in, failure);
        let _ = self.all.try_update(|all| all.retain(|job| job.id != id));
        self.results.refresh();
    }
}

fn later(pause_ms: u64, then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::from_millis(pause_ms));
}

/// Returns the pause that a busy server has asked for, in milliseconds.
fn wanted_pause(failure: &Failure) -> u64 {
    u64::from(failure.retry_after().unwrap_or(0)) * 1_000
}
