//! Formats numbers, moments and durations as readers in Viet Nam write them; English uses a decimal point.

use crate::lang::{self, Lang, fill};
use contest_core::time::{Day, Millis, VIET_NAM_MS};

const DAY_MS: i64 = 86_400_000;

/// Formats hundredths as a decimal number: 950 → "9,5", 1000 → "10", 333 → "3,33".
pub fn points(hundredths: u32) -> String {
    let mut out = thousands(u64::from(hundredths / 100));
    let rest = hundredths % 100;
    if rest > 0 {
        out.push(lang::peek().pick(",", ".").chars().next().unwrap_or('.'));
        push_two(&mut out, rest);
        if rest.is_multiple_of(10) {
            out.pop();
        }
    }
    out
}

/// Formats with separators: 1234567 → "1.234.567", in English "1,234,567".
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(lang::peek().pick(".", ","));
        }
        out.push(digit);
    }
    out
}

/// Reads a whole number as people write it: without separators, or in groups of three as in "1.250", "1,250" or "1 250".
/// What looks like a decimal number, such as "1.5", is none.
pub fn read_whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let separator = text.find(|c: char| !c.is_ascii_digit()).map(|at| &text[at..]);
    let separator = separator.and_then(|rest| rest.chars().next());
    let Some(separator) = separator else {
        return text.parse().ok();
    };
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let in_threes = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let is_known = matches!(separator, '.' | ',') || separator.is_whitespace();
    if !in_threes || !is_known {
        return None;
    }
    // Any other sign among the digits is refused here.
    text.replace(separator, "").parse().ok()
}

/// Formats an amount in đồng: "2.000.000 đồng".
pub fn dong(amount: u64) -> String {
    thousands(amount) + lang::peek().pick(" đồng", " VND")
}

/// Formats the size of a file: "2,3 MB", "840 KB".
pub fn size(bytes: u64) -> String {
    let (tenths, unit) = size_in_tenths(bytes);
    // `points` takes hundredths.
    let number = u32::try_from(tenths * 10).map_or_else(|_| thousands(tenths / 10), points);
    [&number, " ", unit].concat()
}

/// Returns a size in tenths of the largest unit it fills, as file managers count: 1 KB is 1,024 bytes. Sizes of three
/// digits are whole numbers, and nothing is smaller than 1 KB.
fn size_in_tenths(bytes: u64) -> (u64, &'static str) {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut unit = 1_024;
    for (n, name) in UNITS.iter().enumerate() {
        let tenths = (bytes / unit * 10) + (bytes % unit * 10 + unit / 2) / unit;
        if tenths < 10_240 || n + 1 == UNITS.len() {
            let whole = (tenths + 5) / 10 * 10;
            let shown = if tenths < 1_000 && n > 0 { tenths } else { whole };
            return (shown.max(10), name);
        }
        unit *= 1_024;
    }
    (0, UNITS[0])
}

/// Formats a running timer in minutes and seconds, "09:05", with hours only if there are any: "1:09:05".
pub fn timer(ms: u64) -> String {
    let seconds = ms / 1_000;
    let mut out = String::new();
    if seconds >= 3_600 {
        out.push_str(&(seconds / 3_600).to_string());
        out.push(':');
    }
    push_two(&mut out, (seconds / 60 % 60) as u32);
    out.push(':');
    push_two(&mut out, (seconds % 60) as u32);
    out
}

/// Formats a duration in its two largest units: "3 ngày 4 giờ", "12 phút 5 giây", "20 phút".
pub fn duration(ms: u64) -> String {
    let texts = &lang::own_texts().unit_of_time;
    let seconds = ms / 1_000;
    let parts = [
        (seconds / 86_400, texts.days),
        (seconds / 3_600 % 24, texts.hours),
        (seconds / 60 % 60, texts.minutes),
        (seconds % 60, texts.seconds),
    ];
    let first = parts.iter().position(|(n, ..)| *n > 0).unwrap_or(3);
    let mut out = String::new();
    for (n, text) in &parts[first..parts.len().min(first + 2)] {
        if *n > 0 || first == 3 {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&fill(text, &[("n", &n.to_string())]));
        }
    }
    out
}

/// Formats a moment in Viet Nam's time: "07:00, 01/12/2026".
pub fn moment(at: Millis) -> String {
    let local = at.0 + VIET_NAM_MS;
    let minutes = (local.rem_euclid(DAY_MS) / 60_000) as u32;
    let mut out = String::with_capacity(20);
    push_two(&mut out, minutes / 60);
    out.push(':');
    push_two(&mut out, minutes % 60);
    out.push_str(", ");
    out.push_str(&day(at));
    out
}

/// Formats the time of day of a moment in Viet Nam, to the second: "10:03:20".
pub fn time(at: Millis) -> String {
    let seconds = ((at.0 + VIET_NAM_MS).rem_euclid(DAY_MS) / 1_000) as u32;
    let mut out = String::with_capacity(8);
    push_two(&mut out, seconds / 3_600);
    out.push(':');
    push_two(&mut out, seconds / 60 % 60);
    out.push(':');
    push_two(&mut out, seconds % 60);
    out
}

/// Formats the day of a moment in Viet Nam's time: "01/12/2026"; in English "1 Dec 2026", which nobody can misread.
pub fn day(at: Millis) -> String {
    date(Day::in_viet_nam(at))
}

/// Formats a day as [`day`] does.
pub fn date(day: Day) -> String {
    let iso = day.to_string();
    let mut parts = iso.split('-');
    let (year, month, day) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    match lang::peek() {
        Lang::Vi => [day, month, year].join("/"),
        Lang::En => {
            const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
            let index = month.parse::<usize>().unwrap_or(1).saturating_sub(1) * 3;
            let name = MONTHS.get(index..index + 3).unwrap_or_default();
            [day.trim_start_matches('0'), name, year].join(" ")
        }
    }
}

fn push_two(out: &mut String, number: u32) {
    out.push(char::from(b'0' + (number / 10 % 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::{read_whole, size_in_tenths, time};
    use contest_core::time::Millis;

    #[test]
    fn times_are_of_viet_nam() {
        assert_eq!(time(Millis(1_796_083_200_000)), "07:00:00");
        assert_eq!(
            time(Millis(1_796_083_200_000 + 3 * 3_600_000 + 200_999)),
            "10:03:20"
        );
        assert_eq!(time(Millis(-1)), "06:59:59");
    }

    #[test]
    fn whole_numbers_are_grouped_by_threes_or_not_at_all() {
        for (text, number) in [
            (" 1250 ", 1_250),
            ("1.250", 1_250),
            ("1,250", 1_250),
            ("12 345 678", 12_345_678),
            ("0", 0),
        ] {
            assert_eq!(read_whole(text), Some(number), "{text}");
        }
        for text in [
            "",
            "1.5",
            "1,5",
            "1.25",
            "1250.000",
            "1.250,5",
            "1.250,000",
            ".500",
            "-3",
            "+3",
            "1.+50",
            "3a",
        ] {
            assert_eq!(read_whole(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_fill_their_unit() {
        let mega = 1 << 20;
        assert_eq!(size_in_tenths(0), (10, "KB"));
        assert_eq!(size_in_tenths(8_600), (80, "KB"));
        assert_eq!(size_in_tenths(860_000), (8_400, "KB"));
        assert_eq!(size_in_tenths(mega - 1), (10, "MB"));
        assert_eq!(size_in_tenths(mega * 23 / 10), (23, "MB"));
        assert_eq!(size_in_tenths(mega * 250), (2_500, "MB"));
        assert_eq!(size_in_tenths(1 << 31), (20, "GB"));
        assert_eq!(size_in_tenths(u64::MAX), (167_772_160, "TB"));
    }
}
