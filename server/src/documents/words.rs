//! Addresses, dates and numbers as documents state them.

use crate::clock::in_viet_nam;
use crate::config::Config;
use crate::contests::catalog::LiveContest;
use crate::contests::page::minute;
use crate::texts::say;
use contest_core::rounds::Window;
use contest_core::time::Millis;

/// Returns the address that people type, without a slash at its end.
fn site(config: &Config) -> &str {
    config.public_url.trim_end_matches('/')
}

/// Returns the address without its scheme.
pub(super) fn host(config: &Config) -> String {
    let site = site(config);
    site.split_once("://").map_or(site, |(_, host)| host).to_owned()
}

/// Returns the address of a contest's page.
pub(super) fn contest_address(config: &Config, contest: &LiveContest) -> String {
    [site(config), "/thi/", &contest.slug].concat()
}

/// Returns the address at which anybody can check a receipt.
pub(super) fn check_address(config: &Config, receipt_code: &str) -> String {
    [site(config), "/tra-cuu?ma=", receipt_code].concat()
}

pub(super) fn dates(window: &Window) -> String {
    say!(
        documents.dates,
        opens = minute(window.opens_at),
        closes = minute(window.closes_at)
    )
}

/// Returns a day as it stands under a document.
pub(super) fn day(at: Millis) -> String {
    let local = in_viet_nam(at);
    say!(
        documents.day,
        day = local.strftime("%d"),
        month = local.strftime("%m"),
        year = local.strftime("%Y")
    )
}

/// Formats hundredths of points: 950 → "9,5".
pub(super) fn points(hundredths: u32) -> String {
    let (whole, rest) = (thousands(u64::from(hundredths / 100)), hundredths % 100);
    match rest {
        0 => whole,
        _ if rest.is_multiple_of(10) => format!("{whole},{}", rest / 10),
        _ => format!("{whole},{rest:02}"),
    }
}

/// Formats with separators: 1234567 → "1.234.567".
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let (head, mut rest) = digits.split_at(first);
    let mut out = head.to_owned();
    while !rest.is_empty() {
        let (group, after) = rest.split_at(3);
        out.push('.');
        out.push_str(group);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_viet_nam() {
        let written = [0, 12, 123, 1_234, 123_456, 1_234_567].map(thousands);
        assert_eq!(written, ["0", "12", "123", "1.234", "123.456", "1.234.567"]);
        let written = [0, 5, 950, 1_000, 333, 123_405].map(points);
        assert_eq!(written, ["0", "0,05", "9,5", "10", "3,33", "1.234,05"]);
    }

    #[test]
    fn a_day_is_of_viet_nam() {
        // 17:00 UTC is the next day's midnight.
        assert_eq!(day(Millis(1_796_058_000_000)), "Ngày 01 tháng 12 năm 2026");
        assert_eq!(day(Millis(1_796_057_999_999)), "Ngày 30 tháng 11 năm 2026");
    }
}
