//! How much a file may contain. Files come from strangers: every limit here is checked before memory is spent.

/// Bytes of the file itself.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Bytes to which an XLSX may inflate, all parts together.
pub const INFLATED_BYTES: u64 = 64 * 1024 * 1024;

/// Parts (zip entries) of an XLSX; a workbook with many sheets has about a hundred.
pub const ZIP_ENTRIES: usize = 1_000;

/// Most parts of a QTI package: an item for each question, a test, and pictures.
pub const QTI_PARTS: usize = 2 * QUESTIONS;

/// Bytes to which the parts of a QTI package that are read may inflate together.
pub const QTI_BYTES: u64 = 64 * 1024 * 1024;

/// XML tags in all parts of an XLSX: a tag of four bytes can cost the reader a hundred.
pub const XML_TAGS: u64 = 4_000_000;

/// Bytes to which the parts of a Word document that are read may inflate together, and one part of a QTI package. Pictures are never inflated.
pub const PART_BYTES: u64 = 24 * 1024 * 1024;

/// Elements of one XML text that is read as a whole.
pub const XML_ELEMENTS: usize = 400_000;

/// How deep the elements of an XML text may be nested.
pub const XML_DEPTH: usize = 200;

/// Attributes of all elements of one XML text.
pub const XML_ATTRIBUTES: usize = 1_000_000;

/// Bytes of a plain text, or of all text in a document.
pub const TEXT_BYTES: usize = 8 * 1024 * 1024;

/// Paragraphs of a document, or lines of a text.
pub const LINES: usize = 120_000;

/// Pieces into which tabs and wide gaps cut all lines.
pub const PIECES: usize = 200_000;

/// Answers of one question that are looked at; far fewer may be loaded.
pub const ANSWERS: usize = 64;

/// Non-empty cells, all sheets together.
pub const CELLS: usize = 500_000;

/// Separators in a CSV file, including those of empty cells.
pub const SEPARATORS: usize = 4_000_000;

/// Values of any kind in a JSON file.
pub const JSON_VALUES: u32 = 500_000;

/// Questions in a bank.
pub const QUESTIONS: usize = 10_000;

/// Units in a tree.
pub const UNITS: usize = 50_000;

/// Rows that are searched for the headings.
pub const HEADING_ROWS: u32 = 15;

/// Issues reported one by one; the rest are only counted.
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

/// Characters of an address.
pub const LINK: usize = 500;

/// XML tags in a part that describes the workbook as a whole: its styles, its list of sheets, its relations. Each costs
/// the reader up to 200 bytes.
pub const SMALL_PART_TAGS: u64 = 400_000;

/// Bytes without a tag in an XML part; a cell holds 32,767 characters.
pub const PIECE_BYTES: usize = 2 * 1024 * 1024;
