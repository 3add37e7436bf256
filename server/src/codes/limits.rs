//! How long codes are valid, and how many there may be. What may be sent to all people together is a setting.

use live::codes::{Allowance, Budget, CodeLimits};

/// How long a code is valid.
pub(super) const VALID_MIN: u32 = 10;
/// How long a code is valid that the desk of a contest reads out on the phone: whoever calls has to find the page first.
pub(super) const READ_OUT_VALID_MIN: u32 = 30;
/// How often a code may be tried by devices that have signed in to the account, and as often by all others: ten guesses at
/// a code of which there are a million.
pub(super) const TRIES: u32 = 5;
/// The pause between two codes for one phone.
pub(super) const PAUSE_MS: u32 = 60_000;
/// Codes for one phone: five at once, and another one every 4.8 hours; the same again for devices that have signed in to
/// the account. Of the former, one network has three, so that a stranger in one place leaves some to the owner elsewhere.
pub(super) const OF_A_PHONE: CodeLimits = CodeLimits {
    pause_ms: PAUSE_MS,
    allowance: Allowance {
        most: 5,
        refills_in_ms: 24 * HOUR_MS,
    },
    of_a_network: 3,
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
/// How many networks of 64 bits may use up their budgets within one of 48, which a customer may have.
pub(super) const NETWORKS_OF_A_CUSTOMER: u32 = 5;
pub(super) const HOUR_MS: u32 = 3_600_000;
