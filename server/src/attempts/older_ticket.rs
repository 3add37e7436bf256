//! The earlier form of a ticket, so that attempts which run during an upgrade go on. It can be deleted after the next
//! release: by then, no attempt can be open that the release before this one started.

use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::scoring::Shape;
use contest_core::time::Millis;
use uuid::Uuid;

/// Four ids, number, start, deadline.
const FIXED: usize = 16 * 4 + 2 + 8 + 8;

/// Reads: round, attempt, contestant, unit (zeros: none), number, start, deadline, number of questions, shape, masked
/// name. The caller has checked the signature.
pub(super) fn read(body: &[u8]) -> Option<(RoundId, AttemptFacts, Shape)> {
    let (fixed, rest) = body.split_at_checked(FIXED)?;
    let (questions, rest) = rest.split_first()?;
    let (shape, name) = rest.split_at_checked((*questions).into())?;
    let id = |n: usize| Uuid::from_slice(&fixed[n * 16..(n + 1) * 16]).ok();
    let time = |at: usize| {
        let bytes = fixed[at..at + 8].try_into().ok()?;
        Some(Millis(i64::from_be_bytes(bytes)))
    };
    let unit = id(3)?;
    let facts = AttemptFacts {
        attempt: AttemptId(id(1)?),
        account: AccountId(id(2)?),
        unit: (!unit.is_nil()).then_some(UnitId(unit)),
        number: u16::from_be_bytes(fixed[64..66].try_into().ok()?),
        started_at: time(66)?,
        deadline: time(74)?,
        masked_name: std::str::from_utf8(name).ok()?.to_owned(),
    };
    Some((RoundId(id(0)?), facts, Shape::try_from(shape.to_vec()).ok()?))
}
