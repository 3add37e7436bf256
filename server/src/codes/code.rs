//! Codes, and what Redis knows of them: keyed hashes. Nothing here does I/O.

use super::limits::NETWORKS_OF_A_CUSTOMER;
use crate::secrets::keyed;
use contest_core::ids::AccountId;
use contest_core::wire::codes::CODE_DIGITS;
use hmac::Mac;
use live::codes::Budget;
use rand::RngExt;
use std::net::IpAddr;

/// Makes and compares hashes with the key that all servers share.
#[derive(Clone)]
pub(super) struct Hashes(pub(super) [u8; 32]);

/// How a code reaches the owner of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Sent,
    /// By the desk of a contest, on the phone.
    ReadOut,
}

/// Returns a new code. The generator is seeded by the operating system and cannot be predicted.
pub(super) fn new_code() -> String {
    let number = rand::rng().random_range(0..10_u32.pow(CODE_DIGITS as u32));
    format!("{number:0CODE_DIGITS$}")
}

/// Returns what stands for the hash of a code where none was sent. No code has this hash.
pub(super) fn no_code() -> Vec<u8> {
    rand::rng().random::<[u8; 32]>().to_vec()
}

/// Returns the digits of what somebody typed or pasted as a code, if it can be one.
pub(super) fn read(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(CODE_DIGITS + 1)
        .collect();
    (kept.len() == CODE_DIGITS && kept.bytes().all(|b| b.is_ascii_digit())).then_some(kept)
}

/// Returns what addresses of one subscriber or office have in common, narrow before wide: 24 bits of IPv4; 64 of IPv6, and
/// 48, because a customer may have as many as that.
fn networks(address: &str) -> Vec<String> {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            vec![format!("{a}.{b}.{c}")]
        }
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            vec![format!("{a:x}:{b:x}:{c:x}:{d:x}"), format!("{a:x}:{b:x}:{c:x}")]
        }
        // What no proxy of ours forwards: all of it counts together.
        Err(_) => vec!["unknown".to_owned()],
    }
}

impl Hashes {
    /// Returns the name under which Redis knows a phone. Numbers are few enough to try all of them, hence the key.
    pub(super) fn phone(&self, phone: &str) -> String {
        self.short(&["phone", phone])
    }

    /// Returns the budgets of the networks of an address. `of`: what they are of.
    pub(super) fn budgets(&self, of: &str, address: &str, narrow: Budget) -> Vec<(String, Budget)> {
        let wide = Budget {
            most: narrow.most.saturating_mul(NETWORKS_OF_A_CUSTOMER),
            ..narrow
        };
        let networks = networks(address).into_iter();
        let named = networks.map(|network| self.short(&[of, &network]));
        named.zip([narrow, wide]).collect()
    }

    /// Returns the name of a customer's network, for the allowances of phones.
    pub(super) fn customer(&self, address: &str) -> String {
        self.short(&["customer", networks(address).last().map_or("", String::as_str)])
    }

    /// Returns the name of the budget of everybody together.
    pub(super) fn everybody(&self) -> String {
        self.short(&["everybody"])
    }

    /// Returns the name of the budget of requests, for whatever numbers.
    pub(super) fn asking(&self) -> String {
        self.short(&["asking"])
    }

    /// Returns the name of the budget of everybody's wrong tries.
    pub(super) fn wrong(&self) -> String {
        self.short(&["wrong"])
    }

    /// Returns the hash of a code for this number of this account: it is worth nothing for another.
    pub(super) fn code(&self, phone: &str, account: AccountId, code: &str) -> Vec<u8> {
        let mac = self.mac(&["code", phone, &account.to_string(), code]);
        mac.finalize().into_bytes().to_vec()
    }

    /// Returns the hash of a code that the desk of a contest reads out.
    pub(super) fn read_out(&self, phone: &str, account: AccountId, code: &str) -> Vec<u8> {
        let mac = self.mac(&["read out", phone, &account.to_string(), code]);
        mac.finalize().into_bytes().to_vec()
    }

    /// Returns how the code reached its owner, if it has this hash. Compares in a time that does not depend on where they
    /// differ.
    pub(super) fn origin(&self, hash: &[u8], phone: &str, account: AccountId, code: &str) -> Option<Origin> {
        let id = account.to_string();
        let fits = |kind: &str| self.mac(&[kind, phone, &id, code]).verify_slice(hash).is_ok();
        match (fits("code"), fits("read out")) {
            (true, _) => Some(Origin::Sent),
            (false, true) => Some(Origin::ReadOut),
            (false, false) => None,
        }
    }

    fn short(&self, parts: &[&str]) -> String {
        hex::encode(&self.mac(parts).finalize().into_bytes()[..16])
    }

    fn mac(&self, parts: &[&str]) -> hmac::Hmac<sha2::Sha256> {
        let mut mac = keyed(&self.0);
        for part in parts {
            mac.update(part.as_bytes());
            // No part contains it, so parts cannot be shifted into each other.
            mac.update(b"\0");
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use uuid::Uuid;

    #[test]
    fn codes_have_six_digits_and_hardly_repeat() {
        let codes: HashSet<String> = (0..1_000).map(|_| new_code()).collect();
        assert!(codes.len() > 990);
        assert!(codes.iter().all(|code| read(code).as_deref() == Some(code)));
    }

    #[test]
    fn a_pasted_code_may_have_spaces() {
        assert_eq!(read(" 012 345\n").as_deref(), Some("012345"));
        assert_eq!(read("012-345").as_deref(), Some("012345"));
        for wrong in ["", "12345", "1234567", "12345a", "٠١٢٣٤٥", "123456 mã"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_worth_nothing_elsewhere() {
        let hashes = Hashes([7; 32]);
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let hash = hashes.code("+84912345678", one, "012345");
        let origin = |hash: &[u8], phone, account, code| hashes.origin(hash, phone, account, code);
        assert_eq!(origin(&hash, "+84912345678", one, "012345"), Some(Origin::Sent));
        assert_eq!(origin(&hash, "+84912345679", one, "012345"), None);
        assert_eq!(origin(&hash, "+84912345678", other, "012345"), None);
        assert_eq!(origin(&hash, "+84912345678", one, "012346"), None);
        assert_eq!(Hashes([8; 32]).origin(&hash, "+84912345678", one, "012345"), None);
        assert_eq!(origin(b"", "+84912345678", one, "012345"), None);
        let hash = hashes.read_out("+84912345678", one, "012345");
        assert_eq!(
            origin(&hash, "+84912345678", one, "012345"),
            Some(Origin::ReadOut)
        );
        assert_ne!(hashes.phone("+84912345678"), hashes.phone("+84912345679"));
    }

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(networks("203.0.113.7"), networks("203.0.113.200"));
        assert_eq!(networks("::ffff:203.0.113.7"), networks("203.0.113.7"));
        assert_eq!(networks("2001:db8:1:2::1"), networks("2001:db8:1:2:3:4:5:6"));
        assert_ne!(networks("203.0.113.7"), networks("203.0.114.7"));
        let (one, other) = (networks("2001:db8:1:2::1"), networks("2001:db8:1:3::1"));
        assert!(one[0] != other[0] && one[1] == other[1], "{one:?} {other:?}");
        assert_ne!(one[1], networks("2001:db8:2:2::1")[1]);
        assert_eq!(networks("nonsense"), networks(""));
    }
}
