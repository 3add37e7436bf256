//! The commitment of a round. It is published with the contest, so that afterwards everybody can verify that neither
//! the rules nor the questions nor the draw were changed.
//!
//! # How to verify one
//! Once every round with the same questions has closed, the round's page shows the secret, and the organisers can hand
//! out the bank. Then
//!
//! 1. take the rules as the API gives them (`rules` of the round) and write them as canonical JSON: no spaces, the keys
//!    of every object in the order of their bytes;
//! 2. take the hash of the bank version: SHA-256 of its content, in lower-case hex;
//! 3. take the secret in lower-case hex;
//! 4. join the three with line feeds and compute SHA-256: in lower-case hex that is the commitment.
//!
//! The paper of an attempt is then drawn again with the seed HMAC-SHA256(secret, "paper" ‖ attempt id).

use contest_core::rounds::RoundRules;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Returns SHA-256 over canonical rules, bank hash and secret, in lower-case hex.
pub fn commitment(rules: &RoundRules, bank_hash: &str, secret: &[u8]) -> Result<String, serde_json::Error> {
    let mut text = canonical(&serde_json::to_value(rules)?);
    text.push('\n');
    text.push_str(bank_hash);
    text.push('\n');
    text.push_str(&hex::encode(secret));
    Ok(sha256_hex(text.as_bytes()))
}

/// Returns SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Returns JSON without spaces, the keys of every object in the order of their bytes.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| key.as_bytes());
            let written = fields
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(key), canonical(value)));
            format!("{{{}}}", written.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_orders_keys_at_every_depth() {
        let value: Value = serde_json::from_str(r#"{"b": [1, {"d": "x", "c": null}], "a": true}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":true,"b":[1,{"c":null,"d":"x"}]}"#);
    }

    #[test]
    fn a_commitment_can_be_computed_by_hand() {
        let json = r#"{"time_limit_s":600,"chain":["most_points"],"blueprint":{"sections":[{"count":5}]}}"#;
        let rules: RoundRules = serde_json::from_str(json).unwrap();
        let by_hand = concat!(
            r#"{"answer_all":false,"blueprint":{"mix_sections":false,"sections":[{"count":5,"points":1}]},"#,
            r#""chain":["most_points"],"counted":"best","prizes":[],"time_limit_s":600}"#,
            "\nabc\n0707070707070707070707070707070707070707070707070707070707070707"
        );
        assert_eq!(
            commitment(&rules, "abc", &[7; 32]).unwrap(),
            sha256_hex(by_hand.as_bytes())
        );
    }
}
