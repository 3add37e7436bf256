//! How much a file may hold. A file comes from a stranger: every figure here is checked before memory is spent on it.

/// Bytes of the file itself.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Bytes that an XLSX may inflate to, all parts together.
pub const INFLATED_BYTES: u64 = 64 * 1024 * 1024;

/// Parts (zip entries) of an XLSX; a workbook with many sheets has about a hundred.
pub const ZIP_ENTRIES: usize = 1_000;

/// XML tags in all parts of an XLSX: a tag of four bytes can cost a reader a hundred.
pub const XML_TAGS: u64 = 4_000_000;

/// Cells with something in them, all sheets together.
pub const CELLS: usize = 500_000;

/// Separators in a CSV file, also those of empty cells.
pub const SEPARATORS: usize = 4_000_000;

/// Values of any kind in a JSON file.
pub const JSON_VALUES: u32 = 500_000;

/// Questions of a bank.
pub const QUESTIONS: usize = 5_000;

/// Units of a tree.
pub const UNITS: usize = 50_000;

/// Rows among which the headings are looked for.
pub const HEADING_ROWS: u32 = 15;

/// Issues that are reported one by one; of the rest only the number is told.
pub const ISSUES: usize = 1_000;

/// Characters (Unicode scalar values) of a stem.
pub const STEM: usize = 4_000;

/// Characters of an option.
pub const OPTION: usize = 1_000;

/// Characters of an explanation.
pub const EXPLANATION: usize = 4_000;

/// Characters of a title, a topic or the name of a law or unit.
pub const NAME: usize = 300;

/// Characters of a code, an article, a clause or a point.
pub const CODE: usize = 64;
