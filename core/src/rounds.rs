//! A round: its window, its rules, and its phase at a given moment.

use crate::blueprint::Blueprint;
use crate::ranking::{Counted, TieBreak};
use crate::time::{DAY_MS, Millis};
use crate::winners::Prize;
use serde::{Deserialize, Serialize};

/// How long after its deadline an attempt still accepts a sheet: the time a phone needs to send it.
pub const GRACE_MS: i64 = 3_000;

/// Where a round stands. A pure function of `now`; see [`phase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before the opening.
    Upcoming,
    /// Attempts can be started and submitted.
    Open,
    /// No attempt can be started; those still open are submitted in the grace period, or closed by the server.
    Closed,
    /// The judges have published the winner list.
    Final,
}

/// The window of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub opens_at: Millis,
    pub closes_at: Millis,
    /// When the winner list was published.
    pub finalised_at: Option<Millis>,
}

/// Returns the phase of a round at `now`. The opening is inclusive, the close exclusive.
pub fn phase(window: &Window, now: Millis) -> Phase {
    if window.finalised_at.is_some_and(|at| at <= now) {
        Phase::Final
    } else if now < window.opens_at {
        Phase::Upcoming
    } else if now < window.closes_at {
        Phase::Open
    } else {
        Phase::Closed
    }
}

/// How often a contestant may start, beside how often in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub rest_ms: u64,
    /// 0: no limit.
    pub per_day: u16,
}

impl RoundRules {
    /// Returns what limits the pace of a contestant's starts, if anything does.
    pub fn pace(&self) -> Option<Pace> {
        let pace = Pace {
            rest_ms: u64::from(self.rest_s.unwrap_or(0)) * 1_000,
            per_day: self.attempts_per_day.unwrap_or(0),
        };
        (pace.rest_ms > 0 || pace.per_day > 0).then_some(pace)
    }
}

impl Pace {
    /// Returns when somebody may start who has started `of_day` times on the day that began at `day`, last at `last`.
    pub fn next(self, last: Millis, day: Millis, of_day: u16) -> Millis {
        let rested = Millis(last.0.saturating_add_unsigned(self.rest_ms));
        match self.per_day {
            most if most > 0 && of_day >= most => rested.max(day + DAY_MS),
            _ => rested,
        }
    }
}

impl Window {
    /// Returns whether every sheet has arrived that still could. The server checks more before it reveals keys.
    pub fn keys_public(&self, now: Millis) -> bool {
        now >= self.closes_at + GRACE_MS
    }

    /// Returns the deadline of an attempt started at `now`: its time limit, but never after the close.
    pub fn deadline(&self, now: Millis, time_limit_s: u32) -> Millis {
        (now + i64::from(time_limit_s) * 1_000).min(self.closes_at)
    }
}

/// What a prediction question asks for. Settling the round freezes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PredictionTarget {
    /// How many people submit at least one attempt.
    People,
    /// How many attempts are submitted.
    Attempts,
    /// How many people have everything correct in the attempt that counts.
    PeopleAllCorrect,
    /// The share of people who have everything correct, in hundredths of a percent, rounded half up.
    PercentAllCorrect,
}

/// The prediction question (câu hỏi phụ, dự đoán).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prediction {
    pub question: String,
    pub target: PredictionTarget,
    /// Count the disqualified as well; otherwise leave them out.
    #[serde(default)]
    pub before_disqualification: bool,
}

/// When contestants learn their score, and with it whatever tells it: ranks, the board, result cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScoreShown {
    /// With the receipt.
    #[default]
    AtOnce,
    /// Once the round is over.
    AfterClose,
    /// Once the winner list is published.
    AfterFinal,
}

/// When contestants may read the key. Never before every round with the same questions is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyShown {
    #[default]
    AfterClose,
    /// Once the winner list is published.
    AfterFinal,
}

/// What contestants learn when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disclosure {
    #[serde(default)]
    pub score: ScoreShown,
    #[serde(default)]
    pub key: KeyShown,
}

impl Disclosure {
    fn is_usual(&self) -> bool {
        *self == Disclosure::default()
    }
}

/// The rules of a round as data; the screens derive their explanations from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundRules {
    /// Seconds for one attempt.
    pub time_limit_s: u32,
    /// Attempts a contestant has; unlimited if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u16>,
    /// Of these, attempts that may begin on one calendar day of Viet Nam; as many as are left if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_per_day: Option<u16>,
    /// Seconds between the starts of two attempts. The start counts and not the end, because a start is in the database
    /// before its paper is sent: whatever is lost later, the pause holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_s: Option<u32>,
    #[serde(default)]
    pub counted: Counted,
    /// Refuse a submission with blanks. When the server closes an attempt at the deadline, it takes what is there.
    #[serde(default)]
    pub answer_all: bool,
    pub blueprint: Blueprint,
    /// The ranking's tie-breaks in order.
    pub chain: Vec<TieBreak>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
    /// Prizes in the order in which they are awarded.
    #[serde(default)]
    pub prizes: Vec<Prize>,
    #[serde(default, skip_serializing_if = "Disclosure::is_usual")]
    pub disclosure: Disclosure,
}

/// What is wrong with a set of rules. Every variant belongs to one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    #[error("time_limit_s must be 30 to 14400 seconds")]
    TimeLimit,
    #[error("attempts must be 1 to 1000, or absent for no limit")]
    Attempts,
    #[error("attempts_per_day must be 1 to 100, or absent")]
    AttemptsPerDay,
    #[error("rest_s must be 60 to 604800 seconds, or absent")]
    Rest,
    #[error("disclosure shows the score at once, but nothing limits the attempts")]
    ScoreOfEndlessAttempts,
    #[error("disclosure shows the key, and so the score, before the score")]
    KeyBeforeScore,
    #[error("chain must have 1 to 9 links, none of them twice")]
    Chain,
    #[error("chain ranks by prediction, but there is no prediction question")]
    PredictionMissing,
    #[error("prediction needs a question of at most 500 characters")]
    PredictionText,
    #[error("prizes must have a name and a quota of 1 to 10000; at most 50 of them")]
    Prizes,
}

/// Returns whether a paper may take so many seconds.
pub(crate) fn time_limit_fits(seconds: u32) -> bool {
    (30..=14_400).contains(&seconds)
}

impl RulesError {
    /// Returns the field of [`RoundRules`] that must be changed.
    pub fn field(self) -> &'static str {
        match self {
            RulesError::TimeLimit => "time_limit_s",
            RulesError::Attempts => "attempts",
            RulesError::AttemptsPerDay => "attempts_per_day",
            RulesError::Rest => "rest_s",
            RulesError::ScoreOfEndlessAttempts | RulesError::KeyBeforeScore => "disclosure",
            RulesError::Chain => "chain",
            RulesError::PredictionMissing | RulesError::PredictionText => "prediction",
            RulesError::Prizes => "prizes",
        }
    }
}

impl RoundRules {
    /// Checks everything that can be checked without the bank.
    pub fn check(&self) -> Result<(), RulesError> {
        if !time_limit_fits(self.time_limit_s) {
            return Err(RulesError::TimeLimit);
        }
        if self.attempts.is_some_and(|n| !(1..=1_000).contains(&n)) {
            return Err(RulesError::Attempts);
        }
        if self.attempts_per_day.is_some_and(|n| !(1..=100).contains(&n)) {
            return Err(RulesError::AttemptsPerDay);
        }
        if self.rest_s.is_some_and(|s| !(60..=604_800).contains(&s)) {
            return Err(RulesError::Rest);
        }
        self.check_disclosure()?;
        let twice = self
            .chain
            .iter()
            .enumerate()
            .any(|(n, link)| self.chain[..n].contains(link));
        if self.chain.is_empty() || twice {
            return Err(RulesError::Chain);
        }
        if self.chain.contains(&TieBreak::NearestPrediction) && self.prediction.is_none() {
            return Err(RulesError::PredictionMissing);
        }
        let text_fits = |p: &Prediction| (1..=500).contains(&p.question.trim().chars().count());
        if !self.prediction.as_ref().is_none_or(text_fits) {
            return Err(RulesError::PredictionText);
        }
        let prize_fits = |p: &Prize| !p.name.trim().is_empty() && (1..=10_000).contains(&p.quota);
        if self.prizes.len() > 50 || !self.prizes.iter().all(prize_fits) {
            return Err(RulesError::Prizes);
        }
        Ok(())
    }

    fn check_disclosure(&self) -> Result<(), RulesError> {
        let Disclosure { score, key } = self.disclosure;
        // A sheet with a single answer tells by its score whether that answer is right. Whoever may start as often as they
        // like so finds the key of a whole bank, one question at a time. With a limit, of the round or of the day, what
        // can be found out is limited too, and the organisers can see how much.
        if score == ScoreShown::AtOnce && self.attempts.is_none() && self.attempts_per_day.is_none() {
            return Err(RulesError::ScoreOfEndlessAttempts);
        }
        if score == ScoreShown::AfterFinal && key == KeyShown::AfterClose {
            return Err(RulesError::KeyBeforeScore);
        }
        Ok(())
    }
}
