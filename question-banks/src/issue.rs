//! Everything that can be wrong with a file, as a closed list, and where. The texts for people are in `locales/`.

use crate::draft::Earlier;
use crate::told::told;
use contest_core::wire::banks::RowIssue;
use contest_texts::Lang;
use thiserror::Error;

/// One problem in a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct Issue {
    /// Name of the sheet in XLSX, or of the item's file in a QTI package.
    pub sheet: Option<String>,
    /// Row as the spreadsheet counts, from 1; for JSON, the question from 1; for texts and XML, the line; for Word, the
    /// paragraph. Absent if the problem concerns the whole file.
    pub row: Option<u32>,
    /// Heading of the column as written in the file, or the field of a JSON question. In documents that have no columns,
    /// the question as the file calls it and the field.
    pub column: Option<String>,
    pub problem: Problem,
}

impl Issue {
    /// Makes an issue of the file as a whole.
    pub(crate) fn of_file(problem: Problem) -> Issue {
        Issue {
            sheet: None,
            row: None,
            column: None,
            problem,
        }
    }

    /// Returns what is wrong.
    pub fn reason(&self, lang: Lang) -> String {
        let (reason, _) = self.problem.texts(lang);
        self.problem.told(reason)
    }

    /// Returns how to fix it.
    pub fn remedy(&self, lang: Lang) -> String {
        let (_, remedy) = self.problem.texts(lang);
        self.problem.told(remedy)
    }

    /// Returns the issue as the API sends it.
    pub fn to_wire(&self, lang: Lang) -> RowIssue {
        RowIssue {
            sheet: self.sheet.clone(),
            row: self.row,
            column: self.column.clone(),
            reason: self.reason(lang),
            remedy: self.remedy(lang),
        }
    }
}

told! {
    /// Everything that can be wrong.
    Problem;
    unknown_format UnknownFormat { extension: String } "cannot read files of type {extension:?}";
    file_too_large FileTooLarge { limit_mib: usize } "the file is larger than {limit_mib} MiB";
    old_excel OldExcel {} "the file is of the old Excel format";
    password PasswordProtected {} "the file is protected by a password";
    damaged Damaged {} "the file is damaged or not what its name says";
    too_many_parts TooManyParts { limit: usize } "the file has more than {limit} parts";
    inflates_too_far InflatesTooFar { limit_mib: u64 } "the file unpacks to more than {limit_mib} MiB";
    too_many_cells TooManyCells { limit: usize } "the file has more than {limit} values";
    old_word OldWord {} "the file is of the old Word format";
    portable_document PortableDocument {} "the file is a PDF";
    not_unicode NotUnicode { line: u32 } "line {line} is neither UTF-8 nor UTF-16";
    bad_xml BadXml { line: u32 } "the XML breaks off at line {line}";
    document_type DocumentType { line: u32 } "the XML declares a document type at line {line}";
    too_deep TooDeep { limit: usize } "elements are nested more than {limit} deep";
    too_many_elements TooManyElements { limit: usize } "more than {limit} elements";
    too_many_lines TooManyLines { limit: usize } "more than {limit} lines";
    unknown_xml UnknownXml { found: String } "unknown kind of XML: {found:?}";
    old_qti OldQti {} "the package is of QTI 1.2";
    missing_part MissingPart { part: String } "the part {part:?} is missing";
    unsafe_path UnsafePath { path: String } "the path {path:?} leaves the package";
    no_questions NoQuestions {} "no question was found";
    unsupported_kind UnsupportedKind { found: String } "questions of the kind {found:?} are not supported";
    contradicting_keys ContradictingKeys { first: String, first_at: u32, second: String, second_at: u32 } "the keys {first:?} (line {first_at}) and {second:?} (line {second_at}) contradict each other";
    key_against_mark KeyAgainstMark { written: String, written_at: u32, marked: String, marked_at: u32 } "the key is {written:?} (line {written_at}), but option {marked} is marked (line {marked_at})";
    marks_disagree MarksDisagree { first: String, second: String } "some marks name {first}, others {second}";
    several_marked SeveralMarked { letters: String } "the options {letters} are marked";
    key_of_no_question KeyOfNoQuestion { found: String } "the key {found:?} belongs to no question";
    repeated_number RepeatedNumber { number: u32 } "several questions have the number {number}";
    repeated_option RepeatedOption { letter: char } "option {letter} comes again";
    joined_line JoinedLine { found: String, letter: char } "the line {found:?} was joined to option {letter}";
    text_after_key TextAfterKey { found: String } "the line {found:?} follows the key";
    number_gap NumberGap { number: u32, previous: u32 } "question {number} follows question {previous}";
    picture_needed PictureNeeded {} "the question has a picture";
    picture_left_out PictureLeftOut {} "a picture is left out";
    equation Equation {} "the question has an equation";
    attachment Attachment { found: String } "the question has an attachment: {found:?}";
    text_box_inside TextBoxInside { found: String } "a text box holds {found:?}";
    text_box_left_out TextBoxLeftOut { found: String } "a text box that holds {found:?} is left out";
    hidden_text HiddenText { found: String } "hidden text is left out: {found:?}";
    struck_out StruckOut { found: String } "struck-out text: {found:?}";
    tracked_changes TrackedChanges {} "tracked changes count as accepted";
    footnote Footnote {} "a footnote is left out";
    legacy_font LegacyFont { font: String, found: String } "text in the font {font:?} is not Unicode: {found:?}";
    unclosed_answers UnclosedAnswers { line: u32 } "the brace of line {line} is not closed";
    bad_answers BadAnswers { found: String } "cannot understand the answers {found:?}";
    several_right SeveralRight { found: usize } "{found} answers are right by themselves";
    bad_weight BadWeight { found: String } "{found:?} is no weight";
    uneven_weights UnevenWeights {} "right answers have different weights";
    partial_answer PartialAnswer {} "answers that earn a part count as wrong";
    hidden_question HiddenQuestion {} "the question is hidden";
    note_left_out NoteLeftOut { found: String } "a note is left out: {found:?}";
    feedback_left_out FeedbackLeftOut {} "feedback is left out";
    fixed_option FixedOption {} "an option with a fixed place keeps all in their order";
    /// In CSV, the row is given.
    not_utf8 NotUtf8 {} "the text is not UTF-8";
    bad_json BadJson { line: usize, position: usize } "the JSON breaks off at line {line}, column {position}";
    unknown_json_format UnknownJsonFormat { found: String } "unknown format {found:?}";
    unknown_field UnknownField { field: String } "there is no field {field:?}";
    repeated_field RepeatedField { field: String } "the field {field:?} stands twice";
    missing_field MissingField { field: String } "the field {field:?} is missing";
    wrong_type WrongType { expected: &'static str } "the field must be {expected}";
    no_headings NoHeadings { rows: u32 } "no heading row among the first {rows} rows";
    missing_column MissingColumn { heading: &'static str } "the column {heading:?} is missing";
    duplicate_column DuplicateColumn { first: String } "means the same as the column {first:?}";
    no_rows NoRows {} "there is nothing below the headings";
    too_many_questions TooManyQuestions { limit: usize } "more than {limit} questions";
    bad_language BadLanguage { found: String } "{found:?} is no language tag";
    date_cell DateCell {} "the cell holds a date instead of a text";
    error_cell ErrorCell { found: String } "the cell holds the error {found}";
    picture Picture {} "pictures cannot be loaded from a table";
    embedded_picture EmbeddedPicture {} "a picture lies in the sheet";
    text_box TextBox {} "a text box lies in the sheet";
    struck_text StruckText {} "text is struck out";
    hidden_sheet HiddenSheet {} "the sheet is hidden";
    hidden_rows HiddenRows { rows: String } "the rows {rows} are hidden";
    merged_rows MergedRows { rows: String } "the cell is merged over the rows {rows}";
    code_page CodePage { name: &'static str, word: String, count: usize } "{count} cells are in {name}, such as {word:?}";
    /// The rest of the table's problems are warnings: they do not keep a file from being loaded.
    unknown_column UnknownColumn { heading: String } "the column {heading:?} is not read";
    unheaded_column UnheadedColumn { column: String } "the column {column} has no heading and is not read";
    skipped_sheet SkippedSheet {} "the sheet has no headings and is not read";
    skipped_row SkippedRow { found: String } "the row {found:?} is not read";
    comments Comments {} "comments are not read";
    blank_topics BlankTopics { count: usize, topic: &'static str } "{count} questions have no topic";
    ocr_letter OcrLetter { word: String } "the letter ƣ in {word:?}";
    damaged_text DamagedText { word: String } "damaged letters in {word:?}";
    too_long TooLong { length: usize, limit: usize } "{length} characters, at most {limit} are allowed";
    missing_code MissingCode {} "the code is missing";
    duplicate_code DuplicateCode { code: String, row: u32 } "the code {code:?} was used in row {row}";
    /// In a file of several sheets.
    duplicate_code_of_sheet DuplicateCodeOfSheet { code: String, sheet: String, row: u32 } "the code {code:?} was used on {sheet:?} in row {row}";
    empty_stem EmptyStem {} "the question has no text";
    duplicate_question DuplicateQuestion { row: u32 } "the same question stands in row {row}";
    /// In a file of several sheets.
    duplicate_question_of_sheet DuplicateQuestionOfSheet { sheet: String, row: u32 } "the same question stands on {sheet:?} in row {row}";
    unknown_kind UnknownKind { found: String } "unknown kind {found:?}";
    unknown_difficulty UnknownDifficulty { found: String } "unknown difficulty {found:?}";
    unknown_credit UnknownCredit { found: String } "unknown credit {found:?}";
    unknown_yes_no UnknownYesNo { found: String } "{found:?} is neither yes nor no";
    few_options TooFewOptions { found: usize } "{found} options";
    many_options TooManyOptions { found: usize } "{found} options";
    option_gap OptionGap { letter: char, next: char } "option {letter} is empty, {next} is not";
    /// In a form; rows have no codes.
    code_taken CodeTaken { code: String } "the code {code:?} is taken";
    /// In a form; rows have no codes.
    same_question SameQuestion { code: String } "the question {code:?} is the same";
    equal_options EqualOptions { first: char, second: char } "options {first} and {second} are equal";
    unreadable_options UnreadableOptions {} "the options are not marked A. B. C.";
    true_false_options TrueFalseOptions {} "a true/false question has exactly the options true, false";
    missing_key MissingKey {} "the key is missing";
    bad_key BadKey { found: String } "cannot understand the key {found:?}";
    unclear_key UnclearKey { found: String } "the key {found:?} can be a range or a list";
    key_mismatch KeyMismatch { letter: char, found: String } "the text in the key {found:?} is not that of option {letter}";
    truth_series TruthSeries { found: String } "the key {found:?} is for several statements";
    key_in_text KeyInText { found: String } "the key stands in the text: {found:?}";
    ambiguous_key AmbiguousKey { found: String } "the key {found:?} can mean two options";
    key_outside KeyOutside { letter: char } "the key names option {letter}, which is absent";
    several_keys SeveralKeys { found: u32 } "{found} keys in a single choice";
    basis_without_law BasisWithoutLaw {} "an article, clause, point or link without its law";
    basis_without_article BasisWithoutArticle {} "a clause or point without its article";
    bad_point BadPoint { found: String } "{found:?} is no point of a clause";
    bad_link BadLink { found: String } "{found:?} is no https address";
    missing_name MissingName {} "the unit has no name";
    unknown_parent UnknownParent { parent: String } "there is no unit {parent:?}";
    ambiguous_parent AmbiguousParent { parent: String } "several units can be meant by {parent:?}";
    cycle Cycle { path: String } "the units stand above themselves: {path}";
    bad_headcount BadHeadcount { found: String } "{found:?} is no number of people";
    too_many_units TooManyUnits { limit: usize } "more than {limit} units";
    more_issues MoreIssues { count: usize } "{count} more issues";
}

impl Problem {
    pub(crate) fn duplicate_code(code: &str, (sheet, row): Earlier) -> Problem {
        let code = code.to_owned();
        match sheet {
            Some(sheet) => Problem::DuplicateCodeOfSheet { code, sheet, row },
            None => Problem::DuplicateCode { code, row },
        }
    }

    pub(crate) fn duplicate_question((sheet, row): Earlier) -> Problem {
        match sheet {
            Some(sheet) => Problem::DuplicateQuestionOfSheet { sheet, row },
            None => Problem::DuplicateQuestion { row },
        }
    }
}

/// The issues of one file in the order of discovery, limited in number.
#[derive(Default)]
pub(crate) struct Issues {
    list: Vec<Issue>,
    more: usize,
    warnings: Vec<Issue>,
}

impl Issues {
    pub(crate) fn push(&mut self, issue: Issue) {
        if self.list.len() < crate::limits::ISSUES {
            self.list.push(issue);
        } else {
            self.more += 1;
        }
    }

    /// Adds what does not keep the file from being loaded, but must be told.
    pub(crate) fn warn(&mut self, warning: Issue) {
        if self.warnings.len() < crate::limits::ISSUES {
            self.warnings.push(warning);
        }
    }

    /// Returns the warnings by row, those of the whole file first.
    pub(crate) fn into_warnings(mut self) -> Vec<Issue> {
        self.warnings.sort_by_key(|warning| warning.row);
        self.warnings
    }

    /// Returns the names of all sheets and files with issues, in the order of discovery.
    pub(crate) fn sheets(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.list.iter().filter_map(|issue| issue.sheet.as_ref()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the number of issues so far.
    pub(crate) fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// Returns all issues by sheet and row, those of the whole file first.
    pub(crate) fn into_sorted(mut self, sheets: &[String]) -> Vec<Issue> {
        let rank = |issue: &Issue| sheets.iter().position(|name| Some(name) == issue.sheet.as_ref());
        self.list.sort_by_key(|issue| (rank(issue), issue.row));
        if self.more > 0 {
            self.list
                .push(Issue::of_file(Problem::MoreIssues { count: self.more }));
        }
        self.list
    }
}
