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
    /// Manages the accounts of staff, and nothing else: contests, banks and people's data are not theirs to see.
    Administrator,
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
    /// 8 to 128 characters, and not easy to guess.
    pub password: String,
    /// The consent text that was shown and accepted.
    pub consent: Consent,
    /// The guardian of a child, if the contest asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Guardian>,
    #[serde(default)]
    pub entry: Option<Entry>,
}

/// The fewest and the most characters of a password. The server refuses others, and those that are easy to guess.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// Consent to the processing of personal data. Never ticked by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    pub accepted: bool,
    /// Version of the text, from the contest.
    pub version: String,
}

/// Who answers for a child and consents for it, where the contest asks for that (`guardian_below`). Kept with the entry,
/// shown to nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guardian {
    /// Full name, 2 to 80 characters.
    pub name: String,
    pub relationship: Relationship,
    /// A Vietnamese mobile number in any usual notation; it may be the one of the child's account.
    pub phone: String,
    /// Whether the guardian consents to the text that the child has consented to. Never ticked by default.
    pub accepted: bool,
}

/// What a guardian is to the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relationship {
    Father,
    Mother,
    /// Appointed, or in charge by law, as grandparents are of orphans.
    Guardian,
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
    /// The guardian of a child, if the contest asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Guardian>,
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
    /// Entries whose consent was withdrawn; their units hold if the person enters again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Entry>,
    /// Full years, only of people below [`GROWN_UP`]: by this, a page knows whether to ask for a guardian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
}

/// From this age on, no contest asks for a guardian. Full years.
pub const GROWN_UP: u8 = 18;
