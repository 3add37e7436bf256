//! What the answers of a round say about its questions. Pure: attempts are added one by one, in any order, and what is
//! kept of them are sums, as long as the bank and not as the round.
//!
//! **Facility** is the share of its points that a question has earned, so partial credit counts as what it is.
//! **Discrimination** is the correlation between what a question earns and the share of points that the *rest* of the
//! same paper earns (point-biserial, corrected). It needs one pass, uses every attempt, and compares each contestant
//! with those who had the same question. The upper and lower 27 % would need the whole round sorted first, use half of
//! it, and on drawn papers would rank contestants by papers that differ. A question is never compared with itself.
//!
//! Everything is kept in thousandths, as whole numbers; only roots are taken with floating point, at the end.

pub mod cells;
pub mod figures;
pub mod sums;
