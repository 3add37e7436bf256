//! Settlement: the order of contestants, the effect of a disqualification, and when a list is final.

mod after_the_final;
mod audited;
mod disqualify;
mod finalise;
mod jobs;
mod pending;
mod refusals;
mod settle;

use crate::common::contest::rules;
use crate::common::{Reply, Visitor};
use contest_core::ids::{AccountId, RoundId};
use contest_core::ranking::TieBreak;
use contest_core::rounds::{Prediction, PredictionTarget, RoundRules};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults, Settlement};

const REASON: &str = "Thi hộ người khác, đã lập biên bản";

async fn settle(judge: &Visitor, round: RoundId) -> Reply {
    judge.job(&paths::settlement(round), &()).await
}

async fn finalise(judge: &Visitor, round: RoundId) -> Reply {
    judge.publish(round).await
}

async fn disqualify(judge: &Visitor, round: RoundId, account: AccountId, reason: &str) -> Reply {
    let body = Disqualify {
        accounts: vec![account],
        reason: reason.into(),
    };
    judge.job(&paths::disqualifications(round), &body).await
}

fn newest(results: RoundResults) -> Settlement {
    results.settlement.expect("a settlement")
}

/// Returns the names by rank, without the disqualified.
fn places(settlement: &Settlement) -> Vec<String> {
    settlement
        .standings
        .iter()
        .filter(|row| row.place.is_some())
        .map(|row| row.name.clone())
        .collect()
}

fn prizes(settlement: &Settlement) -> Vec<(&str, Option<&str>)> {
    settlement
        .standings
        .iter()
        .map(|row| (row.name.as_str(), row.prize.as_deref()))
        .collect()
}

fn predicting(target: PredictionTarget, before_disqualification: bool) -> RoundRules {
    let question = "Có bao nhiêu người trả lời đúng tất cả?".into();
    RoundRules {
        chain: vec![
            TieBreak::AllCorrect,
            TieBreak::NearestPrediction,
            TieBreak::EarliestSubmission,
        ],
        prediction: Some(Prediction {
            question,
            target,
            before_disqualification,
        }),
        ..rules()
    }
}
