//! The addresses of the API, each written once: as the pattern by which the server routes and documents it, and as the
//! function that fills it in. Queries are the caller's.

use crate::ids::{AccountId, AttemptId, BankId, BankVersionId, ContestId, Id, JobId, RoundId, StaffLinkId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Display;

macro_rules! prefix {
    () => {
        "/api/v1"
    };
}

/// What every path of the API begins with.
pub const PREFIX: &str = prefix!();

/// The page on which people read the API's description.
pub const DOCS: &str = "/api/docs/";

/// The probe that says whether the process runs.
pub const LIVE: &str = "/livez";
/// The probe that says whether the server can work.
pub const READY: &str = "/readyz";

/// What may stand for a `T` in an address: a `T`, or text. An id of another type may not.
pub trait Names<T: ?Sized>: Display {}

impl<T: Id> Names<T> for T {}
impl<T: ?Sized> Names<T> for &str {}
impl<T: ?Sized> Names<T> for &String {}

/// What stands in an address as it is; RFC 3986 calls it unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn escaped(parameter: &dyn Display) -> String {
    utf8_percent_encode(&parameter.to_string(), ESCAPED).to_string()
}

macro_rules! paths {
    ($($pattern:ident = $text:literal $(=> $name:ident($($parameter:ident: $type:ty),+))?;)+) => {
        $(
            pub const $pattern: &str = concat!(prefix!(), $text);

            $(pub fn $name($($parameter: impl Names<$type>),+) -> String {
                format!(concat!(prefix!(), $text), $($parameter = escaped(&$parameter)),+)
            })?
        )+

        /// Every pattern.
        pub const ALL: &[&str] = &[$($pattern),+];
    };
}

paths! {
    OPENAPI = "/openapi.json";

    ACCOUNTS = "/accounts";
    SESSION = "/session";
    PASSWORD_RESET = "/password-reset";
    PASSWORD_RESET_CODE = "/password-reset/code";
    CONTESTS = "/contests";
    CONTEST = "/contests/{slug}" => contest(slug: str);
    POSTER = "/contests/{slug}/poster.pdf" => poster(slug: str);
    CONTEST_CARD = "/contests/{slug}/card.png" => contest_card(slug: str);
    PRACTICE = "/contests/{slug}/practice" => practice(slug: str);
    UNITS = "/contests/{contest}/units" => units(contest: ContestId);
    BOARD = "/rounds/{round}/board" => board(round: RoundId);
    WINNERS = "/rounds/{round}/winners" => winners(round: RoundId);
    RECEIPT_KEY = "/receipt-key";
    RECEIPT_CHECK = "/receipts/{code}" => receipt_check(code: str);

    ENTRY = "/contests/{contest}/entry" => entry(contest: ContestId);
    MY_ROUND = "/rounds/{round}/me" => my_round(round: RoundId);
    MY_RESULT = "/rounds/{round}/me/result" => my_result(round: RoundId);
    WITHDRAWAL = "/contests/{contest}/entry/withdrawal" => withdrawal(contest: ContestId);
    ME = "/me";
    MY_DATA = "/me/data";
    MY_PASSWORD = "/me/password";
    MY_ATTEMPTS = "/me/attempts";
    MY_RUNNING = "/me/running";
    ATTEMPTS = "/rounds/{round}/attempts" => attempts(round: RoundId);
    PAPER = "/attempts/{attempt}/paper" => paper(attempt: AttemptId);
    SHEET = "/attempts/{attempt}/sheet" => sheet(attempt: AttemptId);
    SUBMISSION = "/attempts/{attempt}/submission" => submission(attempt: AttemptId);
    RECEIPT = "/attempts/{attempt}/receipt" => receipt(attempt: AttemptId);
    REVIEW = "/attempts/{attempt}/review" => review(attempt: AttemptId);
    CERTIFICATE = "/attempts/{attempt}/certificate.pdf" => certificate(attempt: AttemptId);
    RESULT_CARD = "/attempts/{attempt}/card.png" => result_card(attempt: AttemptId);

    BANKS = "/staff/banks";
    BANK_CHECK = "/staff/banks/check";
    BANK_TEMPLATE = "/staff/banks/template.{format}" => bank_template(format: str);
    BANK_VERSION = "/staff/bank-versions/{version}" => bank_version(version: BankVersionId);
    BANK_FILE = "/staff/bank-versions/{version}/bank.{format}" => bank_file(version: BankVersionId, format: str);
    BANK_FINDINGS = "/staff/bank-versions/{version}/findings" => bank_findings(version: BankVersionId);
    BANK_CHANGES = "/staff/bank-versions/{version}/changes" => bank_changes(version: BankVersionId);
    BANK_DIFFERENCES = "/staff/bank-versions/{version}/differences" => bank_differences(version: BankVersionId);
    BANK_HISTORY = "/staff/banks/{bank}/versions" => bank_history(bank: BankId);
    STAFF_CONTESTS = "/staff/contests";
    STAFF_CONTESTS_TOML = "/staff/contests/toml";
    STAFF_CONTEST = "/staff/contests/{contest}" => staff_contest(contest: ContestId);
    PUBLISH = "/staff/contests/{contest}/publish" => publish(contest: ContestId);
    CLONE = "/staff/contests/{contest}/clone" => clone_of(contest: ContestId);
    STAFF_UNITS = "/staff/contests/{contest}/units" => staff_units(contest: ContestId);
    AUDIT = "/staff/contests/{contest}/audit" => audit(contest: ContestId);
    DESK_SEARCH = "/staff/contests/{contest}/desk/search" => desk_search(contest: ContestId);
    DESK_PERSON = "/staff/contests/{contest}/desk/people/{account}" => desk_person(contest: ContestId, account: AccountId);
    DESK_FULL = "/staff/contests/{contest}/desk/people/{account}/full" => desk_full(contest: ContestId, account: AccountId);
    DESK_CODE = "/staff/contests/{contest}/desk/people/{account}/code" => desk_code(contest: ContestId, account: AccountId);
    DESK_ATTEMPT = "/staff/contests/{contest}/desk/attempts/{attempt}" => desk_attempt(contest: ContestId, attempt: AttemptId);
    UNITS_TEMPLATE = "/staff/units/template.{format}" => units_template(format: str);
    NOTICE = "/staff/contests/{contest}/notice" => notice(contest: ContestId);
    TRIAL = "/staff/rounds/{round}/trial" => trial(round: RoundId);
    DRY_RUN = "/staff/rounds/{round}/dry-run" => dry_run(round: RoundId);
    WINDOW = "/staff/rounds/{round}/window" => window(round: RoundId);
    EXTRA_TIMES = "/staff/rounds/{round}/extra-times" => extra_times(round: RoundId);
    CANCELLATION = "/staff/rounds/{round}/cancellation" => cancellation(round: RoundId);
    SETTLEMENT = "/staff/rounds/{round}/settlement" => settlement(round: RoundId);
    FINAL_SETTLEMENT = "/staff/rounds/{round}/settlement/final" => final_settlement(round: RoundId);
    DISQUALIFICATIONS = "/staff/rounds/{round}/disqualifications" => disqualifications(round: RoundId);
    EXPORT = "/staff/rounds/{round}/exports/{file}" => export(round: RoundId, file: str);
    MONITOR = "/staff/rounds/{round}/monitor" => monitor(round: RoundId);
    MONITOR_UNITS = "/staff/rounds/{round}/monitor/units" => monitor_units(round: RoundId);
    STATISTICS = "/staff/rounds/{round}/statistics" => statistics(round: RoundId);
    QUESTION_STATISTICS = "/staff/rounds/{round}/statistics/{question}" => question_statistics(round: RoundId, question: str);
    UNIT_REPORT = "/staff/rounds/{round}/unit-report" => unit_report(round: RoundId);
    JOBS = "/staff/rounds/{round}/jobs" => jobs(round: RoundId);
    JOB = "/staff/jobs/{job}" => job(job: JobId);
    JOB_FILE = "/staff/jobs/{job}/file" => job_file(job: JobId);
    JUDGES = "/staff/contests/{contest}/judges" => judges(contest: ContestId);
    JUDGE = "/staff/contests/{contest}/judges/{login}" => judge(contest: ContestId, login: str);
    STAFF_ACCOUNTS = "/staff/accounts";
    STAFF_ACCOUNT = "/staff/accounts/{account}" => staff_account(account: AccountId);
    STAFF_PASSWORD_LINK = "/staff/accounts/{account}/password-link" => staff_password_link(account: AccountId);
    STAFF_LINK = "/staff/links/{link}" => staff_link(link: StaffLinkId);

    LINK_LOOK = "/staff-links/look";
    LINK_USE = "/staff-links/use";
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_id_is_filled_in_as_it_is_and_text_is_escaped() {
        let round = RoundId(Uuid::nil());
        let board = "/api/v1/rounds/00000000-0000-0000-0000-000000000000/board";
        assert_eq!(super::board(round), board);
        assert_eq!(super::board(&round.to_string()), board);
        assert_eq!(
            contest("đố-vui_2.0~a/b?c"),
            "/api/v1/contests/%C4%91%E1%BB%91-vui_2.0~a%2Fb%3Fc"
        );
        assert!(export(round, "ranking.csv").ends_with("/exports/ranking.csv"));
    }
}
