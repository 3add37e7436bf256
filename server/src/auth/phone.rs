//! Reads the mobile numbers of requests.

use crate::errors::{AppResult, Refusal};
use contest_core::phones::normalise;
use contest_core::wire::errors::ErrorCode;

/// Returns the number as it is stored, or refuses the field.
pub(crate) fn read(text: &str, field: &str) -> AppResult<String> {
    normalise(text).ok_or_else(|| Refusal::new(ErrorCode::InvalidPhone).field(field))
}
