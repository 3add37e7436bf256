//! Days as people write them.

use contest_core::time::Day;

/// Reads `01/07/2020`, `1-7-2020`, `2020-07-01` or `ngày 01 tháng 7 năm 2020`.
pub fn read_day(text: &str) -> Option<Day> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let words = text.to_lowercase();
    let words = words.strip_prefix("ngày").unwrap_or(&words).trim_start();
    let parts: Vec<&str> = match words.split_once("tháng") {
        Some((day, rest)) => std::iter::once(day).chain(rest.split("năm")).collect(),
        None => words.split(['/', '-', '.']).collect(),
    };
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str, longest: usize| {
        let part = part.trim();
        let is_number = (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i16>().ok()).flatten()
    };
    let year = number(year, 4).filter(|year| *year >= 1_900)?;
    let month = u8::try_from(number(month, 2)?).ok()?;
    Day::new(year, month, u8::try_from(number(day, 2)?).ok()?)
}

/// Returns a day as it is written in Viet Nam: `01/07/2020`.
pub(crate) fn written(day: Day) -> String {
    let iso = day.to_string();
    let parts: Vec<&str> = iso.split('-').rev().collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_usual_way() {
        for text in [
            "01/07/2020",
            "1-7-2020",
            "1.7.2020",
            "2020-07-01",
            "ngày 01 tháng 7 năm 2020",
        ] {
            let day = read_day(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (day.to_string().as_str(), written(day).as_str()),
                ("2020-07-01", "01/07/2020")
            );
        }
        for text in [
            "",
            "31/02/2020",
            "07/2020",
            "1/7/20",
            "hôm nay",
            "1/7/2020/1",
            "01/13/2020",
            "+1/7/2020",
        ] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
