//! What is recorded of one attempt, in the order of time, for somebody who doubts its result.

use super::acts::{Act, Because};
use super::attempts::Rows;
use super::people;
use crate::attempts::check_receipt::fits;
use crate::attempts::parts::Attempts;
use crate::attempts::receipt::sign;
use crate::contests::access::OwnedContest;
use crate::contests::catalog::LiveRound;
use crate::db::Db;
use crate::db::entities::{attempt, set_aside, start, superseded_attempt};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::{AccountId, AttemptId, ContestId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{DeskAttempt, DeskEvent, DeskEvents, DeskState, Happened};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Returns what is recorded of an attempt in the contest: start, changes, close, what arrived late, and the receipt.
#[utoipa::path(get, path = paths::DESK_ATTEMPT, tag = "desk",
    params(("contest" = ContestId, Path), ("attempt" = AttemptId, Path)),
    responses((status = 200, body = DeskEvents)))]
pub(crate) async fn show(
    parts: Data<Attempts>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, AttemptId)>,
) -> AppResult<HttpResponse> {
    let (attempt, now) = (path.1, parts.clock.now());
    let not_found = || Refusal::new(ErrorCode::NotFound);
    let (account, round) = whose(&parts.db, attempt).await?.ok_or_else(not_found)?;
    let round = parts.contests.round(round)?;
    if round.contest != contest.id {
        return Err(not_found());
    }
    let entrant = people::find(&parts.db.read, contest.id, account).await?;
    let rows = Rows::read(&parts.db, account, &[round.id]).await?;
    let attempts = rows.of_round(&round, now)?;
    let found = attempts.into_iter().find(|one| one.attempt == attempt);
    let found = found.ok_or_else(not_found)?;
    let act = Act {
        actor: claims.sub,
        contest: contest.id,
        account: entrant.account.id,
        what: Audited::DeskAttemptOpened { attempt },
        because: Because::NoReason,
    };
    act.record(&parts.db.write, now).await?;
    let events = Events {
        parts: &parts,
        round: &round,
        rows: &rows,
        found: &found,
    };
    let (sheet_hash, is_genuine) = events.proof().await?.unzip();
    Ok(HttpResponse::Ok().json(DeskEvents {
        account,
        round_title: round.title.clone(),
        sheet_hash,
        is_genuine,
        events: events.all(account).await?,
        attempt: found,
    }))
}

/// Returns whose attempt it is, and in which round.
async fn whose(db: &Db, attempt: AttemptId) -> AppResult<Option<(AccountId, RoundId)>> {
    if let Some(start) = start::Entity::find_by_id(attempt).one(&db.read).await? {
        return Ok(Some((start.account_id, start.round_id)));
    }
    if let Some(row) = attempt::Entity::find_by_id(attempt).one(&db.read).await? {
        return Ok(Some((row.account_id, row.round_id)));
    }
    let aside = set_aside::Entity::find_attempt(attempt).one(&db.read).await?;
    Ok(aside.map(|row| (row.account_id, row.round_id)))
}

struct Events<'a> {
    parts: &'a Attempts,
    round: &'a LiveRound,
    rows: &'a Rows,
    found: &'a DeskAttempt,
}

impl Events<'_> {
    /// Returns the hash of the answers as the receipt has it, and whether the answers still have it.
    async fn proof(&self) -> AppResult<Option<(String, bool)>> {
        let Some(record) = self.rows.record(self.found.attempt) else {
            return Ok(None);
        };
        let row = attempt::Entity::find_by_id(record.attempt)
            .one(&self.parts.db.read)
            .await?;
        let secrets = &self.parts.secrets;
        Ok(row.map(|row| {
            let receipt = sign(&secrets.receipt, record);
            let is_genuine = fits(secrets, record, &row.sheet_hash, &receipt.signature);
            (row.sheet_hash, is_genuine)
        }))
    }

    async fn all(&self, account: AccountId) -> AppResult<Vec<DeskEvent>> {
        let started = Happened::Started {
            deadline: self.found.deadline,
        };
        let mut events = vec![at(self.found.started_at, started)];
        if self.found.state == DeskState::Running {
            events.extend(self.saved(account).await?);
        }
        events.extend(self.recorded().await?);
        events.extend(self.aside()?);
        events.sort_by_key(|event| event.at);
        Ok(events)
    }

    /// Returns what a running attempt has saved so far.
    async fn saved(&self, account: AccountId) -> AppResult<Option<DeskEvent>> {
        let shard = self.parts.live.shard_of(self.round.id, account);
        let open = self.parts.live.attempt(shard, self.found.attempt).await?;
        let saved = open.filter(|(_, timed)| timed.sheet.revision > 0);
        Ok(saved.map(|(_, timed)| {
            let revision = timed.sheet.revision;
            at(self.parts.clock.now(), Happened::Saved { revision })
        }))
    }

    async fn recorded(&self) -> AppResult<Vec<DeskEvent>> {
        let (db, attempt) = (&self.parts.db, self.found.attempt);
        let Some(record) = self.rows.record(attempt) else {
            return Ok(Vec::new());
        };
        let revision = record.sheet.revision;
        let closed = Happened::Closed {
            by: record.closed_by,
            revision,
            answered: record.score.answered,
            total: record.score.total,
        };
        let mut events = Vec::new();
        if revision > 0 {
            events.push(at(record.last_change_at, Happened::LastChange { revision }));
        }
        events.push(at(record.closed_at, closed));
        let row = attempt::Entity::find_by_id(attempt).one(&db.read).await?;
        events.extend(row.map(|row| at(row.recorded_at, Happened::Recorded)));
        let replaced = superseded_attempt::Entity::find()
            .filter(superseded_attempt::Column::AttemptId.eq(attempt))
            .all(&db.read)
            .await?;
        events.extend(
            replaced
                .into_iter()
                .map(|row| at(row.superseded_at, Happened::Corrected)),
        );
        Ok(events)
    }

    fn aside(&self) -> AppResult<Vec<DeskEvent>> {
        let attempt = self.found.attempt;
        let mut events = Vec::new();
        let late = self
            .rows
            .late_sheet(attempt)
            .and_then(|row| row.evidence.as_deref());
        if let Some(evidence) = late {
            let evidence: contest_core::wire::results::LateEvidence =
                Stored::new("set_aside", attempt).document("evidence", evidence)?;
            events.push(at(evidence.arrived_at, Happened::LateSheet { evidence }));
        }
        if let Some(row) = self.rows.set_aside(attempt) {
            let reason = row.reason.into();
            events.push(at(row.found_at, Happened::SetAside { reason }));
        }
        Ok(events)
    }
}

fn at(at: Millis, what: Happened) -> DeskEvent {
    DeskEvent { at, what }
}
