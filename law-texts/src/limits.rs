//! How much a text may contain. Each limit is checked before memory is spent.

/// Bytes of a file. The longest code of law has about one megabyte.
pub const FILE_BYTES: usize = 4 * 1024 * 1024;

/// Lines of a plain text, also empty ones.
pub const LINES: usize = 60_000;

/// Articles of a law.
pub const ARTICLES: usize = 1_500;

/// Characters (Unicode scalar values) of an article's text.
pub const ARTICLE: usize = 100_000;

/// Characters of the lines before the first article, and of those behind the last.
pub const AROUND: usize = 200_000;

/// Characters of a title, a heading or a note.
pub const NAME: usize = 1_000;

/// Characters of a law's number.
pub const NUMBER: usize = 64;

/// Characters of the address of the official text.
pub const LINK: usize = 500;

/// Laws that have changed one law.
pub const CHANGES: usize = 100;

/// Issues reported one by one; the rest are only counted.
pub const ISSUES: usize = 200;
