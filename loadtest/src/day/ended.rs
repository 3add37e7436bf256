//! What is audited of the large round when everything has been done to it.

use super::author::Author;
use super::big::Big;
use super::fill::Filled;
use super::recount::{Known, Recount, recount};
use crate::audit::{Audit, check, verifying_key};
use crate::bed::{Bed, RunError};
use crate::ledger::Ledger;
use crate::staff::fetch;
use contest_core::ids::AccountId;
use contest_core::wire::boards::WinnerList;
use contest_core::wire::paths;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Seek};

/// A large round that is over.
pub struct Ended<'a> {
    pub big: &'a Big,
    pub author: &'a Author,
    pub filled: Filled,
    pub disqualified: HashSet<AccountId>,
    /// The ledger of those who started in it during the rebuild.
    pub ledger: Ledger,
}

impl Ended<'_> {
    /// Compares the exported attempts with what was filled in, what is published, and what the starters know.
    pub async fn audited(self, bed: &Bed, mut exported: File) -> Result<(Recount, Audit), RunError> {
        exported.rewind()?;
        let (mut client, round) = (bed.server.client(), &self.big.round);
        let published: WinnerList = fetch(&mut client, &paths::winners(round.id)).await?;
        let known = Known {
            round,
            papers: &self.author.papers,
            filled: self.filled,
            ledger: &self.ledger,
            disqualified: &self.disqualified,
            published: &published,
        };
        let (recount, played) = recount(BufReader::new(exported), &known);
        let key: String = fetch(&mut client, paths::RECEIPT_KEY).await?;
        Ok((
            recount,
            check(round, &self.ledger, &played, &verifying_key(&key)?),
        ))
    }
}
