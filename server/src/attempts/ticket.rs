//! The attempt's ticket: what the server knew when it started the attempt, signed. With it a save or a submission
//! can be served even if Redis has lost the attempt.

use crate::errors::{Answer, Refusal};
use crate::live::calls::AttemptFacts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

const SIGNATURE: usize = 16;
const FIXED: usize = 16 * 4 + 2 + 8 + 8;

/// base64url of: round, attempt, contestant, unit (zeros: none), number, start, deadline, masked name, signature.
pub fn issue(key: &[u8; 32], round: RoundId, facts: &AttemptFacts) -> String {
    let mut bytes = Vec::with_capacity(FIXED + facts.masked_name.len() + SIGNATURE);
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
    bytes.extend_from_slice(facts.masked_name.as_bytes());
    let signature = sign(key, &bytes);
    bytes.extend_from_slice(&signature);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The round and the facts of a ticket that is ours and belongs to this attempt and contestant.
pub fn check(
    key: &[u8; 32],
    ticket: &str,
    attempt: AttemptId,
    account: AccountId,
) -> Answer<(RoundId, AttemptFacts)> {
    let (round, facts) =
        open(key, ticket).ok_or_else(|| Refusal::new(ErrorCode::InvalidTicket).field("ticket"))?;
    if facts.account != account {
        return Err(ErrorCode::Forbidden.into());
    }
    if facts.attempt != attempt {
        return Err(Refusal::new(ErrorCode::InvalidTicket).field("ticket"));
    }
    Ok((round, facts))
}

fn open(key: &[u8; 32], ticket: &str) -> Option<(RoundId, AttemptFacts)> {
    let bytes = URL_SAFE_NO_PAD.decode(ticket).ok()?;
    let body = bytes.get(..bytes.len().checked_sub(SIGNATURE)?)?;
    if body.len() < FIXED
        || !bool::from(subtle::ConstantTimeEq::ct_eq(
            &sign(key, body)[..],
            &bytes[body.len()..],
        ))
    {
        return None;
    }
    let id = |n: usize| Uuid::from_slice(&body[n * 16..(n + 1) * 16]).ok();
    let time = |at: usize| {
        body[at..at + 8]
            .try_into()
            .ok()
            .map(|bytes| Millis(i64::from_be_bytes(bytes)))
    };
    let unit = id(3)?;
    let facts = AttemptFacts {
        attempt: AttemptId(id(1)?),
        account: AccountId(id(2)?),
        unit: (!unit.is_nil()).then_some(UnitId(unit)),
        number: u16::from_be_bytes(body[64..66].try_into().ok()?),
        started_at: time(66)?,
        deadline: time(74)?,
        masked_name: String::from_utf8(body[FIXED..].to_vec()).ok()?,
    };
    Some((RoundId(id(0)?), facts))
}

fn sign(key: &[u8; 32], body: &[u8]) -> [u8; SIGNATURE] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(body);
    let full = mac.finalize().into_bytes();
    full[..SIGNATURE].try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let round = RoundId(Uuid::now_v7());
        let ticket = issue(&[7; 32], round, &facts);
        assert_eq!(open(&[7; 32], &ticket), Some((round, facts.clone())));
        assert_eq!(open(&[8; 32], &ticket), None);
        let bytes = URL_SAFE_NO_PAD.decode(&ticket).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&[7; 32], &URL_SAFE_NO_PAD.encode(forged)), None);
        }
        for junk in ["", "A", "!!!!", &"A".repeat(200)] {
            assert_eq!(open(&[7; 32], junk), None);
        }
    }
}
