//! The job that changes the results of a round: who asked for it, how far it is, and how it ended.

use super::jobs::Jobs;
use crate::session::is_judge;
use crate::texts::{Text, t, texts};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use crate::ui::progress::Progress;
use contest_core::ids::JobId;
use contest_core::wire::jobs::{Job, JobKind, JobState};
use leptos::html;
use leptos::prelude::*;
use web_kit::format::moment;
use web_kit::lang::fill;

/// What to show. It does not change while a job runs, so that its button keeps the focus.
#[derive(Clone, PartialEq)]
enum Shown {
    Nothing,
    UnderWay(JobId),
    Ended(Box<Job>),
}

/// The job under way, or how the last one ended if that is worth knowing.
#[component]
pub(crate) fn WorkPanel(jobs: Jobs, is_final: bool) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let Some(job) = jobs.judging() else {
            return Shown::Nothing;
        };
        let watched = jobs.is_watched(job.id);
        let told = match job.state {
            JobState::Waiting | JobState::Running => return Shown::UnderWay(job.id),
            // The page shows anyway that the results are public.
            JobState::Done => watched && job.kind != JobKind::Finalise,
            // A reader who closed the page meanwhile must learn that the job failed.
            JobState::Failed => watched || !is_final,
            JobState::Cancelled => watched,
        };
        if told {
            Shown::Ended(Box::new(job))
        } else {
            Shown::Nothing
        }
    });
    move || match shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::UnderWay(id) => view! { <UnderWay jobs id/> }.into_any(),
        Shown::Ended(job) => ended(&job).into_any(),
    }
}

#[component]
fn UnderWay(jobs: Jobs, id: JobId) -> impl IntoView {
    let action = Action::new();
    let job = untrack(|| jobs.find(id))?;
    let title = doing(job.kind);
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if jobs.is_just_asked(id) {
            // Only after the dialog that asked for the job has given the focus back.
            request_animation_frame(move || {
                let _ = heading
                    .try_get_untracked()
                    .flatten()
                    .map(|heading| heading.focus());
            });
        }
    });
    let percent = Signal::derive(move || {
        let job = jobs.find(id)?;
        (job.state == JobState::Running).then_some(job.progress)
    });
    let cancel = is_judge().then(|| {
        view! {
            <button
                class="btn"
                data-test="job-cancel"
                disabled=move || action.busy.get()
                on:click=move |_| jobs.cancel(action, id)
            >
                {move || if action.busy.get() { (t!(jobs.cancelling))() } else { (t!(jobs.cancel))() }}
            </button>
        }
    });
    Some(view! {
        <section class="card stack work" data-test="work">
            <div>
                <h2 tabindex="-1" node_ref=heading>
                    {title}
                </h2>
                <p class="soft">{asked(&job)}</p>
            </div>
            <Progress label=title waiting=t!(jobs.waiting) percent/>
            <Lost jobs/>
            <div class="row spread">
                <p>{t!(jobs.goes_on)}</p>
                {cancel}
            </div>
            <LastFailure failure=action.failure/>
        </section>
    })
}

/// Says that the connection is lost, and that nothing else is.
#[component]
pub(crate) fn Lost(jobs: Jobs) -> impl IntoView {
    move || {
        jobs.is_lost()
            .then(|| view! { <p class="soft small" data-test="lost">{t!(jobs.lost)}</p> })
    }
}

/// Why the results cannot be changed right now.
#[component]
pub(crate) fn Blocked(jobs: Jobs) -> impl IntoView {
    move || {
        jobs.is_judging()
            .then(|| view! { <p class="hint" data-test="blocked">{t!(jobs.blocked)}</p> })
    }
}

/// Tells screen readers that a job has started or ended. It stays while the page around it is redrawn.
#[component]
pub(crate) fn News(jobs: Jobs) -> impl IntoView {
    let text = move || {
        let job = jobs.news()?;
        Some(match job.state {
            JobState::Waiting | JobState::Running => format!("{}…", doing(job.kind)()),
            JobState::Failed => format!("{}. {}", outcome(&job), why(&job)),
            JobState::Done | JobState::Cancelled => outcome(&job).to_owned(),
        })
    };
    view! { <p class="sr" role="status" data-test="news">{text}</p> }
}

fn ended(job: &Job) -> impl IntoView + use<> {
    let t = &texts().jobs;
    let (class, state) = match job.state {
        JobState::Failed => ("note bad", "failed"),
        JobState::Cancelled => ("note warn", "cancelled"),
        _ => ("note good", "done"),
    };
    let failed = job.state == JobState::Failed;
    let code = job.error.as_ref().map(|error| error.code.as_str());
    let unchanged = (job.state != JobState::Done).then_some(t.unchanged);
    view! {
        <div class=class data-test="work-ended" data-state=state data-code=code>
            <strong>{outcome(job)}</strong>
            {failed.then(|| view! { <p>{why(job)}</p> })}
            {unchanged.map(|text| view! { <p>{text}</p> })}
            <p class="soft small">{asked(job)}</p>
        </div>
    }
}

/// Says who asked for the job, and when.
fn asked(job: &Job) -> String {
    let at = moment(job.asked_at);
    fill(texts().jobs.asked, &[("name", &job.asked_by_name), ("at", &at)])
}

/// Says why a job has failed.
pub(crate) fn why(job: &Job) -> String {
    let message = job.error.as_ref().map(|error| error.message.clone());
    message.unwrap_or_else(|| texts().jobs.failed_why.to_owned())
}

fn doing(kind: JobKind) -> Text {
    match kind {
        JobKind::Settle => t!(jobs.settle),
        JobKind::Finalise => t!(jobs.finalise),
        JobKind::Disqualify => t!(jobs.disqualify),
        JobKind::Export => t!(jobs.export),
        JobKind::Statistics => t!(jobs.statistics),
    }
}

/// Says in a few words how a job has ended.
fn outcome(job: &Job) -> &'static str {
    let t = &texts().jobs;
    let [done, failed, cancelled] = match job.kind {
        JobKind::Settle => [t.settle_done, t.settle_failed, t.settle_cancelled],
        JobKind::Finalise => [t.finalise_done, t.finalise_failed, t.finalise_cancelled],
        JobKind::Disqualify => [t.disqualify_done, t.disqualify_failed, t.disqualify_cancelled],
        JobKind::Export => [t.export_done, t.export_failed, t.export_cancelled],
        JobKind::Statistics => [t.statistics_done, t.statistics_failed, t.statistics_cancelled],
    };
    match job.state {
        JobState::Failed => failed,
        JobState::Cancelled => cancelled,
        JobState::Waiting | JobState::Running | JobState::Done => done,
    }
}
