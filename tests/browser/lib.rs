//! This package consists of its browser tests; see `story.rs`.
