//! Messages of refusals about contests, more precise than their code, in the reader's language. The texts are in
//! `locales/contests.*.toml`.

use crate::clock::in_viet_nam;
use crate::lang::Lang;
use contest_core::time::Millis;
use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! messages {
    ($($name:ident $key:literal),+ $(,)?) => {
        /// One sentence for the reader, with named values in braces.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Message { $($name),+ }

        impl Message {
            pub const ALL: &[Message] = &[$(Message::$name),+];

            /// The key in the locale files.
            pub fn key(self) -> &'static str {
                match self { $(Message::$name => $key),+ }
            }
        }
    };
}

messages! {
    UnitLocked "unit_locked",
    Slug "slug",
    Length "length",
    Rounds "rounds",
    MinAge "min_age",
    Judge "judge",
    JudgeTwice "judge_twice",
    TooManyJudges "too_many_judges",
    Moment "moment",
    OpensBeforeCloses "opens_before_closes",
    BankUnknown "bank_unknown",
    BankVersionUnknown "bank_version_unknown",
    TimeLimit "time_limit",
    Attempts "attempts",
    Chain "chain",
    PredictionMissing "prediction_missing",
    PredictionText "prediction_text",
    Prizes "prizes",
    BlueprintEmpty "blueprint_empty",
    BlueprintTooLong "blueprint_too_long",
    SectionBad "section_bad",
    SectionTooFew "section_too_few",
    AnyTopic "any_topic",
    AnyDifficulty "any_difficulty",
    Easy "easy",
    Medium "medium",
    Hard "hard",
    Toml "toml",
    AlreadyPublic "already_public",
    CloseIsPast "close_is_past",
    OpeningPassed "opening_passed",
    OpeningInThePast "opening_in_the_past",
    ClosePassed "close_passed",
    CloseInThePast "close_in_the_past",
    UnitsInUse "units_in_use",
    KeysAfterClose "keys_after_close",
    KeysAfterOthers "keys_after_others",
    ClocksDiffer "clocks_differ",
    MomentShown "moment_shown",
}

impl Message {
    /// Returns the sentence in the language of the current request.
    pub fn text(self, values: &[(&str, String)]) -> String {
        let texts = match Lang::of_reader() {
            Lang::Vi => &*VI,
            Lang::En => &*EN,
        };
        fill(texts.get(self.key()).map_or(self.key(), String::as_str), values)
    }
}

impl Message {
    /// Formats a moment for people: to the minute, rounded up, in the time zone of Viet Nam.
    pub fn moment(moment: Millis) -> String {
        let minute = Millis(moment.0 + 59_999);
        let local = in_viet_nam(minute);
        let values = [("time", "%H:%M"), ("date", "%d/%m/%Y")];
        let values = values.map(|(name, form)| (name, local.strftime(form).to_string()));
        Message::MomentShown.text(&values)
    }
}

/// Fills in the values in one pass, because a value may itself contain braces.
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

static VI: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| texts(include_str!("../../locales/contests.vi.toml")));
static EN: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| texts(include_str!("../../locales/contests.en.toml")));

fn texts(file: &str) -> HashMap<String, String> {
    // The files are compiled in and checked by the test below.
    toml::from_str(file).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_stands_in_both_languages_and_no_text_is_orphaned() {
        for texts in [&*VI, &*EN] {
            for message in Message::ALL {
                assert!(texts.contains_key(message.key()), "no text for {}", message.key());
            }
            assert_eq!(texts.len(), Message::ALL.len());
        }
    }

    #[test]
    fn a_moment_is_told_to_the_minute_rounded_up() {
        let at = |millis: i64| Message::moment(Millis(1_796_083_200_000 + millis));
        assert_eq!(at(0), "07:00 ngày 01/12/2026");
        assert_eq!(at(4_000), "07:01 ngày 01/12/2026");
    }

    #[test]
    fn values_are_put_in_once() {
        assert_eq!(
            fill("{a} và {b}", &[("a", "{b}".into()), ("b", "2".into())]),
            "{b} và 2"
        );
    }
}
