//! Writes the rows of a contest's rounds, practice and judges according to its draft.

use crate::contests::changes::Changes;
use crate::contests::commitment::commitment;
use crate::contests::draft::CheckedDraft;
use crate::contests::practice_rows;
use crate::db::entities::{contest_judge, round};
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{ContestId, RoundId};
use rand::RngExt;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

/// Replaces the rounds, the practice and the judges of a contest that is not published. Every round gets a new secret.
pub(super) async fn replace(
    db: &impl ConnectionTrait,
    contest: ContestId,
    checked: &CheckedDraft,
) -> AppResult<()> {
    round::Entity::delete_many()
        .filter(round::Column::ContestId.eq(contest))
        .exec(db)
        .await?;
    for (number, round) in (1..).zip(&checked.rounds) {
        let secret: [u8; 32] = rand::rng().random();
        let row = round::ActiveModel {
            id: Set(RoundId(Uuid::now_v7())),
            contest_id: Set(contest),
            number: Set(number),
            title: Set(round.title.clone()),
            opens_at: Set(round.opens_at),
            closes_at: Set(round.closes_at),
            bank_version_id: Set(round.bank_version),
            newest_bank: Set(round.newest_bank),
            rules: Set(serde_json::to_string(&round.rules)?),
            commitment: Set(commitment(&round.rules, &round.bank_hash, &secret)?),
            secret: Set(secret.to_vec()),
            finalised_at: Set(None),
            cancelled_at: Set(None),
            cancelled_for: Set(None),
        };
        row.insert(db).await?;
    }
    practice_rows::replace(db, contest, checked.practice.as_ref()).await?;
    let of_contest = contest_judge::Column::ContestId.eq(contest);
    contest_judge::Entity::delete_many()
        .filter(of_contest)
        .exec(db)
        .await?;
    for judge in &checked.judges {
        let row = contest_judge::ActiveModel {
            contest_id: Set(contest),
            account_id: Set(*judge),
        };
        row.insert(db).await?;
    }
    Ok(())
}

/// Fixes the rounds and the practice at publication: the newest bank versions where the draft names none, and the final
/// commitments.
pub(super) async fn commit(
    db: &impl ConnectionTrait,
    contest: ContestId,
    checked: &CheckedDraft,
) -> AppResult<()> {
    practice_rows::commit(db, contest, checked.practice.as_ref()).await?;
    let rows = in_order(db, contest).await?;
    if rows.len() != checked.rounds.len() {
        return Err(Refusal::internal(format!(
            "the rounds of contest {contest} do not match its draft"
        )));
    }
    for (row, round) in rows.into_iter().zip(&checked.rounds) {
        let made = commitment(&round.rules, &round.bank_hash, &row.secret)?;
        let mut row: round::ActiveModel = row.into();
        row.bank_version_id = Set(round.bank_version);
        row.newest_bank = Set(false);
        row.commitment = Set(made);
        row.update(db).await?;
    }
    Ok(())
}

/// Returns the rounds of a contest by number.
pub(super) async fn in_order(db: &impl ConnectionTrait, contest: ContestId) -> AppResult<Vec<round::Model>> {
    let of_contest = round::Entity::find().filter(round::Column::ContestId.eq(contest));
    Ok(of_contest.order_by_asc(round::Column::Number).all(db).await?)
}

/// Reloads the contests in memory after a commit. The change holds even if that fails now, and is loaded later.
pub(super) async fn announce(changes: &Changes) {
    if let Err(refusal) = changes.announce().await {
        tracing::warn!(%refusal, "the change is stored, but was not read back yet");
    }
}
