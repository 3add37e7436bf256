//! Signed positions in the waiting room. Signing them spares the server a list of the people who wait.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::time::Millis;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const BODY: usize = 16;
const SIGNATURE: usize = 16;

/// A position in a room's queue, counted from 1 for as long as the room exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueuePosition {
    pub(crate) number: u64,
    pub(crate) taken_at: Millis,
}

impl QueuePosition {
    /// Returns base64url of: number, time it was taken, signature. The signature also covers the room and the person: a
    /// position cannot be passed on.
    pub(crate) fn signed(&self, key: &[u8; 32], room: &str, person: &[u8]) -> String {
        let mut bytes = Vec::with_capacity(BODY + SIGNATURE);
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.taken_at.0.to_be_bytes());
        let signature = sign(key, room, &bytes, person).finalize().into_bytes();
        bytes.extend_from_slice(&signature[..SIGNATURE]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Returns a position that this service signed for this room and this person.
    pub(crate) fn parse(key: &[u8; 32], room: &str, person: &[u8], signed: &str) -> Option<QueuePosition> {
        let bytes = URL_SAFE_NO_PAD.decode(signed).ok()?;
        if bytes.len() != BODY + SIGNATURE {
            return None;
        }
        let (body, signature) = bytes.split_at(BODY);
        sign(key, room, body, person)
            .verify_truncated_left(signature)
            .ok()?;
        Some(QueuePosition {
            number: u64::from_be_bytes(body[..8].try_into().ok()?),
            taken_at: Millis(i64::from_be_bytes(body[8..].try_into().ok()?)),
        })
    }
}

fn sign(key: &[u8; 32], room: &str, body: &[u8], person: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(room.as_bytes());
    mac.update(&[0]);
    mac.update(body);
    mac.update(person);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_good_for_its_room_and_person_alone() {
        let position = QueuePosition {
            number: 70_000,
            taken_at: Millis(1_800_000_000_000),
        };
        let key = [7; 32];
        let signed = position.signed(&key, "starts", b"An");
        assert_eq!(
            QueuePosition::parse(&key, "starts", b"An", &signed),
            Some(position)
        );
        assert_eq!(QueuePosition::parse(&key, "starts", b"Binh", &signed), None);
        assert_eq!(QueuePosition::parse(&key, "sign-ins", b"An", &signed), None);
        assert_eq!(QueuePosition::parse(&[8; 32], "starts", b"An", &signed), None);
        let bytes = URL_SAFE_NO_PAD.decode(&signed).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let forged = URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(QueuePosition::parse(&key, "starts", b"An", &forged), None);
        }
        for junk in ["", "A", "!!!!", &"A".repeat(200)] {
            assert_eq!(QueuePosition::parse(&key, "starts", b"An", junk), None);
        }
    }
}
