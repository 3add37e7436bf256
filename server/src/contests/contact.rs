//! How contestants reach the organisers of a contest: checked, stored, told.

use crate::contests::draft_text::{check_text, invalid};
use crate::db::entities::contest;
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::ContactDraft;
use sea_orm::ActiveValue::Set;

/// Checks what is given; drafts may leave everything empty.
pub(super) fn check(contact: &ContactDraft, problems: &mut Problems) {
    for (field, text, max) in [
        ("contact.desk", &contact.desk, 200),
        ("contact.address", &contact.address, 300),
        ("contact.hours", &contact.hours, 200),
    ] {
        problems.noting(check_text(field, text, 0, max));
    }
    if !contact.phone.is_empty() && !is_phone(&contact.phone) {
        problems.note(invalid("contact.phone", say!(contests.contact_phone)));
    }
    if !contact.email.is_empty() && !is_email(&contact.email) {
        problems.note(invalid("contact.email", say!(contests.contact_email)));
    }
}

/// Refuses to publish a contest whose contestants could reach nobody.
pub(super) fn require(contact: &ContactDraft) -> AppResult<()> {
    if !contact.phone.is_empty() || !contact.email.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::NotPublishable)
        .field("contact.phone")
        .message(say!(contests.contact_missing)))
}

/// Removes the spaces around each text.
pub(super) fn trimmed(contact: ContactDraft) -> ContactDraft {
    let trim = |text: String| text.trim().to_owned();
    ContactDraft {
        desk: trim(contact.desk),
        phone: trim(contact.phone),
        email: trim(contact.email),
        address: trim(contact.address),
        hours: trim(contact.hours),
    }
}

/// Returns the columns of a contest that its contact decides.
pub(super) fn columns(contact: ContactDraft) -> contest::ActiveModel {
    contest::ActiveModel {
        contact_desk: Set(contact.desk),
        contact_phone: Set(contact.phone),
        contact_email: Set(contact.email),
        contact_address: Set(contact.address),
        contact_hours: Set(contact.hours),
        ..Default::default()
    }
}

/// Returns what a contest's row has, as it is written.
pub(super) fn stored(row: &contest::Model) -> ContactDraft {
    ContactDraft {
        desk: row.contact_desk.clone(),
        phone: row.contact_phone.clone(),
        email: row.contact_email.clone(),
        address: row.contact_address.clone(),
        hours: row.contact_hours.clone(),
    }
}

/// Returns what everybody is told, line by line: nothing unless somebody can be reached, which holds for contests
/// published before organisers had to say how.
pub(crate) fn told(contact: &ContactDraft) -> Vec<String> {
    if require(contact).is_err() {
        return Vec::new();
    }
    let lines = [
        contact.desk.clone(),
        labelled(&contact.phone, |phone| {
            ["tel:", &phone.replace(' ', "-")].concat()
        }),
        labelled(&contact.email, |email| ["mailto:", email].concat()),
        contact.address.clone(),
        contact.hours.clone(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// Returns the contact in a line: `Phòng Tư pháp; điện thoại 0912 345 678; email …`; nothing if nobody can be reached.
pub(super) fn in_a_line(contact: &ContactDraft) -> Option<String> {
    require(contact).ok()?;
    Some(joined(&[
        contact.desk.clone(),
        labelled(&contact.phone, |text| say!(contact.phone, text = text)),
        labelled(&contact.email, |text| say!(contact.email, text = text)),
        labelled(&contact.address, |text| say!(contact.address, text = text)),
        contact.hours.clone(),
    ]))
}

/// Returns the part of the contact that fits into small print.
pub(crate) fn in_print(contact: &ContactDraft) -> Option<String> {
    let rest = ContactDraft {
        phone: contact.phone.clone(),
        email: contact.email.clone(),
        ..ContactDraft::default()
    };
    in_a_line(&rest)
}

fn labelled(text: &str, say: fn(&str) -> String) -> String {
    if text.is_empty() { String::new() } else { say(text) }
}

fn joined(parts: &[String]) -> String {
    let given: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    given.join("; ")
}

/// Returns whether a text can be dialled: landlines, mobiles, and service numbers such as 1900 1234.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let allowed = |b: u8| b.is_ascii_digit() || matches!(b, b' ' | b'.' | b'-' | b'(' | b')');
    (8..=15).contains(&digits) && text.len() <= 40 && rest.bytes().all(allowed)
}

/// Returns whether a text has the form of an e-mail address that needs no quoting anywhere, also not in a link.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_local = |part: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-');
        !part.is_empty() && part.bytes().all(allowed)
    };
    let is_label = |label: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(is_local)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_can_be_dialled() {
        for right in [
            "0912 345 678",
            "(0291) 3822.123",
            "+84 912-345-678",
            "1900 1234",
            "18001234",
        ] {
            assert!(is_phone(right), "{right}");
        }
        for wrong in [
            "",
            "113",
            "0912345678 (anh Nam)",
            "091234567890123456",
            "0912+345678",
            "０９１２３４５６７８",
        ] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }

    #[test]
    fn addresses_have_the_form_of_an_e_mail() {
        for right in ["bantochuc@stp.gov.vn", "ban.to_chuc+thi@a-b.vn", "A@b.co"] {
            assert!(is_email(right), "{right}");
        }
        let long = format!("{}@stp.gov.vn", "a".repeat(65));
        for wrong in [
            "",
            "bantochuc",
            "@stp.gov.vn",
            "a@localhost",
            "a@b@c.vn",
            "a b@stp.gov.vn",
            "a@-stp.vn",
            "a@stp..vn",
            ".a@stp.vn",
            "a?subject=x@stp.vn",
            "nguyễn@stp.vn",
            &long,
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_somebody_who_can_be_reached_is_told() {
        let draft = |phone: &str, email: &str| ContactDraft {
            desk: "Phòng Tư pháp".into(),
            phone: phone.into(),
            email: email.into(),
            ..ContactDraft::default()
        };
        assert_eq!(told(&draft("", "")), [""; 0]);
        assert_eq!(in_a_line(&draft("", "")), None);
        let known = draft("1900 1234", "a@b.vn");
        assert_eq!(told(&known), ["Phòng Tư pháp", "tel:1900-1234", "mailto:a@b.vn"]);
        assert_eq!(
            in_a_line(&known).as_deref(),
            Some("Phòng Tư pháp; điện thoại 1900 1234; email a@b.vn")
        );
    }
}
