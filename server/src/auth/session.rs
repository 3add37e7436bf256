//! The session: a signed token in a cookie, checked without any store.
//!
//! The token carries what starting an attempt needs (name, birthday, entries), so that the path of an attempt reads no
//! database. A session with an older version than its account is revoked; those versions are kept in memory.

use crate::auth::revocations::Revocations;
use crate::clock::Clock;
use crate::errors::{AppResult, Refusal};
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Entry, GROWN_UP, Role, Session};
use contest_core::wire::errors::ErrorCode;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::future::{Ready, ready};
use std::num::NonZeroUsize;
use std::sync::Arc;

/// Identifies the signing key. Changing the secret changes every key at once.
const KEY_ID: &str = "1";
const AUDIENCE: &str = "thiluat";
/// How many entries a token carries, the newest; older ones are looked up in the database.
pub(crate) const ENTRIES_IN_TOKEN: usize = 12;
const CONTESTANT_SECONDS: i64 = 30 * 86_400;
const STAFF_SECONDS: i64 = 12 * 3_600;

/// The claims of the token. Their names are short because the token travels with every request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub sub: AccountId,
    pub aud: String,
    /// Always `session`, so that no other token of ours passes for one.
    pub typ: String,
    /// Seconds since 1970.
    pub exp: i64,
    pub role: Role,
    /// The account's session version.
    pub ver: i32,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dob: Option<Day>,
    #[serde(default)]
    pub ent: Vec<(ContestId, Option<UnitId>)>,
    /// Entries whose consent was withdrawn. Each withdrawal ends the sessions before it, so this is complete, except in
    /// tokens of earlier releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub out: Vec<(ContestId, Option<UnitId>)>,
}

impl Claims {
    /// Returns the claims of a session that begins now, with the version of a new account, and without name, birthday
    /// and entries.
    pub fn new(account: AccountId, role: Role, now: Millis) -> Claims {
        let seconds = if role == Role::Contestant {
            CONTESTANT_SECONDS
        } else {
            STAFF_SECONDS
        };
        Claims {
            sub: account,
            aud: AUDIENCE.into(),
            typ: "session".into(),
            exp: now.0 / 1_000 + seconds,
            role,
            ver: 0,
            name: String::new(),
            dob: None,
            ent: Vec::new(),
            out: Vec::new(),
        }
    }

    pub(crate) fn to_wire(&self, now: Millis) -> Session {
        let entry = |(contest, unit): &(ContestId, Option<UnitId>)| Entry {
            contest: *contest,
            unit: *unit,
        };
        let age = self.dob.map(|dob| dob.age_on(Day::in_viet_nam(now)));
        Session {
            account: self.sub,
            name: self.name.clone(),
            role: self.role,
            entries: self.ent.iter().map(entry).collect(),
            withdrawn: self.out.iter().map(entry).collect(),
            age: age.filter(|age| *age < GROWN_UP),
        }
    }

    fn sign(&self, key: &[u8; 32]) -> AppResult<String> {
        let header = Header {
            kid: Some(KEY_ID.into()),
            ..Header::new(Algorithm::HS256)
        };
        jsonwebtoken::encode(&header, self, &EncodingKey::from_secret(key)).map_err(Refusal::internal)
    }
}

/// Makes and checks sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    key: [u8; 32],
    is_https: bool,
    clock: Clock,
    revocations: Revocations,
}

impl Sessions {
    pub(crate) fn new(key: [u8; 32], is_https: bool, clock: Clock, revocations: Revocations) -> Sessions {
        Sessions {
            key,
            is_https,
            clock,
            revocations,
        }
    }

    /// Returns the cookie that carries a session.
    pub fn cookie(&self, claims: &Claims) -> AppResult<Cookie<'static>> {
        let seconds = claims.exp - self.clock.now().0 / 1_000;
        Ok(self.make_cookie(claims.sign(&self.key)?, Duration::seconds(seconds)))
    }

    /// Returns the cookie that ends a session in the browser.
    pub(crate) fn removal_cookie(&self) -> Cookie<'static> {
        self.make_cookie(String::new(), Duration::ZERO)
    }

    /// Returns the name of the cookie. Over TLS, the `__Host-` prefix binds it to this very host; plain HTTP (demo,
    /// tests) cannot have it.
    fn cookie_name(&self) -> &'static str {
        if self.is_https {
            "__Host-thiluat"
        } else {
            "thiluat"
        }
    }

    fn make_cookie(&self, value: String, age: Duration) -> Cookie<'static> {
        own_cookie(self.cookie_name(), value, age, self.is_https)
    }
}

/// Returns a cookie that goes to this host alone, and that no script reads.
pub(super) fn own_cookie(
    name: &'static str,
    value: String,
    age: Duration,
    is_https: bool,
) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}

/// How many verified tokens each thread remembers, about 800 bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(8_192).expect("not zero");

/// The tokens that a thread has verified, with their claims. Checking a signature and parsing the claims costs 3 µs,
/// and somebody with an open attempt sends the same token again and again.
pub(crate) struct Verified(RefCell<LruCache<String, Arc<Claims>>>);

impl Default for Verified {
    fn default() -> Verified {
        Verified(RefCell::new(LruCache::new(REMEMBERED)))
    }
}

/// Returns the claims of a request. Refuses it with `sign_in_required` if it carries no valid session.
fn claims_of(request: &HttpRequest) -> AppResult<Arc<Claims>> {
    let sessions = request
        .app_data::<web::Data<Sessions>>()
        .ok_or_else(|| Refusal::internal("no sessions"))?;
    let token = token(request, sessions.cookie_name()).ok_or(ErrorCode::SignInRequired)?;
    let known = request.app_data::<Verified>();
    let remembered = known.and_then(|known| known.0.borrow_mut().get(token).cloned());
    let claims = match remembered {
        Some(claims) => claims,
        None => {
            let claims = Arc::new(verify(&sessions.key, token)?);
            if let Some(known) = known {
                known.0.borrow_mut().put(token.to_owned(), claims.clone());
            }
            claims
        }
    };
    // Checked every time: a remembered token can expire or be revoked.
    let alive = claims.typ == "session" && claims.exp > sessions.clock.now().0 / 1_000;
    if !alive || sessions.revocations.is_revoked(claims.sub, claims.ver) {
        return Err(ErrorCode::SignInRequired.into());
    }
    Ok(claims)
}

/// Returns the cookie's value. Tokens consist of characters that are never quoted or encoded.
pub(super) fn token<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let cookies = request.headers().get_all(header::COOKIE);
    cookies
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

fn verify(key: &[u8; 32], token: &str) -> AppResult<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "aud", "sub"]);
    // The expiry is checked against the server's own clock, in `claims_of`.
    validation.validate_exp = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(key), &validation);
    decoded.map(|token| token.claims).map_err(|error| {
        tracing::debug!(%error, "a session token was refused");
        Refusal::new(ErrorCode::SignInRequired)
    })
}

macro_rules! session_extractor {
    ($(#[$doc:meta])* $name:ident, $allows:expr) => {
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) Arc<Claims>);

        impl FromRequest for $name {
            type Error = Refusal;
            type Future = Ready<AppResult<Self>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let allows: fn(Role) -> bool = $allows;
                ready(claims_of(request).and_then(|claims| {
                    if allows(claims.role) { Ok($name(claims)) } else { Err(ErrorCode::Forbidden.into()) }
                }))
            }
        }
    };
}

session_extractor!(
    /// Anybody who is signed in.
    SignedIn, |_| true
);
session_extractor!(
    /// An organiser. Whether they own what the request names is checked where that is loaded.
    Organiser, |role| role == Role::Organiser
);
session_extractor!(
    /// A judge. Whether they are appointed to the contest is checked where that is loaded.
    Judge, |role| role == Role::Judge
);
session_extractor!(
    /// An administrator, who manages the accounts of staff.
    Administrator, |role| role == Role::Administrator
);
session_extractor!(
    /// Anybody but contestants. What they may do with a contest is checked where that is loaded.
    Staff, |role| role != Role::Contestant
);

/// A contestant. Staff are refused with `staff_barred`: they may not take part.
pub(crate) struct Contestant(pub(crate) Arc<Claims>);

impl FromRequest for Contestant {
    type Error = Refusal;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(claims_of(request).and_then(|claims| match claims.role {
            Role::Contestant => Ok(Contestant(claims)),
            _ => Err(ErrorCode::StaffBarred.into()),
        }))
    }
}
