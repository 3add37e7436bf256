//! What the server says to people, compiled from `locales/`, in the reader's language.

use crate::clock::in_viet_nam;
use crate::lang;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_texts::Lang;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Returns all texts in the language of the current request.
pub(crate) fn texts() -> &'static Texts {
    lang::of_reader().pick(&VI, &EN)
}

/// Returns the message of a refusal.
pub fn message(lang: Lang, code: ErrorCode) -> &'static str {
    lang.pick(&VI, &EN).errors.of(code)
}

/// `say!(contests.length, min = 3, max = 200)`: a text with its values, in the language of the current request. A text
/// whose values are not all given does not compile.
macro_rules! say {
    ($($table:ident).+ $(, $name:ident = $value:expr)* $(,)?) => {{
        const {
            let names = &[$(stringify!($name)),*];
            assert!(contest_texts::names_no_other($crate::texts::VI.$($table).+, names), "a value is missing");
        }
        contest_texts::fill(
            $crate::texts::texts().$($table).+,
            &[$((stringify!($name), &$value.to_string())),*],
        )
    }};
}
pub(crate) use say;

/// Formats a moment for people: to the minute, rounded up, in the time zone of Viet Nam.
pub(crate) fn moment(moment: Millis) -> String {
    let local = in_viet_nam(Millis(moment.0 + 59_999));
    let (time, date) = (local.strftime("%H:%M"), local.strftime("%d/%m/%Y"));
    say!(contests.moment_shown, time = time, date = date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_to_the_minute_rounded_up() {
        let at = |millis: i64| moment(Millis(1_796_083_200_000 + millis));
        assert_eq!(at(0), "07:00 ngày 01/12/2026");
        assert_eq!(at(4_000), "07:01 ngày 01/12/2026");
    }
}
