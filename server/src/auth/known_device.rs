//! Devices that have signed in to an account before: they have one-time codes, and tries of them, that no other device can
//! use up.
//!
//! A cookie tells, by keyed hashes of the phone numbers; whoever reads it learns none. It signs nobody in, and stays when
//! somebody signs out: those who need it are signed out. So it vouches for a device, not for a person. On a computer that
//! many share, such as a school's, the next person can use up what the last few accounts have, though not sign in to them;
//! and a session that is older than the cookie gets it only with the next sign-in.

use crate::auth::session::{own_cookie, token};
use crate::secrets::keyed;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, time::Duration};
use hmac::Mac;

/// How many accounts a device remembers, the newest: families share phones.
const REMEMBERED: usize = 4;
/// Bytes of a hash, and the letters that write them.
const BYTES: usize = 12;
const LETTERS: usize = 2 * BYTES;
const KEPT: Duration = Duration::days(365);

/// Makes and reads the cookie. Cheap to clone.
#[derive(Clone)]
pub struct KnownDevices {
    pub(crate) key: [u8; 32],
    pub(crate) is_https: bool,
}

impl KnownDevices {
    /// Returns the cookie of a device that has just signed in with this phone number.
    pub(crate) fn cookie(&self, request: &HttpRequest, phone: &str) -> Cookie<'static> {
        let new = hex::encode(&self.mac(phone).finalize().into_bytes()[..BYTES]);
        let earlier = marks(request, self.name()).filter(|mark| *mark != new);
        let value: Vec<&str> = [new.as_str()]
            .into_iter()
            .chain(earlier)
            .take(REMEMBERED)
            .collect();
        self.make(value.join("."), KEPT)
    }

    /// Returns the cookie that makes a device forget all of them.
    pub(crate) fn removal_cookie(&self) -> Cookie<'static> {
        self.make(String::new(), Duration::ZERO)
    }

    /// Returns whether the device has signed in with this number.
    pub(crate) fn knows(&self, request: &HttpRequest, phone: &str) -> bool {
        marks(request, self.name()).any(|mark| {
            let mark = hex::decode(mark).unwrap_or_default();
            self.mac(phone).verify_truncated_left(&mark).is_ok()
        })
    }

    fn name(&self) -> &'static str {
        if self.is_https {
            "__Host-thiluat-known"
        } else {
            "thiluat-known"
        }
    }

    fn make(&self, value: String, age: Duration) -> Cookie<'static> {
        own_cookie(self.name(), value, age, self.is_https)
    }

    fn mac(&self, phone: &str) -> hmac::Hmac<sha2::Sha256> {
        let mut mac = keyed(&self.key);
        mac.update(phone.as_bytes());
        mac
    }
}

/// Returns the hashes in the cookie. A shorter one would be easy to guess.
fn marks<'a>(request: &'a HttpRequest, name: &str) -> impl Iterator<Item = &'a str> {
    let marks = token(request, name).unwrap_or_default().split('.');
    marks.filter(|mark| mark.len() == LETTERS).take(REMEMBERED)
}
