//! Registration, signing in, and the session.

use crate::ids::{AccountId, ContestId, UnitId};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Contestant,
    Organiser,
    Judge,
}

/// `POST /accounts`: registers a contestant, and enters them in a contest at once if one is named.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    /// Full name, 2 to 80 characters.
    pub name: String,
    pub date_of_birth: Day,
    /// A Vietnamese mobile number in any usual notation.
    pub phone: String,
    /// 8 to 128 characters.
    pub password: String,
    /// The consent text that was shown and accepted.
    pub consent: Consent,
    #[serde(default)]
    pub entry: Option<Entry>,
}

/// Consent to the processing of personal data. Never ticked by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    pub accepted: bool,
    /// Version of the text, from the contest.
    pub version: String,
}

/// An entry in a contest, with the contestant's unit (absent only if the contest has no units).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub contest: ContestId,
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// `POST /contests/{contest}/entry`: enters a contest with an existing account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnterContest {
    #[serde(default)]
    pub unit: Option<UnitId>,
    pub consent: Consent,
}

/// `POST /session`: signs in with a phone number (contestants) or a user name (staff).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub login: String,
    pub password: String,
}

/// Who is signed in: returned by `GET` and `POST /session`, by registration and by entering a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub account: AccountId,
    pub name: String,
    pub role: Role,
    /// The contests entered.
    pub entries: Vec<Entry>,
}
