//! Work on a round that the server does outside of requests: it is requested, then polled until it is over.

use crate::contest::now;
use crate::staff::{Staff, StaffError, parse};
use contest_core::time::Millis;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::jobs::{Job, JobState};
use contest_core::wire::paths;
use http::Method;
use std::time::{Duration, Instant};

/// How often a job is polled.
const STEP: Duration = Duration::from_millis(250);
/// How long recording everything may take after a round's close.
const RECORDING: Duration = Duration::from_secs(120);
/// Refusals that pass by themselves once a round has closed.
const NOT_YET: [ErrorCode; 3] = [
    ErrorCode::AttemptsPending,
    ErrorCode::RoundStillOpen,
    ErrorCode::Unavailable,
];

/// Finished work.
pub struct Done {
    /// From the accepted request to the end of the job.
    pub took: Duration,
    /// Absent if the server did the work within the request.
    pub job: Option<Job>,
}

/// Requests work and waits for its end. While the server cannot begin it yet, the request is repeated.
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

/// Returns the job once it is over.
async fn over(staff: &mut Staff, mut job: Job) -> Result<Job, StaffError> {
    let path = paths::job(job.id);
    while !job.state.is_over() {
        tokio::time::sleep(STEP).await;
        let answer = staff.try_once(Method::GET, &path, Vec::new()).await?;
        // A refused poll is repeated.
        if !matches!(answer.status, 429 | 503) {
            job = parse(&path, &answer)?;
        }
    }
    Ok(job)
}

/// Returns the time until the end that the server reports, which is finer than the polling interval; never longer than
/// the wait.
fn took(job: &Job, asked: Instant, asked_at: Millis) -> Duration {
    let waited = asked.elapsed();
    let told = job
        .ended_at
        .map(|ended_at| Duration::from_millis(ended_at.since(asked_at)));
    told.map_or(waited, |told| told.min(waited))
}
