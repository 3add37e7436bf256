//! The job that makes the statistics. Pages of attempts are read here; a thread of the lowest priority draws their
//! papers and adds them up, so that requests on the same machine come first. Memory holds a few pages and the sums.

use crate::contests::access::RoundAccess;
use crate::contests::catalog::LiveRound;
use crate::db::entities::round_statistics;
use crate::errors::{AppResult, Refusal};
use crate::exports::build::permit_to_read;
use crate::exports::by_contestant::{ByContestant, counted};
use crate::jobs::running::Running;
use crate::long_work::{LongWork, Priority, Wanted};
use crate::recording::superseded::superseded_of_round;
use crate::results::parts::Judging;
use crate::results::requirements::{require_all_recorded, require_closed, round_id};
use crate::results::settled::attempts_of_round;
use contest_core::attempts::AttemptRecord;
use contest_core::statistics::sums::RoundSums;
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Contestants, each with all attempts.
type Page = Vec<Vec<AttemptRecord>>;

pub(crate) async fn run(parts: &Judging, access: &RoundAccess, running: &Running) -> AppResult<()> {
    require_closed(parts, access)?;
    if access.round.finalised_at.is_none() {
        require_all_recorded(parts, access).await?;
    }
    let (id, round) = (round_id(access), parts.contests.round(round_id(access))?);
    // All before reading: what is recorded or corrected meanwhile makes the statistics outdated.
    let made_at = parts.clock.now();
    let attempts = attempts_of_round(&parts.db.read, id).await?;
    let corrections = superseded_of_round(&parts.db.read, id).await?;
    let (pages, arrivals) = mpsc::channel(1);
    let adding = LongWork::begin(Priority::Low, move |wanted| add_up(&round, arrivals, wanted));
    let adding = adding.map_err(Refusal::internal)?;
    let mut reading = ByContestant::new(&parts.db, id);
    let mut read = 0;
    loop {
        let permit = permit_to_read().await?;
        let Some(page) = reading.next().await? else { break };
        drop(permit);
        read += page.iter().map(|attempts| attempts.len() as u64).sum::<u64>();
        // The thread is gone only if it has broken down, which `end` reports.
        if pages.send(page).await.is_err() {
            break;
        }
        running.at(read * 95 / attempts.max(1));
    }
    drop(pages);
    let sums = adding.end().await?.ok_or(ErrorCode::JobOver)?;
    let row = round_statistics::ActiveModel {
        round_id: Set(id),
        made_at: Set(made_at),
        attempts: Set(i64::try_from(attempts).map_err(Refusal::internal)?),
        corrections: Set(i64::try_from(corrections).map_err(Refusal::internal)?),
        sums: Set(serde_json::to_string(&sums)?),
    };
    let transaction = running.begin().await?;
    round_statistics::Entity::delete_by_id(id)
        .exec(&transaction)
        .await?;
    round_statistics::Entity::insert(row)
        .exec_without_returning(&transaction)
        .await?;
    running.done(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

/// Returns the sums over all pages; `None` if nobody waits for them any more.
fn add_up(round: &Arc<LiveRound>, mut pages: mpsc::Receiver<Page>, wanted: &Wanted) -> Option<RoundSums> {
    let bank = &round.bank.bank;
    let mut sums = RoundSums::new(bank);
    while let Some(page) = pages.blocking_recv() {
        for attempts in &page {
            let counts = counted(attempts, round.rules.counted).map(|record| record.attempt);
            let at = attempts.iter().position(|record| Some(record.attempt) == counts);
            sums.add_person(bank, attempts, at.unwrap_or(0), |record| {
                round.paper(record.attempt)
            });
            if !wanted.is_wanted() {
                return None;
            }
        }
    }
    Some(sums)
}
