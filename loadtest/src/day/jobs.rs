//! Work on a round that the server does beside requests: it is asked for, and asked after until it is over.

use crate::contest::now;
use crate::staff::{Staff, StaffError, parse};
use contest_core::time::Millis;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::jobs::{Job, JobState};
use http::Method;
use std::time::{Duration, Instant};

/// How often a job is asked after.
const STEP: Duration = Duration::from_millis(250);
/// How long a round may take to have everything recorded after its close.
const RECORDING: Duration = Duration::from_secs(120);
/// What passes by itself once a round has closed.
const NOT_YET: [ErrorCode; 3] = [
    ErrorCode::AttemptsPending,
    ErrorCode::RoundStillOpen,
    ErrorCode::Unavailable,
];

/// Work that is done.
pub struct Done {
    /// From the request that was accepted to the end of the job.
    pub took: Duration,
    /// Absent if the server did the work within the request.
    pub job: Option<Job>,
}

/// Asks for work and waits for its end. As long as the server cannot begin it yet, it is asked anew.
pub async fn work(staff: &mut Staff, path: &str, body: Vec<u8>) -> Result<Done, StaffError> {
    let begun = Instant::now();
    loop {
        let (asked, asked_at) = (Instant::now(), now());
        let answer = staff.try_once(Method::POST, path, body.clone()).await?;
        match answer.status {
            202 => {
                let job = over(staff, parse(path, &answer)?).await?;
                if job.state == JobState::Done {
                    return Ok(Done {
                        took: took(&job, asked, asked_at),
                        job: Some(job),
                    });
                }
                let is_early = job
                    .error
                    .as_ref()
                    .is_some_and(|error| NOT_YET.contains(&error.code));
                if !is_early || begun.elapsed() > RECORDING {
                    return Err(StaffError::Unexpected(format!("{path}: {job:?}")));
                }
            }
            200 => {
                return Ok(Done {
                    took: asked.elapsed(),
                    job: None,
                });
            }
            status => {
                let refusal: Option<ApiError> = serde_json::from_slice(&answer.body).ok();
                let is_early = refusal.is_some_and(|refusal| NOT_YET.contains(&refusal.code));
                let passes = is_early || matches!(status, 429 | 503);
                if !passes || begun.elapsed() > RECORDING {
                    return Err(StaffError::Refused {
                        path: path.to_owned(),
                        status,
                        body: String::from_utf8_lossy(&answer.body).into(),
                    });
                }
            }
        }
        tokio::time::sleep(STEP).await;
    }
}

/// The job when nothing more will happen to it.
async fn over(staff: &mut Staff, mut job: Job) -> Result<Job, StaffError> {
    let path = format!("/staff/jobs/{}", job.id);
    while !job.state.is_over() {
        tokio::time::sleep(STEP).await;
        let answer = staff.try_once(Method::GET, &path, Vec::new()).await?;
        // A question that is turned away is asked again.
        if !matches!(answer.status, 429 | 503) {
            job = parse(&path, &answer)?;
        }
    }
    Ok(job)
}

/// To the moment that the server tells, which is finer than how often it is asked; never longer than it was waited for.
fn took(job: &Job, asked: Instant, asked_at: Millis) -> Duration {
    let waited = asked.elapsed();
    let told = job
        .ended_at
        .map(|ended_at| Duration::from_millis(ended_at.since(asked_at)));
    told.map_or(waited, |told| told.min(waited))
}
