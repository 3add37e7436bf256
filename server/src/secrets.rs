//! Signing keys, all derived from one secret: servers that share it accept each other's signatures.

use crate::config::Config;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit};
use rand::RngExt;
use sha2::Sha256;
use std::io::{self, Write};

/// Derived keys. Never printed: no `Debug`.
#[derive(Clone)]
pub struct Secrets {
    pub session: [u8; 32],
    /// Signs the tickets of attempts. Kept as a keyed HMAC, because every save checks a ticket.
    pub ticket: Hmac<Sha256>,
    /// Signs the acknowledgements of saved sheets. Kept like `ticket`, because every save is acknowledged.
    pub acknowledgement: Hmac<Sha256>,
    /// Hashes one-time codes and the phone numbers they belong to.
    pub code: [u8; 32],
    /// Hashes the phone numbers that a device has signed in with.
    pub device: [u8; 32],
    /// Marks the versions of profiles, so that a masked one does not tell what is masked.
    pub profile: [u8; 32],
    /// Signs queue positions.
    pub waiting: [u8; 32],
    /// Signs receipts. Kept expanded, because making it from its seed costs as much as a signature.
    pub receipt: SigningKey,
}

impl Secrets {
    /// Derives the keys from the configured secret, or from `data_dir/secret`, which is generated on the first start.
    pub(crate) fn load(config: &Config) -> io::Result<Secrets> {
        if !config.secret.is_empty() {
            if config.secret.chars().count() < 32 {
                return Err(io::Error::other("`secret` must have at least 32 characters"));
            }
            return Ok(Secrets::derive(config.secret.as_bytes()));
        }
        let path = config.data_dir.join("secret");
        match std::fs::read_to_string(&path) {
            Ok(text) if text.trim().len() >= 32 => Ok(Secrets::derive(text.trim().as_bytes())),
            Ok(_) => Err(io::Error::other(format!(
                "{} is damaged: restore it from a backup",
                path.display()
            ))),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                let text = hex::encode(rand::rng().random::<[u8; 32]>());
                let mut file = private_file(&path)?;
                writeln!(file, "{text}")?;
                file.sync_all()?;
                Ok(Secrets::derive(text.as_bytes()))
            }
            Err(other) => Err(other),
        }
    }

    fn derive(master: &[u8]) -> Secrets {
        let kdf = Hkdf::<Sha256>::new(Some(b"thiluat"), master);
        let key = |label: &str| {
            let mut key = [0; 32];
            let expanded = kdf.expand(label.as_bytes(), &mut key);
            expanded.expect("HKDF-SHA256 produces up to 8,160 bytes");
            key
        };
        Secrets {
            session: key("session/1"),
            ticket: keyed(&key("ticket/1")),
            acknowledgement: keyed(&key("acknowledgement/1")),
            code: key("code/1"),
            device: key("device/1"),
            profile: key("profile/1"),
            waiting: key("waiting/1"),
            receipt: SigningKey::from_bytes(&key("receipt/1")),
        }
    }
}

/// Returns an HMAC-SHA256 that is ready to sign with this key.
pub fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of every length")
}

/// Creates a file that only this user can read. Fails if it exists.
fn private_file(path: &std::path::Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}
