//! A new password by a one-time code that is sent to the phone, where the operator has set up how.

use serde::{Deserialize, Serialize};

/// How many digits a code has.
pub const CODE_DIGITS: usize = 6;

/// `GET /password-reset/code`: whether codes are sent. Where they are not, the organiser of a contest helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodesOffered {
    pub offered: bool,
}

/// `POST /password-reset/code`: has a code sent to the phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskForCode {
    /// A Vietnamese mobile number in any usual notation.
    pub phone: String,
}

/// The same response for every number: it does not say whether anybody has registered with it. A request within a minute
/// of the last sends nothing more, and is told so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeAsked {
    /// Seconds until another code can be sent.
    pub again_in_s: u32,
    /// Nothing is sent for this request, because it came within a minute of the last.
    #[serde(default)]
    pub too_soon: bool,
    /// Minutes for which a code is valid. A new code voids the one before.
    pub valid_min: u32,
}

/// `POST /password-reset`: sets a new password with a code, ends all sessions, and signs in. A wrong, expired or used-up code
/// is refused with `wrong_code`. The same request again, because the response was lost, signs in again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetPassword {
    /// The number for which the code was asked.
    pub phone: String,
    pub code: String,
    /// 8 to 128 characters, and not easy to guess.
    pub password: String,
}
