//! Settles a round, disqualifies and publishes, as a judge does in the console.

use super::contest::rules;
use super::{Reply, Visitor};
use contest_core::ids::{AccountId, RoundId};
use contest_core::ranking::TieBreak;
use contest_core::rounds::{Prediction, PredictionTarget, RoundRules};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults, Settlement};

pub(crate) const REASON: &str = "Thi hộ người khác, đã lập biên bản";

pub(crate) async fn settle(judge: &Visitor, round: RoundId) -> Reply {
    judge.job(&paths::settlement(round), &()).await
}

pub(crate) async fn finalise(judge: &Visitor, round: RoundId) -> Reply {
    judge.publish(round).await
}

pub(crate) async fn disqualify(judge: &Visitor, round: RoundId, account: AccountId, reason: &str) -> Reply {
    let body = Disqualify {
        accounts: vec![account],
        reason: reason.into(),
    };
    judge.job(&paths::disqualifications(round), &body).await
}

pub(crate) fn newest(results: RoundResults) -> Settlement {
    results.settlement.expect("a settlement")
}

/// Returns the names by rank, without the disqualified.
pub(crate) fn ranks(settlement: &Settlement) -> Vec<String> {
    settlement
        .standings
        .iter()
        .filter(|row| row.rank.is_some())
        .map(|row| row.name.clone())
        .collect()
}

pub(crate) fn predicting(target: PredictionTarget, before_disqualification: bool) -> RoundRules {
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
