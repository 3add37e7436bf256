//! The files that a process creates on its way to a result: those it has opened since the watch began, counted by the
//! disk space they use, whether or not they have a name.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

const STEP: Duration = Duration::from_millis(50);
/// The unit in which the system counts a file's disk space, whatever the disk.
const BLOCK: u64 = 512;

/// Device and inode.
type File = (u64, u64);

/// Watches until the peak is requested.
pub struct FileWatch {
    peak: JoinHandle<u64>,
    stop: watch::Sender<bool>,
}

impl FileWatch {
    pub fn begin(process: u32) -> FileWatch {
        let (stop, mut stopped) = watch::channel(false);
        let before: HashSet<File> = open_files(process).map(|(file, _)| file).collect();
        let peak = tokio::spawn(async move {
            let mut peak = 0;
            loop {
                let new = open_files(process).filter(|(file, _)| !before.contains(file));
                peak = peak.max(new.map(|(_, bytes)| bytes).sum());
                if tokio::time::timeout(STEP, stopped.changed()).await.is_ok() {
                    return peak;
                }
            }
        });
        FileWatch { peak, stop }
    }

    /// Returns the most bytes at any one time.
    pub async fn peak(self) -> u64 {
        let _gone = self.stop.send(true);
        self.peak.await.unwrap_or_default()
    }
}

/// Returns each file once, with its bytes on disk.
fn open_files(process: u32) -> impl Iterator<Item = (File, u64)> {
    let mut seen = HashSet::new();
    let open = fs::read_dir(format!("/proc/{process}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    open.filter_map(move |descriptor| {
        let about = fs::metadata(descriptor.path())
            .ok()
            .filter(fs::Metadata::is_file)?;
        let file = (about.dev(), about.ino());
        seen.insert(file).then(|| (file, about.blocks() * BLOCK))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[tokio::test]
    async fn a_file_without_a_name_counts_and_one_from_before_does_not() {
        let mut before = tempfile::tempfile().expect("a file");
        let watch = FileWatch::begin(std::process::id());
        before.write_all(&[1; 4_000_000]).expect("room");
        let mut made = tempfile::tempfile().expect("a file");
        made.write_all(&[1; 300_000]).expect("room");
        made.sync_all().expect("a disk");
        tokio::time::sleep(STEP * 4).await;
        drop(made);
        let peak = watch.peak().await;
        assert!((300_000..3_000_000).contains(&peak), "{peak}");
    }
}
