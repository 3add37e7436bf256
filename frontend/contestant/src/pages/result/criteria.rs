//! Says in words what the criteria of a ranking compared, from the reader's side: "Bằng điểm (20/20); bạn nộp lúc
//! 10:05:12, người này nộp lúc 10:05:00; bạn nộp sau 12 giây".

use crate::rounds::table::to_the_second;
use crate::texts::{self, fill_n};
use contest_core::explaining::{Compared, Explanation};
use contest_core::ranking::TieBreak;
use contest_core::rounds::PredictionTarget;
use contest_core::time::Millis;
use web_kit::{format, lang};

/// What the values of a link mean.
#[derive(Clone, Copy)]
struct Units {
    max_points: u32,
    target: Option<PredictionTarget>,
}

/// Returns the whole comparison as one sentence without its full stop: what is equal, then what decided.
pub(super) fn sentence(why: &Explanation, max_points: u32, target: Option<PredictionTarget>) -> String {
    let units = Units { max_points, target };
    let mut parts: Vec<String> = why.equal.iter().map(|link| equal(link, units)).collect();
    parts.push(match &why.decided {
        Some(link) => decided(link, units),
        None => texts::why().nothing().to_owned(),
    });
    let text = parts.join("; ");
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

/// Returns a value of a prediction, or a distance between two, in the unit of what is predicted.
pub(super) fn prediction_text(value: i64, target: Option<PredictionTarget>) -> String {
    match target {
        // Hundredths of a percent.
        Some(PredictionTarget::PercentAllCorrect) => {
            format::points(u32::try_from(value).unwrap_or(u32::MAX)) + "%"
        }
        _ => format::thousands(u64::try_from(value).unwrap_or(0)),
    }
}

fn equal(compared: &Compared, units: Units) -> String {
    let t = texts::why();
    let text = match (compared.link, compared.own) {
        (TieBreak::AllCorrect, Some(1)) => t.equal_all_correct(),
        (TieBreak::AllCorrect, _) => t.equal_not_all_correct(),
        (TieBreak::MostPoints, _) => t.equal_points(),
        (TieBreak::MostCorrect, _) => t.equal_correct(),
        (TieBreak::ShortestDuration, _) => t.equal_duration(),
        (TieBreak::ShortestToLastChange, _) => t.equal_to_last_change(),
        (TieBreak::EarliestSubmission, _) => t.equal_submission(),
        (TieBreak::EarliestStart, _) => t.equal_start(),
        (TieBreak::NearestPrediction, Some(_)) => t.equal_prediction(),
        (TieBreak::NearestPrediction, None) => t.equal_no_prediction(),
        (TieBreak::Lot, _) => t.equal_lot(),
    };
    let max = format::points(units.max_points);
    lang::fill(
        text,
        &[
            ("value", &value(compared.link, compared.own, units)),
            ("max", &max),
        ],
    )
}

fn decided(compared: &Compared, units: Units) -> String {
    let t = texts::why();
    let later = compared.own > compared.other;
    let side = |if_later: &'static str, if_earlier: &'static str| if later { if_later } else { if_earlier };
    let text = match compared.link {
        TieBreak::AllCorrect => side(t.own_all_correct(), t.other_all_correct()),
        TieBreak::MostPoints => t.points(),
        TieBreak::MostCorrect => t.correct(),
        TieBreak::ShortestDuration => side(t.duration_slower(), t.duration_faster()),
        TieBreak::ShortestToLastChange => side(t.change_slower(), t.change_faster()),
        TieBreak::EarliestSubmission => side(t.submission_later(), t.submission_earlier()),
        TieBreak::EarliestStart => side(t.start_later(), t.start_earlier()),
        TieBreak::NearestPrediction => match (compared.own, compared.other) {
            (None, _) => t.prediction_own_missing(),
            (_, None) => t.prediction_other_missing(),
            _ => t.prediction(),
        },
        TieBreak::Lot => t.lot(),
    };
    let apart = compared.own.unwrap_or(0).abs_diff(compared.other.unwrap_or(0));
    lang::fill(
        text,
        &[
            ("own", &value(compared.link, compared.own, units)),
            ("other", &value(compared.link, compared.other, units)),
            ("difference", &span(apart)),
        ],
    )
}

fn value(link: TieBreak, value: Option<i64>, units: Units) -> String {
    let Some(value) = value else {
        return String::new();
    };
    let number = u64::try_from(value).unwrap_or(0);
    match link {
        TieBreak::MostPoints => format::points(u32::try_from(value).unwrap_or(0)),
        TieBreak::ShortestDuration | TieBreak::ShortestToLastChange => span(number),
        TieBreak::EarliestSubmission | TieBreak::EarliestStart => to_the_second(Millis(value)),
        TieBreak::NearestPrediction => prediction_text(value, units.target),
        TieBreak::AllCorrect | TieBreak::MostCorrect | TieBreak::Lot => format::thousands(number),
    }
}

/// Formats a span of time. Below a minute, parts of a second may be what decides.
fn span(ms: u64) -> String {
    if ms >= 60_000 || ms.is_multiple_of(1_000) {
        return format::duration(ms);
    }
    let decimals = ["00", &(ms % 1_000).to_string()].concat();
    let decimals = decimals[decimals.len() - 3..].trim_end_matches('0');
    let (whole, point) = ((ms / 1_000).to_string(), lang::peek().pick(",", "."));
    let seconds = [whole.as_str(), point, decimals].concat();
    fill_n(texts::why().seconds(), seconds)
}
