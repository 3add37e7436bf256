//! Every id has its own type, so a round can never be passed where a contest is expected.
//!
//! The core creates no ids, which would need randomness and a clock. The server creates them as UUIDv7.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
pub use uuid::Uuid;

/// Each of these types.
pub trait Id: fmt::Display {}

/// A text that is not 32 hexadecimal digits, with or without hyphens in their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 32 hexadecimal digits")
    }
}

impl std::error::Error for NotAnId {}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "rows", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(#[serde(with = "form")] pub Uuid);

        impl Id for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                form::read(text).map(Self).ok_or(NotAnId)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }

        // Primary keys must say whether they can be made from the number of an inserted row. Ids cannot.
        #[cfg(feature = "rows")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

/// Ids are texts for people, and their 16 bytes without a length for programs.
mod form {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;
    use uuid::serde::compact;

    pub(super) fn serialize<S: Serializer>(id: &Uuid, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            id.serialize(to)
        } else {
            compact::serialize(id, to)
        }
    }

    /// Reads the forms in which ids are written, with hyphens and, in Redis, without. The library reads more forms and
    /// explains what is wrong with a text, which would cost every phone a kilobyte.
    pub(super) fn read(text: &str) -> Option<Uuid> {
        let hyphens: &[usize] = match text.len() {
            36 => &[8, 13, 18, 23],
            32 => &[],
            _ => return None,
        };
        let mut bytes = [0_u8; 16];
        let mut digits = 0;
        for (at, letter) in text.bytes().enumerate() {
            if hyphens.contains(&at) {
                if letter != b'-' {
                    return None;
                }
                continue;
            }
            let digit = char::from(letter).to_digit(16)? as u8;
            bytes[digits / 2] = bytes[digits / 2] << 4 | digit;
            digits += 1;
        }
        Some(Uuid::from_bytes(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Uuid, D::Error> {
        if from.is_human_readable() {
            read(&String::deserialize(from)?).ok_or_else(|| D::Error::custom(super::NotAnId))
        } else {
            compact::deserialize(from)
        }
    }
}

ids! {
    /// A person's account: contestant or staff.
    AccountId,
    /// A contest (cuộc thi).
    ContestId,
    /// A round of a contest (vòng, tuần, kỳ, đợt).
    RoundId,
    /// A question bank across all its versions.
    BankId,
    /// One immutable version of a bank.
    BankVersionId,
    /// A unit (đơn vị) in a contest's tree.
    UnitId,
    /// One attempt (lượt thi) of one contestant at one round. A UUIDv7: ids sort by start.
    AttemptId,
    /// One settlement of a round.
    SettlementId,
    /// One ranking of a round, which versions of its settlement share.
    RankingId,
    /// One job on a round.
    JobId,
    /// One link that was made for a member of staff.
    StaffLinkId,
}
