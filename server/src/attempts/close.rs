//! Closing an attempt: score its sheet, make its sort key, and let Redis close it and move the board in one step.
//! Used by the submission and by the server's own closing at the deadline.

use super::record::{AttemptRecord, BoardFacts, closed_by_text, recorded_attempt};
use super::save::revive;
use crate::contests::catalog::LiveRound;
use crate::errors::{Answer, Refusal};
use crate::live::calls::{AttemptFacts, CloseCall, CloseOutcome};
use crate::live::rebuild::make_ready;
use crate::state::State;
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ranking::{Standing, TieBreak, sort_key};
use contest_core::rounds::GRACE_MS;
use contest_core::scoring::score;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use contest_core::wire::errors::ErrorCode;

/// What became of the attempt.
pub enum Closing {
    /// Closed in Redis, now or before; the record that counts has still to be committed.
    Closed(AttemptRecord),
    /// The database has it.
    Recorded(AttemptRecord),
    /// Too late for a submission.
    Late,
    /// Too early for the server's own closing.
    StillOpen,
}

/// Tries until Redis and we agree on sheet and times: twice as a rule, more only while another device saves.
const TRIES: usize = 8;

/// Closes the attempt with this sheet, unless Redis has a newer one.
pub async fn close(
    state: &State,
    round: &LiveRound,
    facts: &AttemptFacts,
    sheet: &AnswerSheet,
    by: ClosedBy,
) -> Answer<Closing> {
    let shard = state.live.shard_of(round.id, facts.account);
    let now = state.clock.now();
    let mut sheet = sheet.clone();
    let mut last_change = now;
    let by_change = round.rules.chain.contains(&TieBreak::ShortestToLastChange);
    for _ in 0..TRIES {
        let record = make_record(round, facts, &sheet, by, now, last_change)?;
        let json = serde_json::to_string(&record)?;
        let call = CloseCall {
            facts,
            now,
            grace: GRACE_MS,
            sheet: &sheet,
            by: closed_by_text(by),
            keyed_on_change: by_change.then_some(last_change),
            record: &json,
            sort_key: &record.sort_key,
            choice: &record.choice(round.rules.counted),
            who: &BoardFacts::of(&record, &facts.masked_name).json(),
        };
        match state.live.close(shard, round.best_counts(), call).await? {
            CloseOutcome::Closed { last_change, earlier } => {
                let record = match earlier {
                    Some(earlier) => AttemptRecord::parse(&earlier, last_change)?,
                    None => record,
                };
                let last_change_at = last_change.min(record.closed_at);
                return Ok(Closing::Closed(AttemptRecord {
                    last_change_at,
                    ..record
                }));
            }
            CloseOutcome::Newer {
                sheet: newer,
                last_change: changed,
            } => {
                sheet = newer;
                last_change = changed;
            }
            CloseOutcome::Changed(changed) => last_change = changed,
            CloseOutcome::Lost if revive(state, round, facts).await? => {}
            CloseOutcome::Lost => {
                let recorded = recorded_attempt(&state.db, facts.attempt).await?;
                return recorded
                    .map(Closing::Recorded)
                    .ok_or_else(|| Refusal::internal("a done attempt is missing"));
            }
            CloseOutcome::Late => return Ok(Closing::Late),
            CloseOutcome::StillOpen => return Ok(Closing::StillOpen),
            CloseOutcome::Cold => make_ready(state, round, shard).await?,
        }
    }
    Err(ErrorCode::Unavailable.into())
}

/// The record of an attempt closed at `now`, never after its deadline.
pub fn make_record(
    round: &LiveRound,
    facts: &AttemptFacts,
    sheet: &AnswerSheet,
    by: ClosedBy,
    now: Millis,
    last_change: Millis,
) -> Answer<AttemptRecord> {
    let paper = round.paper(facts.attempt.0);
    let answers = parse_answers(&sheet.answers, paper.items.len())?;
    let score = score(&round.bank.bank, &paper, &answers).map_err(Refusal::internal)?;
    let closed_at = match by {
        ClosedBy::Contestant => now.min(facts.deadline),
        ClosedBy::Deadline => facts.deadline,
    };
    let last_change_at = last_change.min(closed_at);
    let standing = Standing {
        attempt: facts.attempt,
        score,
        started_at: facts.started_at,
        last_change_at,
        closed_at,
        prediction_distance: None,
        lot: round.lot(facts.attempt.0),
    };
    Ok(AttemptRecord {
        attempt: facts.attempt,
        round: round.id,
        account: facts.account,
        unit: facts.unit,
        number: facts.number,
        started_at: facts.started_at,
        deadline: facts.deadline,
        last_change_at,
        closed_at,
        closed_by: by,
        sheet: AnswerSheet {
            answers: answers.encode(),
            ..sheet.clone()
        },
        score,
        sort_key: sort_key(&round.rules.chain, &standing).0,
    })
}

/// The answers of a sheet; a sheet that was never saved is blank.
fn parse_answers(text: &str, questions: usize) -> Answer<Answers> {
    if text.is_empty() {
        return Ok(Answers::blank(questions));
    }
    Answers::parse(text).map_err(|error| Refusal::internal(format!("stored answers: {error}")))
}

/// Closes an overdue attempt with what was saved of it, and records it.
pub async fn close_overdue(
    state: &State,
    round: &LiveRound,
    facts: &AttemptFacts,
    sheet: &AnswerSheet,
) -> Answer<()> {
    match close(state, round, facts, sheet, ClosedBy::Deadline).await? {
        Closing::Closed(record) => commit(state, record).await.map(drop),
        Closing::Recorded(_) | Closing::Late | Closing::StillOpen => Ok(()),
    }
}

/// Waits for the commit of an attempt that Redis has closed. Answers the record that counts.
pub async fn commit(state: &State, record: AttemptRecord) -> Answer<AttemptRecord> {
    state.recorder.record(record, true).await
}
