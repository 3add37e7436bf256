//! An export to Excel: requested, being made, kept for a while.

use super::jobs::Jobs;
use super::work::{Lost, why};
use crate::texts::{Text, t, texts};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use crate::ui::progress::Progress;
use contest_core::ids::{JobId, RoundId};
use contest_core::wire::jobs::{ExportTable, Job, JobFile, JobState};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::clock;
use web_kit::format::{moment, size};
use web_kit::lang::fill;

/// The state of the file. It does not change while the file is being made, so that its button keeps the focus.
#[derive(Clone, PartialEq)]
enum Shown {
    Nothing,
    UnderWay(JobId),
    Failed(Job),
    File {
        job: JobId,
        file: JobFile,
        /// The results have changed since the export.
        outdated: bool,
    },
}

fn shown(jobs: Jobs, table: ExportTable) -> Shown {
    let Some(job) = jobs.export(table) else {
        return Shown::Nothing;
    };
    match job.state {
        JobState::Waiting | JobState::Running => Shown::UnderWay(job.id),
        JobState::Failed => Shown::Failed(job),
        JobState::Cancelled => Shown::Nothing,
        JobState::Done => match job.file.clone().filter(|file| file.removed_at > clock::now()) {
            Some(file) => Shown::File {
                job: job.id,
                file,
                outdated: jobs.is_outdated(&job),
            },
            None => Shown::Nothing,
        },
    }
}

/// The file of one table, or the button that has it made; `beside` goes on the same line.
#[component]
pub(crate) fn Excel(
    jobs: Jobs,
    round: RoundId,
    table: ExportTable,
    name: Text,
    beside: ViewFn,
) -> impl IntoView {
    let action = Action::new();
    let shown = Memo::new(move |_| shown(jobs, table));
    let button = move |class: &'static str, text: Text| {
        view! {
            <button
                class=class
                data-test=format!("export-{}-xlsx", table.as_str())
                disabled=move || action.busy.get() || matches!(shown.get(), Shown::UnderWay(_))
                on:click=move |_| jobs.start_export(action, round, table)
            >
                {text}
            </button>
        }
    };
    move || {
        let beside = beside.run();
        let body = match shown.get() {
            Shown::Nothing => {
                view! { <span class="row">{button("btn tight", t!(downloads.xlsx))} {beside}</span> }
                    .into_any()
            }
            Shown::UnderWay(id) => view! {
                <span class="row">{button("btn tight", t!(downloads.xlsx))} {beside}</span>
                <UnderWay jobs id table name/>
            }
            .into_any(),
            Shown::Failed(job) => {
                let code = job.error.as_ref().map(|error| error.code.as_str());
                view! {
                    <span class="row">{button("btn tight", t!(downloads.retry))} {beside}</span>
                    <p class="error small" data-test=format!("export-{}-failed", table.as_str()) data-code=code>
                        {t!(jobs.export_failed)} ". " {why(&job)}
                    </p>
                }
                .into_any()
            }
            Shown::File { job, file, outdated } => view! {
                <span class="row">{link(job, &file, table, outdated)} {beside}</span>
                <p class="small">{kept(&file, outdated)} " " {button("link", t!(downloads.again))}</p>
            }
            .into_any(),
        };
        view! { <div class="file">{body} <LastFailure failure=action.failure/></div> }
    }
}

#[component]
fn UnderWay(jobs: Jobs, id: JobId, table: ExportTable, name: Text) -> impl IntoView {
    let action = Action::new();
    let percent = Signal::derive(move || {
        let job = jobs.find(id)?;
        (job.state == JobState::Running).then_some(job.progress)
    });
    let label = move || fill(texts().downloads.cancel_name, &[("name", name())]);
    view! {
        <div class="row" data-test=format!("export-{}-work", table.as_str())>
            <span class="small">{t!(jobs.export)}</span>
            <Progress label=name waiting=t!(jobs.waiting) percent/>
            <button
                class="link"
                aria-label=label
                disabled=move || action.busy.get()
                on:click=move |_| jobs.cancel(action, id)
            >
                {t!(common.cancel)}
            </button>
        </div>
        <Lost jobs/>
        <LastFailure failure=action.failure/>
    }
}

fn link(job: JobId, file: &JobFile, table: ExportTable, outdated: bool) -> impl IntoView + use<> {
    let text = fill(texts().downloads.download, &[("size", &size(file.size))]);
    let address = paths::job_file(job);
    // The brand colour means the next step, and downloading an outdated file is not one.
    let class = if outdated {
        "btn tight"
    } else {
        "btn tight primary"
    };
    let test = format!("export-{}-file", table.as_str());
    view! { <a class=class href=address download=file.name.clone() data-test=test>{text}</a> }
}

/// How long the file is kept, and whether it is still up to date.
fn kept(file: &JobFile, outdated: bool) -> impl IntoView + use<> {
    let t = &texts().downloads;
    let until = fill(t.kept, &[("at", &moment(file.removed_at))]);
    view! {
        {outdated.then(|| view! { <span class="outdated" data-test="outdated">{t.outdated}</span> " " })}
        <span class="soft">{until}</span>
    }
}
