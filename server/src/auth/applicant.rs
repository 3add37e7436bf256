//! Reads what somebody sends to register, and finds everything that is wrong with it at once. Knows no database: whether
//! the phone number is free is asked only once everything else is right, so nobody can go through numbers with forms
//! that would be refused anyway.

use crate::auth::{name, phone, strength};
use crate::contests::current::Contests;
use crate::contests::entry::{self, CheckedEntry, Wish};
use crate::errors::{AppResult, Problems, Refusal};
use contest_core::ids::ContestId;
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::Register;
use contest_core::wire::errors::ErrorCode;

/// The highest age accepted, in years: beyond it, the year of birth was mistyped.
const OLDEST: u8 = 120;

/// Somebody who may register, as far as the form tells.
pub(super) struct Applicant {
    pub(super) name: String,
    /// As `+84…`.
    pub(super) phone: String,
    pub(super) entry: Option<CheckedEntry>,
}

/// Reads the form. Problems are named in the order of its fields.
pub(super) fn read(body: &Register, contests: &Contests, now: Millis) -> AppResult<Applicant> {
    let mut problems = Problems::default();
    let name = problems.noting(name::read(&body.name, "name"));
    let birthday = problems.noting(check_birthday(body.date_of_birth, now));
    let phone = problems.noting(phone::read(&body.phone, "phone"));
    problems.noting(strength::check(&body.password, phone.as_deref()));
    let entry = match &body.entry {
        Some(wanted) => {
            let wish = Wish {
                birthday,
                unit: wanted.unit,
                consent: &body.consent,
                guardian: body.guardian.as_ref(),
            };
            check_entry(wanted.contest, &wish, contests, now, &mut problems).map(Some)
        }
        None => problems.noting(entry::check_given(&body.consent)).map(|()| None),
    };
    let read = name.zip(phone).zip(entry);
    let ((name, phone), entry) = problems.settle(read)?;
    Ok(Applicant { name, phone, entry })
}

/// Checks the entry that is made together with the account.
fn check_entry(
    contest: ContestId,
    wish: &Wish<'_>,
    contests: &Contests,
    now: Millis,
    problems: &mut Problems,
) -> Option<CheckedEntry> {
    let contest = contests.contest(contest);
    let contest = problems.noting(contest.map_err(|refusal| refusal.field("entry.contest")))?;
    let mut of_entry = Problems::default();
    let checked = entry::check(&contest, wish, now, &mut of_entry);
    problems.take_over(of_entry, in_entry);
    checked
}

/// In this request, the contest and the unit are fields of `entry`.
pub(super) fn in_entry(refusal: Refusal) -> Refusal {
    match refusal.code {
        ErrorCode::UnitRequired | ErrorCode::UnknownUnit => refusal.field("entry.unit"),
        ErrorCode::RoundClosed => refusal.field("entry.contest"),
        _ => refusal,
    }
}

pub(crate) fn check_birthday(birthday: Day, now: Millis) -> AppResult<Day> {
    let today = Day::in_viet_nam(now);
    if birthday < today && birthday.age_on(today) <= OLDEST {
        Ok(birthday)
    } else {
        Err(Refusal::new(ErrorCode::InvalidDateOfBirth).field("date_of_birth"))
    }
}
