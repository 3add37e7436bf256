//! Accounts of staff: who has one, and the links with which people get one or a new password.

use crate::ids::{AccountId, StaffLinkId};
use crate::time::Millis;
use crate::wire::accounts::Role;
use serde::{Deserialize, Serialize};

/// How long a link is valid, in days.
pub const LINK_DAYS: u32 = 7;

/// `GET /staff/accounts`, for administrators: everybody who is no contestant, and the links that can still be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffAccounts {
    pub accounts: Vec<StaffAccount>,
    pub links: Vec<StaffLink>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffAccount {
    pub id: AccountId,
    pub role: Role,
    /// The user name.
    pub login: String,
    pub name: String,
    pub created_at: Millis,
    /// Since when nobody can sign in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Millis>,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// An account is made.
    Join,
    /// An account gets a new password.
    Password,
}

/// A link that was made for one person. What it consists of is told only once, to whoever makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffLink {
    pub id: StaffLinkId,
    pub purpose: LinkPurpose,
    pub role: Role,
    /// Of the person, as the maker of the link has it.
    pub name: String,
    pub made_at: Millis,
    pub valid_until: Millis,
}

/// `POST /staff/accounts`, for administrators, invites a member of staff. `POST /staff/contests/{contest}/judges`, for
/// the owner, invites a judge, who is appointed to the contest on joining; there, `role` may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// Full name, 2 to 80 characters.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// A new link, with the address that its maker passes on. Nobody can ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeLink {
    pub link: StaffLink,
    /// From the root of the site. The secret is behind a `#`, which browsers keep to themselves.
    pub address: String,
}

/// `PATCH /staff/accounts/{account}`, for administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStaffAccount {
    pub disabled: bool,
}

/// `GET /staff/contests/{contest}/judges`, for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Judges {
    /// By user name.
    pub judges: Vec<StaffAccount>,
    /// Invitations to this contest that can still be used.
    pub links: Vec<StaffLink>,
}

/// `POST /staff-links/look`: what a link is for. Whoever has it may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookAtLink {
    /// What is behind the `#`.
    pub secret: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkContent {
    pub purpose: LinkPurpose,
    pub role: Role,
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// The title of the contest to which a judge is appointed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest: Option<String>,
    /// The user name of the account that gets a new password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    pub valid_until: Millis,
}

/// `POST /staff-links/use`: makes the account or sets the password, and signs in. The same request again, because the
/// response was lost, signs in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UseLink {
    pub secret: String,
    /// To join: the user name that the person chooses.
    #[serde(default)]
    pub login: String,
    /// To join: the name that others see.
    #[serde(default)]
    pub name: String,
    pub password: String,
}
