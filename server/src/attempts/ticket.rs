//! The ticket of an attempt: the signed facts of its start. With it, a save or a submission can be served even if Redis
//! has lost the attempt.

use super::older_ticket;
use crate::errors::{AppResult, Refusal};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::scoring::Shape;
use contest_core::wire::errors::ErrorCode;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const SIGNATURE: usize = 16;
/// Signed in front of the body, so that no other form can pass for this one. The earlier form had nothing there.
const FORM: &[u8] = b"ticket/2";
const OLDER_FORM: &[u8] = b"";
/// More than everything takes whose length is fixed.
const FIXED: usize = 128;

/// The content of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    pub round: RoundId,
    pub facts: AttemptFacts,
    /// The shape of the paper: a sheet is checked against it without drawing the paper again.
    pub shape: Shape,
}

/// A [`Ticket`] as it is written, from what the caller has.
#[derive(Serialize)]
struct Written<'a> {
    round: RoundId,
    facts: &'a AttemptFacts,
    shape: &'a Shape,
}

/// Returns base64url of the ticket in postcard's format and its signature.
pub fn issue(key: &Hmac<Sha256>, round: RoundId, facts: &AttemptFacts, shape: &Shape) -> String {
    let room = FIXED + shape.questions() + facts.masked_name.len();
    let written = Written { round, facts, shape };
    let body = postcard::to_extend(&written, Vec::with_capacity(room));
    let mut bytes = body.expect("memory takes what has a length");
    let signature = mac(key, FORM, &bytes).finalize().into_bytes();
    bytes.extend_from_slice(&signature[..SIGNATURE]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Opens a ticket. Refuses one that this service did not sign, or that belongs to another attempt or contestant.
pub fn check(key: &Hmac<Sha256>, ticket: &str, attempt: AttemptId, account: AccountId) -> AppResult<Ticket> {
    let ticket = open(key, ticket).ok_or_else(|| Refusal::new(ErrorCode::InvalidTicket).field("ticket"))?;
    if ticket.facts.account != account {
        return Err(Refusal::attempt_of_another());
    }
    if ticket.facts.attempt != attempt {
        return Err(Refusal::new(ErrorCode::InvalidTicket).field("ticket"));
    }
    Ok(ticket)
}

fn open(key: &Hmac<Sha256>, ticket: &str) -> Option<Ticket> {
    let bytes = URL_SAFE_NO_PAD.decode(ticket).ok()?;
    let (body, signature) = bytes.split_last_chunk::<SIGNATURE>()?;
    let is_signed = |form| mac(key, form, body).verify_truncated_left(signature).is_ok();
    if is_signed(FORM) {
        let (ticket, rest) = postcard::take_from_bytes(body).ok()?;
        return rest.is_empty().then_some(ticket);
    }
    // A body of the earlier form begins with the time of its round, which is not thousands of years ahead.
    if body.starts_with(FORM) || !is_signed(OLDER_FORM) {
        return None;
    }
    let (round, facts, shape) = older_ticket::read(body)?;
    Some(Ticket { round, facts, shape })
}

fn mac(key: &Hmac<Sha256>, form: &[u8], body: &[u8]) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(form);
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::keyed;
    use contest_core::blueprint::MAX_QUESTIONS;
    use contest_core::ids::UnitId;
    use contest_core::time::Millis;
    use uuid::Uuid;

    /// What the release before the form `ticket/2` issued for [`told`], without and with a unit.
    const OLDER: [&str; 2] = [
        "AZkAAAAAcACAAAAAAAAAAQGZAAAAAHAAgAAAAAAAAAIBmQAAAABwAIAAAAAAAAADAAAAAAAAAAAAAAAAAAAAAAADAAABoi7msAAAAAGiLvRro\
         AMEAoZOZ3V54buFbiBWxINuIEEqKioHxmhW9OjLMJ2nDF4Kmusm",
        "AZkAAAAAcACAAAAAAAAAAQGZAAAAAHAAgAAAAAAAAAIBmQAAAABwAIAAAAAAAAADAZkAAAAAcACAAAAAAAAABAADAAABoi7msAAAAAGiLvRro\
         AMEAoZOZ3V54buFbiBWxINuIEEqKipymic88MrSRz_CzFHTHtXm",
    ];

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + n)
    }

    fn told(unit: Option<UnitId>) -> Ticket {
        Ticket {
            round: RoundId(id(1)),
            facts: AttemptFacts {
                attempt: AttemptId(id(2)),
                account: AccountId(id(3)),
                number: 3,
                started_at: Millis(1_796_083_200_000),
                deadline: Millis(1_796_084_100_000),
                unit,
                masked_name: "Nguyễn Văn A***".into(),
            },
            shape: Shape::try_from(vec![4, 2, 0x86]).unwrap(),
        }
    }

    fn issued(key: &Hmac<Sha256>, told: &Ticket) -> String {
        issue(key, told.round, &told.facts, &told.shape)
    }

    #[test]
    fn a_ticket_opens_with_its_key_alone_and_breaks_with_any_bit() {
        let (ours, another) = (keyed(&[7; 32]), keyed(&[8; 32]));
        let told = told(None);
        let ticket = issued(&ours, &told);
        assert_eq!(open(&another, &ticket), None);
        for ticket in [ticket.as_str(), OLDER[0]] {
            assert_eq!(open(&ours, ticket).as_ref(), Some(&told));
            let bytes = URL_SAFE_NO_PAD.decode(ticket).unwrap();
            for bit in 0..bytes.len() * 8 {
                let mut forged = bytes.clone();
                forged[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(open(&ours, &URL_SAFE_NO_PAD.encode(forged)), None);
            }
        }
        for junk in ["", "A", "!!!!", &"A".repeat(200)] {
            assert_eq!(open(&ours, junk), None);
        }
    }

    #[test]
    fn tickets_of_the_earlier_form_open_and_the_new_ones_are_no_longer() {
        let key = keyed(&[7; 32]);
        for (older, unit) in OLDER.into_iter().zip([None, Some(UnitId(id(4)))]) {
            let told = told(unit);
            assert_eq!(open(&key, older).as_ref(), Some(&told));
            assert!(issued(&key, &told).len() <= older.len());
        }
    }

    #[test]
    fn what_one_form_has_signed_is_no_ticket_of_the_other() {
        let key = keyed(&[7; 32]);
        let ticket = URL_SAFE_NO_PAD.decode(issued(&key, &told(None))).unwrap();
        // The very bytes under the signature, as the earlier form would sign them.
        let as_older = [FORM, &ticket].concat();
        assert_eq!(open(&key, &URL_SAFE_NO_PAD.encode(as_older)), None);
        let older = URL_SAFE_NO_PAD.decode(OLDER[0]).unwrap();
        let (body, _) = older.split_last_chunk::<SIGNATURE>().unwrap();
        let signature = mac(&key, FORM, body).finalize().into_bytes();
        let as_newer = [body, &signature[..SIGNATURE]].concat();
        assert_eq!(open(&key, &URL_SAFE_NO_PAD.encode(as_newer)), None);
    }

    #[test]
    fn a_shape_has_no_more_questions_than_a_paper() {
        let read = |questions: usize| {
            let bytes = postcard::to_stdvec(&vec![4_u8; questions]).unwrap();
            postcard::from_bytes::<Shape>(&bytes).is_ok()
        };
        assert!(read(MAX_QUESTIONS));
        assert!(!read(MAX_QUESTIONS + 1));
    }
}
