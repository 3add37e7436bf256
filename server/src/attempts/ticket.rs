//! The ticket of an attempt: the signed facts of its start. With it, a save or a submission can be served even if Redis
//! has lost the attempt.

use crate::errors::{AppResult, Refusal};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::attempts::AttemptFacts;
use contest_core::blueprint::MAX_QUESTIONS;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::scoring::Shape;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

const SIGNATURE: usize = 16;
/// Four ids, number, start, deadline.
const FIXED: usize = 16 * 4 + 2 + 8 + 8;

/// The content of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub round: RoundId,
    pub facts: AttemptFacts,
    /// The shape of the paper: a sheet is checked against it without drawing the paper again.
    pub shape: Shape,
}

/// Returns base64url of: round, attempt, contestant, unit (zeros: none), number, start, deadline, number of questions,
/// shape, masked name, signature.
pub fn issue(key: &Hmac<Sha256>, round: RoundId, facts: &AttemptFacts, shape: &Shape) -> String {
    let shape = shape.as_bytes();
    let mut bytes = Vec::with_capacity(FIXED + 1 + shape.len() + facts.masked_name.len() + SIGNATURE);
    for id in [
        round.0,
        facts.attempt.0,
        facts.account.0,
        facts.unit.map_or(Uuid::nil(), |unit| unit.0),
    ] {
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend_from_slice(&facts.number.to_be_bytes());
    bytes.extend_from_slice(&facts.started_at.0.to_be_bytes());
    bytes.extend_from_slice(&facts.deadline.0.to_be_bytes());
    bytes.push(shape.len() as u8);
    bytes.extend_from_slice(shape);
    bytes.extend_from_slice(facts.masked_name.as_bytes());
    let signature = sign(key, &bytes);
    bytes.extend_from_slice(&signature);
    URL_SAFE_NO_PAD.encode(bytes)
}

const _: () = assert!(
    MAX_QUESTIONS <= u8::MAX as usize,
    "the number of questions is one byte"
);

/// Opens a ticket. Refuses one that this service did not sign, or that belongs to another attempt or contestant.
pub fn check(key: &Hmac<Sha256>, ticket: &str, attempt: AttemptId, account: AccountId) -> AppResult<Ticket> {
    let ticket = open(key, ticket).ok_or_else(|| Refusal::new(ErrorCode::InvalidTicket).field("ticket"))?;
    if ticket.facts.account != account {
        return Err(ErrorCode::Forbidden.into());
    }
    if ticket.facts.attempt != attempt {
        return Err(Refusal::new(ErrorCode::InvalidTicket).field("ticket"));
    }
    Ok(ticket)
}

fn open(key: &Hmac<Sha256>, ticket: &str) -> Option<Ticket> {
    let bytes = URL_SAFE_NO_PAD.decode(ticket).ok()?;
    let (body, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
    if !bool::from(subtle::ConstantTimeEq::ct_eq(&sign(key, body)[..], signature)) {
        return None;
    }
    let (fixed, rest) = body.split_at_checked(FIXED)?;
    let (questions, rest) = rest.split_first()?;
    let (shape, name) = rest.split_at_checked((*questions).into())?;
    let id = |n: usize| Uuid::from_slice(&fixed[n * 16..(n + 1) * 16]).ok();
    let time = |at: usize| {
        let bytes = fixed[at..at + 8].try_into().ok()?;
        Some(Millis(i64::from_be_bytes(bytes)))
    };
    let unit = id(3)?;
    Some(Ticket {
        round: RoundId(id(0)?),
        facts: AttemptFacts {
            attempt: AttemptId(id(1)?),
            account: AccountId(id(2)?),
            unit: (!unit.is_nil()).then_some(UnitId(unit)),
            number: u16::from_be_bytes(fixed[64..66].try_into().ok()?),
            started_at: time(66)?,
            deadline: time(74)?,
            masked_name: std::str::from_utf8(name).ok()?.to_owned(),
        },
        shape: Shape::from_bytes(shape),
    })
}

fn sign(key: &Hmac<Sha256>, body: &[u8]) -> [u8; SIGNATURE] {
    let mut mac = key.clone();
    mac.update(body);
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    *full.first_chunk().expect("a signature is shorter than its hash")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::keyed;

    #[test]
    fn a_ticket_opens_with_its_key_alone_and_breaks_with_any_bit() {
        let facts = AttemptFacts {
            attempt: AttemptId(Uuid::now_v7()),
            account: AccountId(Uuid::now_v7()),
            number: 3,
            started_at: Millis(1_700_000_000_000),
            deadline: Millis(1_700_000_900_000),
            unit: None,
            masked_name: "Nguyễn Văn A***".into(),
        };
        let (ours, another) = (keyed(&[7; 32]), keyed(&[8; 32]));
        let told = Ticket {
            round: RoundId(Uuid::now_v7()),
            facts,
            shape: Shape::from_bytes(&[4, 2, 6]),
        };
        let ticket = issue(&ours, told.round, &told.facts, &told.shape);
        assert_eq!(open(&ours, &ticket), Some(told));
        assert_eq!(open(&another, &ticket), None);
        let bytes = URL_SAFE_NO_PAD.decode(&ticket).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&ours, &URL_SAFE_NO_PAD.encode(forged)), None);
        }
        for junk in ["", "A", "!!!!", &"A".repeat(200)] {
            assert_eq!(open(&ours, junk), None);
        }
    }
}
