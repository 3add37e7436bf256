//! The checks of every save and submission: this service signed the ticket, and the sheet fits the paper. Whatever is
//! stored can then be scored.

use super::parts::Attempts;
use super::ticket::{self, Ticket};
use crate::contests::catalog::LiveRound;
use crate::errors::{AppResult, Refusal};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::attempts::AttemptFacts;
use contest_core::changes::NotChanges;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::rounds::GRACE_MS;
use contest_core::scoring::Shape;
use contest_core::time::Millis;
use contest_core::wire::attempts::SendSheet;
use contest_core::wire::errors::ErrorCode;
use std::sync::Arc;

/// The highest revision of a device. Merging adds to it, and the column has 31 bits.
const MAX_REVISION: u32 = 1 << 30;
/// The largest prediction: no contest in the country has more attempts.
const MAX_PREDICTION: i64 = 1_000_000_000_000;

/// A save or a submission that passed the checks.
pub(crate) struct Admitted {
    pub(crate) round: Arc<LiveRound>,
    /// The facts with which the attempt began: what Redis keeps of it.
    pub(crate) began: AttemptFacts,
    /// The same with the deadline that holds now.
    pub(crate) facts: AttemptFacts,
    /// The deadline to show to the contestant.
    pub(crate) deadline: Millis,
}

/// Checks ticket and sheet. A sheet that seems late is so only if the database says that nothing has changed: extra time
/// may have been given on another server. While it cannot be asked, or while only a close decides that this server
/// cannot be sure of yet, the sheet is refused with `unavailable`.
pub(crate) async fn admit(
    parts: &Attempts,
    attempt: AttemptId,
    account: AccountId,
    sent: &SendSheet,
    now: Millis,
) -> AppResult<Admitted> {
    let Ticket { round, facts, shape } =
        ticket::check(&parts.secrets.ticket, &sent.ticket, attempt, account)?;
    let mut round = parts.contests.round(round)?;
    check(&round, &shape, sent)?;
    let mut bounded = round.bounded(facts.clone());
    if is_late(&bounded, now) {
        round = Box::pin(as_it_is(parts, &round)).await?;
        bounded = latest(parts, &round, &facts, now)?;
    }
    Ok(Admitted {
        deadline: parts.contests.deadline_to_tell(&round, &facts, now),
        facts: bounded,
        began: facts,
        round,
    })
}

fn is_late(facts: &AttemptFacts, now: Millis) -> bool {
    now > facts.deadline + GRACE_MS
}

/// Returns the round as the database has it.
async fn as_it_is(parts: &Attempts, round: &LiveRound) -> AppResult<Arc<LiveRound>> {
    parts.contests.ask(&parts.db, &parts.clock).await?;
    parts.contests.round(round.id)
}

/// Returns the facts by which a sheet is in time or late, in a round that was just read.
fn latest(parts: &Attempts, round: &LiveRound, facts: &AttemptFacts, now: Millis) -> AppResult<AttemptFacts> {
    let bounded = round.bounded(facts.clone());
    if !is_late(&bounded, now) || parts.contests.knows_the_close(round) {
        return Ok(bounded);
    }
    let extended = round.extended(facts.clone());
    if is_late(&extended, now) {
        return Ok(extended);
    }
    Err(ErrorCode::Unavailable.into())
}

fn check(round: &LiveRound, shape: &Shape, sent: &SendSheet) -> AppResult<()> {
    let sheet = &sent.sheet;
    let invalid = |field: &str| Refusal::new(ErrorCode::InvalidAnswers).field(field);
    if !(1..=MAX_REVISION).contains(&sheet.revision) {
        return Err(Refusal::new(ErrorCode::InvalidField).field("revision"));
    }
    let answers = Answers::parse(&sheet.answers).map_err(|_where| invalid("answers"))?;
    shape.check(&answers).map_err(|_mismatch| invalid("answers"))?;
    let allowed = round.rules.prediction.is_some();
    if sheet
        .prediction
        .is_some_and(|number| !allowed || !(0..=MAX_PREDICTION).contains(&number))
    {
        return Err(Refusal::new(ErrorCode::InvalidPrediction).field("prediction"));
    }
    let fits = sent
        .changes
        .as_ref()
        .map(|changes| changes.check(answers.0.len()));
    match fits {
        Some(Err(NotChanges::Device)) => Err(Refusal::new(ErrorCode::InvalidField).field("changes.device")),
        Some(Err(NotChanges::Times)) => Err(Refusal::new(ErrorCode::InvalidField).field("changes.times")),
        Some(Ok(())) | None => Ok(()),
    }
}

/// Refuses a submission without a prediction or with blanks where the rules do not allow that.
pub(crate) fn check_complete(round: &LiveRound, sheet: &AnswerSheet) -> AppResult<()> {
    if round.rules.prediction.is_some() && sheet.prediction.is_none() {
        return Err(Refusal::new(ErrorCode::PredictionRequired).field("prediction"));
    }
    let answered = Answers::parse(&sheet.answers)
        .map(|answers| answers.answered())
        .unwrap_or(0);
    if round.rules.answer_all && answered < round.question_count() {
        return Err(Refusal::new(ErrorCode::BlanksNotAllowed).field("answers"));
    }
    Ok(())
}
