//! How sheets and frozen attempts are written in Redis: short texts that the functions can take apart.

use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, UnitId};
use contest_core::rounds::Pace;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use std::fmt::Write;

/// A sheet as a device sends it.
#[derive(Clone, Copy)]
pub struct SentSheet<'a> {
    pub sheet: &'a AnswerSheet,
    /// Name and times as in [`Changes`](contest_core::changes::Changes); both empty if the device did not say.
    pub device: &'a str,
    pub times: &'a str,
}

/// Stands for the device of a sheet that was put together from several.
pub const NO_DEVICE: &str = "*";

/// Revision, last change, prediction (`-` if none), answers; then device and times, if the device said so.
pub(crate) fn sheet_text(sent: SentSheet<'_>, last_change: Millis) -> String {
    let SentSheet { sheet, device, times } = sent;
    let mut text = String::with_capacity(64 + sheet.answers.len() + times.len());
    // Writing to a `String` never fails.
    let _written = match sheet.prediction {
        Some(prediction) => write!(text, "{} {} {prediction} ", sheet.revision, last_change.0),
        None => write!(text, "{} {} - ", sheet.revision, last_change.0),
    };
    text.push_str(&sheet.answers);
    if !times.is_empty() {
        text.extend([" ", device, " ", times]);
    }
    text
}

/// Returns the sheet and its last change.
pub(crate) fn parse_sheet(text: &str) -> Option<(TimedSheet, Millis)> {
    let mut parts = text.split(' ');
    let revision = parts.next()?.parse().ok()?;
    let last_change = Millis(parts.next()?.parse().ok()?);
    let prediction = match parts.next()? {
        "-" => None,
        number => Some(number.parse().ok()?),
    };
    let sheet = AnswerSheet {
        revision,
        answers: parts.next()?.to_owned(),
        prediction,
    };
    // The device is of no interest here.
    let times = parts.nth(1).unwrap_or_default().to_owned();
    Some((TimedSheet { sheet, times }, last_change))
}

/// Contestant, number, start, deadline, unit (`-` if none), masked name.
pub(crate) fn facts_text(facts: &AttemptFacts) -> String {
    let unit = facts.unit.map(|unit| unit.0.simple().to_string());
    format!(
        "{} {} {} {} {} {}",
        facts.account.0.simple(),
        facts.number,
        facts.started_at.0,
        facts.deadline.0,
        unit.as_deref().unwrap_or("-"),
        facts.masked_name
    )
}

fn parse_facts(attempt: AttemptId, text: &str) -> Option<AttemptFacts> {
    let mut parts = text.splitn(6, ' ');
    Some(AttemptFacts {
        attempt,
        account: parts.next()?.parse().ok()?,
        number: parts.next()?.parse().ok()?,
        started_at: Millis(parts.next()?.parse().ok()?),
        deadline: Millis(parts.next()?.parse().ok()?),
        unit: match parts.next()? {
            "-" => None,
            unit => Some(unit.parse().ok()?),
        },
        masked_name: parts.next()?.to_owned(),
    })
}

/// Parses a frozen attempt as `tl_close` writes it: by, closing time, sheet; the facts on the next line.
pub(crate) fn parse_frozen(attempt: AttemptId, text: &str) -> Option<Frozen> {
    let (head, facts) = text.split_once('\n')?;
    let mut parts = head.splitn(3, ' ');
    let closed_by = match parts.next()? {
        "contestant" => ClosedBy::Contestant,
        "deadline" => ClosedBy::Deadline,
        _ => return None,
    };
    let closed_at = Millis(parts.next()?.parse().ok()?);
    let (sheet, last_change_at) = parse_sheet(parts.next()?)?;
    Some(Frozen {
        facts: parse_facts(attempt, facts)?,
        sheet: sheet.sheet,
        last_change_at,
        closed_at,
        closed_by,
    })
}

pub(crate) fn by_text(by: ClosedBy) -> &'static str {
    match by {
        ClosedBy::Contestant => "contestant",
        ClosedBy::Deadline => "deadline",
    }
}

pub(crate) fn id_text(attempt: AttemptId) -> String {
    attempt.0.simple().to_string()
}

pub(crate) fn unit_text(unit: Option<UnitId>) -> String {
    unit.map(|unit| unit.0.simple().to_string()).unwrap_or_default()
}

/// A contestant's last start in a round that has a pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastStart {
    pub number: u16,
    pub at: Millis,
    /// When the day in which it counts began.
    pub day: Millis,
    /// How many starts that day has.
    pub of_day: u16,
}

impl LastStart {
    pub(crate) fn text(self) -> String {
        format!("{} {} {} {}", self.number, self.at.0, self.day.0, self.of_day)
    }

    pub(crate) fn parse(text: &str) -> Option<LastStart> {
        let mut parts = text.split(' ');
        Some(LastStart {
            number: parts.next()?.parse().ok()?,
            at: Millis(parts.next()?.parse().ok()?),
            day: Millis(parts.next()?.parse().ok()?),
            of_day: parts.next()?.parse().ok()?,
        })
    }

    /// Returns when another attempt may begin.
    pub fn next(self, pace: Pace, today: Millis) -> Millis {
        match self.day >= today {
            true => pace.next(self.at, self.day, self.of_day),
            false => pace.next(self.at, today, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn what_is_written_is_read_again() {
        let facts = AttemptFacts {
            attempt: AttemptId(Uuid::now_v7()),
            account: AccountId(Uuid::now_v7()),
            number: 3,
            started_at: Millis(1_700_000_000_000),
            deadline: Millis(1_700_000_900_000),
            unit: Some(UnitId(Uuid::now_v7())),
            masked_name: "Nguyễn Văn A***".into(),
        };
        for (answers, prediction, unit, times) in [
            ("10-_", Some(12), facts.unit, ""),
            ("", None, None, ""),
            ("10", Some(3), None, "----00A1----"),
        ] {
            let sheet = AnswerSheet {
                revision: 7,
                answers: answers.into(),
                prediction,
            };
            let facts = AttemptFacts {
                unit,
                ..facts.clone()
            };
            let sent = SentSheet {
                sheet: &sheet,
                device: "phone",
                times,
            };
            let (read, _) = parse_sheet(&sheet_text(sent, Millis(1))).expect("a sheet");
            assert_eq!((&read.sheet, read.times.as_str()), (&sheet, times));
            let text = format!(
                "deadline 1700000800000 {}\n{}",
                sheet_text(sent, Millis(1_700_000_800_500)),
                facts_text(&facts)
            );
            let frozen = parse_frozen(facts.attempt, &text).expect("a frozen attempt");
            assert_eq!((&frozen.facts, &frozen.sheet), (&facts, &sheet));
            assert_eq!(frozen.closed_at, Millis(1_700_000_800_000));
            assert_eq!(frozen.last_change_at, Millis(1_700_000_800_500));
        }
        for junk in [
            "",
            "x",
            "contestant 1 2",
            "{\"attempt\":1}",
            "nobody 1 2 3 - 0\nx",
        ] {
            assert_eq!(parse_frozen(facts.attempt, junk), None, "{junk}");
        }
    }
}
