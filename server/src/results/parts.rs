//! The parts that judging a round works with.

use crate::clock::Clock;
use crate::clock_skew::ClockSkew;
use crate::contests::changes::Changes;
use crate::contests::counts::Counts;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::jobs::ask::Jobs;
use crate::recovery::Recovery;
use contest_core::wire::errors::ErrorCode;
use live::Live;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const PREFIX: &str = "job-";
/// Disk space in bytes that is left to others.
const RESERVE: u64 = 1 << 30;
const LEFT: Duration = Duration::from_secs(86_400);

/// One for each thread that serves requests, and one for the workers of jobs.
pub(crate) struct Judging {
    pub(crate) db: Db,
    pub(crate) contests: Contests,
    pub(crate) changes: Changes,
    pub(crate) live: Live,
    pub(crate) recovery: Recovery,
    pub(crate) clock: Clock,
    pub(crate) clock_skew: ClockSkew,
    pub(crate) counts: Counts,
    pub(crate) jobs: Jobs,
    /// For temporary files.
    pub(crate) data_dir: PathBuf,
}

impl Judging {
    /// Creates a folder for the temporary files of a job; it is removed when dropped. [`remove_left_folders`] removes
    /// those that a killed process has left.
    pub(crate) fn work_folder(&self) -> AppResult<TempDir> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&self.data_dir);
        folder.map_err(Refusal::disk)
    }

    /// Refuses what would not fit, before it fills the disk that others need.
    pub(crate) fn require_room(&self, bytes: u64) -> AppResult<()> {
        let disk = rustix::fs::statvfs(&self.data_dir).map_err(|error| Refusal::disk(error.into()))?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < bytes.saturating_add(RESERVE) {
            tracing::error!(
                free,
                bytes,
                "the temporary files of a job would not fit on the disk"
            );
            return Err(ErrorCode::DiskFull.into());
        }
        Ok(())
    }
}

/// Removes job folders that nobody has touched for a day.
pub(crate) fn remove_left_folders(data_dir: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(data_dir)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if is_ours && age > LEFT {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
