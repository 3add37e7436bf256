//! How long codes are valid, and how many there may be. What may be sent to all people together is a setting.

use live::codes::Budget;

/// How long a code is valid.
pub(super) const VALID_MIN: u32 = 10;
/// The pause between two codes for one phone.
pub(super) const PAUSE_MS: u32 = 60_000;
/// How often a code may be tried.
pub(super) const TRIES: u32 = 5;
/// Codes for one phone.
pub(super) const OF_A_PHONE: Budget = Budget {
    most: 5,
    window_ms: 24 * HOUR_MS,
};
/// Requests from one network. A school, or all customers of a mobile network in a town, may share one.
pub(super) const OF_A_NETWORK: Budget = Budget {
    most: 200,
    window_ms: HOUR_MS,
};
/// Wrong tries from one network. Codes are short: what is tried all over must stay far below what there is.
pub(super) const WRONG_OF_A_NETWORK: Budget = Budget {
    most: 50,
    window_ms: HOUR_MS,
};
pub(super) const HOUR_MS: u32 = 3_600_000;
