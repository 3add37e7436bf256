//! Collects what is wrong with a form, field by field, before it is sent.

use crate::texts::texts;
use crate::ui::field::FieldError;
use contest_core::rounds::RulesError;
use web_kit::format::read_whole;

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub(crate) Vec<FieldError>);

impl Problems {
    pub(crate) fn add(&mut self, path: impl Into<String>, message: &str) {
        self.0.push(FieldError {
            path: path.into(),
            message: message.to_owned(),
        });
    }

    /// Returns a required text, trimmed.
    pub(crate) fn required(&mut self, path: impl Into<String>, text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.add(path, texts().problem.required);
        }
        text.to_owned()
    }

    /// Returns a whole number; anything else in the field is not sent.
    pub(crate) fn number<N: TryFrom<u64> + Default>(&mut self, path: impl Into<String>, text: &str) -> N {
        let number = read_whole(text).and_then(|number| N::try_from(number).ok());
        number.unwrap_or_else(|| {
            self.add(path, texts().problem.number);
            N::default()
        })
    }

    /// Returns a whole number that may be left out.
    pub(crate) fn number_if_given<N: TryFrom<u64> + Default>(
        &mut self,
        path: impl Into<String>,
        text: &str,
    ) -> Option<N> {
        (!text.trim().is_empty()).then(|| self.number(path, text))
    }
}

/// Converts minutes, with a decimal comma or point, to seconds.
pub(crate) fn seconds(minutes: &str) -> Option<u32> {
    up_to(86_400.0, minutes)
}

/// Converts the minutes between two starts, which may be days.
pub(crate) fn seconds_of_rest(minutes: &str) -> Option<u32> {
    up_to(10_000_000.0, minutes)
}

fn up_to(most: f64, minutes: &str) -> Option<u32> {
    let minutes: f64 = minutes.trim().replace(',', ".").parse().ok()?;
    let seconds = (minutes * 60.0).round();
    ((1.0..=most).contains(&seconds)).then_some(seconds as u32)
}

/// Converts seconds to minutes for the field: `1200` → `20`, `90` → `1,5`.
pub(crate) fn minutes(seconds: u32) -> String {
    let hundredths = (u64::from(seconds) * 100 + 30) / 60;
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// Returns what is wrong with a set of rules, for the reader.
pub(crate) fn rules_message(error: RulesError) -> &'static str {
    let t = &texts().problem;
    match error {
        RulesError::TimeLimit => t.time_limit,
        RulesError::Attempts => t.attempts,
        RulesError::AttemptsPerDay => t.attempts_per_day,
        RulesError::Rest => t.rest,
        RulesError::ScoreOfEndlessAttempts => t.score_of_endless_attempts,
        RulesError::KeyBeforeScore => t.key_before_score,
        RulesError::Chain => t.chain,
        RulesError::PredictionMissing => t.prediction_missing,
        RulesError::PredictionText => t.prediction_text,
        RulesError::Prizes => t.prizes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_seconds() {
        assert_eq!(seconds("20"), Some(1_200));
        assert_eq!(seconds(" 1,5 "), Some(90));
        assert_eq!(seconds("0"), None);
        assert_eq!((seconds("1500"), seconds_of_rest("1500")), (None, Some(90_000)));
        assert_eq!(seconds("hai mươi"), None);
        for text in ["20", "1,5", "0,5", "2,25"] {
            assert_eq!(minutes(seconds(text).unwrap()), text);
        }
    }

    #[test]
    fn numbers_as_people_type_them() {
        let mut problems = Problems::default();
        assert_eq!(problems.number::<u64>("a", "2.000.000"), 2_000_000);
        assert_eq!(problems.number_if_given::<u8>("b", " "), None);
        assert!(problems.0.is_empty());
    }
}
