//! Disqualifications that are to be written, with their audit events.

use super::requirements::round_id;
use super::settled::disqualified_accounts;
use crate::contests::access::RoundAccess;
use crate::db::Transaction;
use crate::db::audit::{AuditEvent, record};
use crate::db::entities::disqualification;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait};
use uuid::Uuid;

pub(crate) struct Exclusion<'a> {
    pub(crate) accounts: &'a [AccountId],
    pub(crate) reason: &'a str,
}

/// Refuses if one of the accounts is already disqualified.
pub(crate) async fn require_not_out(
    db: &impl ConnectionTrait,
    round: RoundId,
    accounts: &[AccountId],
) -> AppResult<()> {
    let out = disqualified_accounts(db, round).await?;
    match accounts.iter().position(|account| out.contains(account)) {
        Some(index) => Err(Refusal::new(ErrorCode::AlreadyDisqualified).field(format!("accounts.{index}"))),
        None => Ok(()),
    }
}

impl Exclusion<'_> {
    pub(crate) async fn write(
        &self,
        transaction: &Transaction,
        access: &RoundAccess,
        actor: AccountId,
        now: Millis,
    ) -> AppResult<()> {
        let round = round_id(access);
        require_not_out(transaction, round, self.accounts).await?;
        for &account in self.accounts {
            let row = disqualification::ActiveModel {
                id: Set(Uuid::now_v7()),
                round_id: Set(round),
                account_id: Set(account),
                reason: Set(self.reason.to_owned()),
                by_id: Set(actor),
                at: Set(now),
                told: Set(true),
            };
            row.insert(transaction).await?;
            // The reason may name people, so it stays with the disqualification.
            let event = AuditEvent {
                actor,
                contest: Some(access.contest.id),
                subject: account.to_string(),
                what: Audited::ContestantDisqualified {
                    round: access.round.title.clone(),
                    round_id: round,
                },
            };
            record(transaction, now, event).await?;
        }
        Ok(())
    }
}
