//! What was built last: which assets stay for pages that are still open, and whether there is anything to do.

use crate::Result;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;

/// How many builds keep their assets: the newest and the one before.
const KEPT: usize = 2;

/// Returns the first 12 hex digits of the SHA-256: enough to distinguish contents, short enough for a file name.
pub(crate) fn short_hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// One build: a hash of its inputs, and the names of its files below `dist/assets/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Build {
    /// Hash over all inputs and the mode.
    pub(crate) inputs: String,
    /// For each app in order, the hash of its compiled module.
    pub(crate) modules: Vec<String>,
    /// For each app in order, its JavaScript and its wasm.
    pub(crate) assets: Vec<[String; 2]>,
    /// The English texts of the contestants' programs.
    #[serde(default)]
    pub(crate) english: String,
}

impl Build {
    /// Returns the names of all files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &String> {
        self.assets.iter().flatten().chain([&self.english])
    }
}

/// The builds whose assets are in `dist/assets/`, newest first. Kept outside `dist/`, which is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct History {
    pub(crate) builds: Vec<Build>,
}

impl History {
    /// Reads the history. An absent or unreadable file counts as an empty one: the build then does everything.
    pub(crate) fn read(path: &Path) -> History {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        std::fs::write(path, serde_json::to_vec_pretty(self)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(())
    }

    /// Adds a build at the front. It replaces the newest one if both have the same assets; otherwise the newest becomes
    /// the previous release, and anything older is forgotten.
    pub(crate) fn push(&mut self, build: Build) {
        if self
            .builds
            .first()
            .is_some_and(|newest| newest.files().eq(build.files()))
        {
            self.builds[0] = build;
        } else {
            self.builds.insert(0, build);
            self.builds.truncate(KEPT);
        }
    }

    /// Returns the names of the assets that stay.
    pub(crate) fn kept(&self) -> BTreeSet<&str> {
        let files = self.builds.iter().flat_map(Build::files);
        files.map(String::as_str).collect()
    }
}

/// Returns whether a file in `dist/assets/` is an asset that stays, or a compressed twin of one.
pub(crate) fn stays(file: &str, kept: &BTreeSet<&str>) -> bool {
    let asset = file
        .strip_suffix(".br")
        .or_else(|| file.strip_suffix(".gz"))
        .unwrap_or(file);
    kept.contains(asset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(n: u8) -> Build {
        Build {
            inputs: n.to_string(),
            modules: vec![],
            assets: vec![[format!("app-{n}.js"), format!("app-{n}.wasm")]],
            english: format!("en-{n}.json"),
        }
    }

    #[test]
    fn hashes_have_twelve_digits() {
        assert_eq!(short_hash(b""), "e3b0c44298fc");
    }

    #[test]
    fn the_previous_release_stays_and_the_one_before_goes() {
        let mut history = History::default();
        for n in 1..=3 {
            history.push(build(n));
        }
        let kept = history.kept();
        assert!(stays("app-3.js", &kept));
        assert!(stays("app-2.wasm.br", &kept) && stays("en-2.json.gz", &kept));
        assert!(!stays("app-1.js.gz", &kept) && !stays("en-1.json", &kept));
    }

    #[test]
    fn building_the_same_again_does_not_push_the_previous_release_out() {
        let mut history = History::default();
        history.push(build(1));
        history.push(build(2));
        history.push(Build {
            inputs: "shell changed".to_owned(),
            ..build(2)
        });
        assert_eq!(history.builds.len(), 2);
        assert!(stays("app-1.js", &history.kept()));
    }
}
