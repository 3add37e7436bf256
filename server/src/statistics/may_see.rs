//! Who may see what the answers say about the questions. It shows the keys, and before all rounds with the same
//! questions are over, how hard a question is helps whoever has still to answer it.
//!
//! The owner of a contest has written the keys, and sees it once the round is over. Everybody else waits, as contestants
//! do for their review, until every round with these questions has closed.

use crate::auth::session::Claims;
use crate::contests::access::RoundAccess;
use crate::contests::reveal::Reveal;
use crate::errors::AppResult;
use crate::results::parts::Judging;
use crate::results::requirements::require_closed;

pub(crate) async fn require(
    parts: &Judging,
    reveal: &Reveal,
    claims: &Claims,
    access: &RoundAccess,
) -> AppResult<()> {
    require_closed(parts, access)?;
    match claims.sub == access.contest.owner_id {
        true => Ok(()),
        false => reveal.require_keys_public(access.round.id).await,
    }
}
