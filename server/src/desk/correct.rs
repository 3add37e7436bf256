//! Correcting a profile on request: name, date of birth, unit. What others rely on decides whether it is possible
//! ([`allowed`]). The person signs in again on every device, because tokens carry all three.

use super::acts::{Act, Because};
use super::allowed::{self, for_desk};
use super::people::{self, Entrant};
use super::view::Seen;
use super::wanted::Wanted;
use crate::attempts::parts::Attempts;
use crate::auth::locked::end_sessions;
use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::catalog::LiveContest;
use crate::db::Transaction;
use crate::db::entities::entry;
use crate::errors::AppResult;
use crate::me::correct::{require_guardian, require_old_enough};
use crate::me::entries::entries_of;
use crate::me::locked::{hold_my_results, show_new_name};
use crate::me::parts::OwnData;
use crate::me::running::require_none_running;
use crate::results::reason;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use contest_core::wire::audit::{Audited, AuditedChange, ProfilePart};
use contest_core::wire::desk::{CorrectPerson, DeskPerson};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::TransactionTrait;

/// Corrects a person of the contest, if they are as they were seen. Sent again, it changes nothing and shows the person
/// masked.
#[utoipa::path(patch, path = paths::DESK_PERSON, tag = "desk",
    params(("contest" = ContestId, Path), ("account" = AccountId, Path)), request_body = CorrectPerson,
    responses((status = 200, body = DeskPerson)))]
pub(crate) async fn correct(
    own: Data<OwnData>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, AccountId)>,
    Json(body): Json<CorrectPerson>,
) -> AppResult<HttpResponse> {
    let parts: &Attempts = &own.attempts;
    let (account, now) = (path.1, parts.clock.now());
    let contest = parts.contests.contest(contest.id)?;
    let reason = reason::parse(&body.reason)?;
    let wanted = Wanted::read(&body, &contest, now)?;
    people::find(&parts.db.read, contest.id, account).await?;
    require_none_running(parts, account).await.map_err(for_desk)?;

    let transaction = parts.db.write.begin().await?;
    hold_my_results(&transaction, account).await?;
    let entrant = people::locked(&transaction, contest.id, account).await?;
    let wanted = wanted.differing(&entrant)?;
    if wanted.is_nothing() {
        transaction.rollback().await?;
        return Ok(HttpResponse::Ok().json(Seen::of(parts, &contest, &entrant).view(false).await?));
    }
    if Seen::of(parts, &contest, &entrant).version() != body.version {
        return Err(ErrorCode::EntryChanged.into());
    }
    let entries = entries_of(&transaction, account).await?;
    require_allowed(&own, &transaction, (&contest, &entrant), (&wanted, &entries)).await?;
    let corrected = Corrected {
        actor: claims.sub,
        contest: contest.id,
        account,
        changes: &wanted.changes(&contest, &entrant)?,
    };
    corrected.record(&transaction, &reason, &entries, now).await?;
    let mut entrant = wanted.write(&transaction, &contest, entrant, now).await?;
    end_sessions(&transaction, account).await?;
    transaction.commit().await?;

    entrant.account.session_version += 1;
    own.changes.announce_revocation(&entrant.account).await;
    show_new_name(parts, account, &entries).await;
    Ok(HttpResponse::Ok().json(Seen::of(parts, &contest, &entrant).view(true).await?))
}

async fn require_allowed(
    own: &OwnData,
    transaction: &Transaction,
    (contest, entrant): (&LiveContest, &Entrant),
    (wanted, entries): (&Wanted, &[entry::Model]),
) -> AppResult<()> {
    let parts = &own.attempts;
    if wanted.is_personal() {
        allowed::person(transaction, entrant).await?;
    }
    if let Some(born) = wanted.born {
        require_old_enough(&parts.contests.catalog(), entries, born)?;
        require_guardian(&parts.contests.catalog(), entries, born)?;
    }
    if wanted.unit.is_some() {
        allowed::unit(transaction, contest, entrant, parts.clock.now()).await?;
    }
    Ok(())
}

/// A correction for the audit log.
struct Corrected<'a> {
    actor: AccountId,
    contest: ContestId,
    account: AccountId,
    changes: &'a [AuditedChange],
}

impl Corrected<'_> {
    /// Tells the staff of this contest what was changed and why, and those of the person's other contests that they have
    /// another name or birthday from now on.
    async fn record(
        &self,
        transaction: &Transaction,
        reason: &str,
        entries: &[entry::Model],
        now: Millis,
    ) -> AppResult<()> {
        let parts: Vec<ProfilePart> = self.changes.iter().map(|change| change.part).collect();
        let mut personal = parts.clone();
        personal.retain(|part| *part != ProfilePart::Unit);
        for entry in entries {
            let is_here = entry.contest_id == self.contest;
            if !is_here && personal.is_empty() {
                continue;
            }
            let act = Act {
                actor: self.actor,
                contest: entry.contest_id,
                account: self.account,
                what: Audited::DeskCorrected {
                    parts: if is_here { parts.clone() } else { personal.clone() },
                },
                because: match is_here {
                    true => Because::Correction(reason, self.changes),
                    false => Because::NoReason,
                },
            };
            act.record(transaction, now).await?;
        }
        Ok(())
    }
}
