//! The guardian's consent to a child's entry. Decides by the age on the day of entering, by the server's clock; what is
//! sent for somebody old enough is not kept.

use crate::auth::{name, phone};
use crate::errors::{Problems, Refusal};
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Guardian, Relationship};
use contest_core::wire::errors::ErrorCode;

/// A guardian who has consented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckedGuardian {
    pub(super) name: String,
    pub(super) relationship: Relationship,
    /// As `+84…`.
    pub(super) phone: String,
}

/// Returns the guardian, if the person needs one. The outer `None` means that something is wrong. While the birthday is
/// wrong itself (`None`), nothing is asked.
pub(super) fn check(
    below: Option<u8>,
    birthday: Option<Day>,
    given: Option<&Guardian>,
    now: Millis,
    problems: &mut Problems,
) -> Option<Option<CheckedGuardian>> {
    let today = Day::in_viet_nam(now);
    let is_needed = |below: u8| birthday.is_some_and(|birthday| birthday.age_on(today) < below);
    if !below.is_some_and(is_needed) {
        return Some(None);
    }
    let required = || Refusal::new(ErrorCode::GuardianRequired).field("guardian");
    let given = problems.noting(given.ok_or_else(required))?;
    let name = problems.noting(name::read(&given.name, "guardian.name"));
    let phone = problems.noting(phone::read(&given.phone, "guardian.phone"));
    let refused = || Refusal::new(ErrorCode::GuardianConsentRequired).field("guardian.accepted");
    problems.noting(given.accepted.then_some(()).ok_or_else(refused))?;
    let (name, phone) = name.zip(phone)?;
    Some(Some(CheckedGuardian {
        name,
        relationship: given.relationship,
        phone,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::AppResult;

    /// 2026-12-01 at 07:00 in Viet Nam.
    const NOW: Millis = Millis(1_796_083_200_000);

    fn mother() -> Guardian {
        Guardian {
            name: " Trần  Thị Mai ".into(),
            relationship: Relationship::Mother,
            phone: "0912 345 678".into(),
            accepted: true,
        }
    }

    fn checked(birthday: &str, given: Option<&Guardian>) -> AppResult<Option<CheckedGuardian>> {
        let mut problems = Problems::default();
        let found = check(Some(16), birthday.parse().ok(), given, NOW, &mut problems);
        problems.settle(found)
    }

    #[test]
    fn a_child_needs_one_until_the_day_before_the_birthday() {
        let refused = checked("2010-12-02", None).unwrap_err();
        assert_eq!(refused.code, ErrorCode::GuardianRequired);
        assert_eq!(checked("2010-12-01", None).unwrap(), None, "sixteen today");
        let kept = checked("2010-12-02", Some(&mother())).unwrap().unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.phone.as_str()),
            ("Trần Thị Mai", "+84912345678")
        );
        assert_eq!(checked("1990-01-01", Some(&mother())).unwrap(), None, "not kept");
    }

    #[test]
    fn the_day_is_the_one_in_viet_nam() {
        // 23:59:59 and 00:00 in Viet Nam are the same day in UTC.
        let midnight = Millis(NOW.0 - 7 * 3_600_000);
        let is_asked = |now| {
            let mut problems = Problems::default();
            check(Some(16), "2010-12-01".parse().ok(), None, now, &mut problems).is_none()
        };
        assert!(is_asked(midnight - 1) && !is_asked(midnight));
    }

    #[test]
    fn everything_wrong_is_named() {
        let nobody = Guardian {
            name: "?".into(),
            phone: "113".into(),
            accepted: false,
            ..mother()
        };
        let told = checked("2015-01-01", Some(&nobody)).unwrap_err().told();
        let named: Vec<&str> = told
            .problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(named, ["guardian.name", "guardian.phone", "guardian.accepted"]);
    }
}
