//! A bank version in memory, with its questions ready to be sent.

use crate::contests::fragments::{Fragments, question_fragments};
use crate::contests::shared_questions::{Fingerprint, fingerprints};
use crate::db::entities::bank_version;
use contest_core::ids::{BankId, BankVersionId};
use contest_core::questions::Bank;
use sea_orm::DbErr;
use std::collections::HashSet;

pub struct LoadedBank {
    pub version: BankVersionId,
    /// The bank of which this is a version.
    pub of: BankId,
    pub bank: Bank,
    pub fragments: Fragments,
    /// SHA-256 of the version's content, lower-case hex.
    pub hash: String,
    pub fingerprints: HashSet<Fingerprint>,
}

impl LoadedBank {
    pub(super) fn of(row: bank_version::Model) -> Result<LoadedBank, DbErr> {
        let bank = row.bank()?;
        Ok(LoadedBank {
            version: row.id,
            of: row.bank_id,
            fragments: question_fragments(&bank),
            fingerprints: fingerprints(&bank),
            bank,
            hash: row.hash,
        })
    }
}
