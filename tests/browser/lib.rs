//! Nothing to see here: this package is its browser tests, see `story.rs`.
