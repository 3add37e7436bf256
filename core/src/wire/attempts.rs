//! One attempt: start, save, submit, receipt, result, review.

use crate::answers::AnswerSheet;
use crate::changes::Changes;
use crate::ids::{AttemptId, ContestId, RoundId};
use crate::questions::{LegalBasis, OptionSet, PublicQuestion};
use crate::rounds::{Phase, ScoreShown};
use crate::scoring::Score;
use crate::time::Millis;
use crate::wire::my_result::UnitPlace;
use serde::{Deserialize, Serialize};

/// `GET /rounds/{round}/me`: where the signed-in contestant stands in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyRound {
    pub now: Millis,
    pub phase: Phase,
    /// Whether the contestant has entered the contest of this round.
    #[cfg_attr(not(feature = "whole-wire"), serde(skip_deserializing))]
    pub entered: bool,
    /// Attempts started.
    pub attempts_used: u16,
    /// Attempts allowed; unlimited if absent.
    pub attempts_allowed: Option<u16>,
    /// An attempt that is still running and can be resumed.
    pub open_attempt: Option<AttemptId>,
    /// Rank on the live board or in the final ranking, from 1. Absent before the first attempt is recorded, while the
    /// board is being rebuilt, and for the disqualified once the result is final.
    pub rank: Option<u64>,
    /// People on the board, or in the final ranking without the disqualified; 0 while the board is being rebuilt.
    pub people: u64,
    /// The attempt that has this rank, if any.
    #[serde(default)]
    pub counted: Option<AttemptId>,
    /// Once the result is final: the prize won.
    #[serde(default)]
    pub prize: Option<String>,
    /// Once the result is final: whether the judges have disqualified this contestant.
    #[serde(default)]
    pub disqualified: bool,
    /// When the next attempt may begin, where the rules of the round pause this contestant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Millis>,
}

/// All of `GET /rounds/{round}/me`. The app's first download does without the place in the unit: it reads [`MyRound`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyRoundInUnit {
    #[serde(flatten)]
    pub mine: MyRound,
    /// The place among those who have a rank and play for the same unit: that of the entry, without the units below it.
    /// Absent without a rank or a unit, as long as nobody else of the unit has a rank, and in a round that was open when
    /// its server was upgraded from a release without such places.
    #[serde(default)]
    pub unit: Option<UnitPlace>,
}

/// `POST /rounds/{round}/attempts` (starts an attempt, or resumes the open one) and `GET /attempts/{attempt}/paper`.
///
/// With an `Idempotency-Key` header (a UUID), the same key never starts a second attempt as long as the live state is
/// not lost: it resumes the attempt it started, or is refused with `attempt_closed` once that is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenAttempt {
    pub now: Millis,
    pub attempt: AttemptId,
    pub round: RoundId,
    /// Signed by the server; sent with every save and with the submission.
    pub ticket: String,
    /// The contestant's n-th attempt at this round, from 1.
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    pub questions: Vec<PublicQuestion>,
    /// What is stored of this attempt's answers.
    pub sheet: AnswerSheet,
    /// When each of them last changed, as in [`Changes`]; empty if no device has said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub times: String,
    pub answer_all: bool,
    /// The prediction question, if the round has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<crate::rounds::Prediction>,
}

/// `PUT /attempts/{attempt}/sheet` and `POST /attempts/{attempt}/submission`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(from = "FlatSheet")]
pub struct SendSheet {
    pub ticket: String,
    #[serde(flatten)]
    pub sheet: AnswerSheet,
    /// Where several devices may work on one attempt: when each answer last changed on this one. The sheets are then
    /// merged, question by question; without it, the sheet with the higher revision counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// With a submission: the last sheet that the server acknowledged. It counts if the server has lost it since, even
    /// if the submission itself comes too late. A save needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
}

impl SendSheet {
    /// Returns a sheet of a device that works on its attempt alone.
    pub fn new(ticket: String, sheet: AnswerSheet) -> SendSheet {
        SendSheet {
            ticket,
            sheet,
            changes: None,
            acknowledged: None,
        }
    }

    /// Returns name and times of the device; both are empty if it did not say.
    pub fn device(&self) -> (&str, &str) {
        self.changes
            .as_ref()
            .map_or(("", ""), |changes| (&changes.device, &changes.times))
    }
}

/// A sheet as the server acknowledged it (see [`Saved`]), with the server's proof of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acknowledged {
    /// The revision of the sheet that was sent or, if the response had one, of the merged sheet; the same holds for
    /// `answers`, `prediction` and `times`.
    pub revision: u32,
    pub answers: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub times: String,
    /// `now` from the response to the save.
    pub at: Millis,
    /// `ack` from the response to the save.
    pub ack: String,
}

/// The form in which it is parsed: with a flattened struct, an error could not name its field.
#[derive(Deserialize)]
struct FlatSheet {
    ticket: String,
    revision: u32,
    answers: String,
    #[serde(default)]
    prediction: Option<i64>,
    #[serde(default)]
    changes: Option<Changes>,
    #[serde(default)]
    acknowledged: Option<Acknowledged>,
}

impl From<FlatSheet> for SendSheet {
    fn from(flat: FlatSheet) -> SendSheet {
        let FlatSheet {
            ticket,
            revision,
            answers,
            prediction,
            changes,
            acknowledged,
        } = flat;
        SendSheet {
            ticket,
            sheet: AnswerSheet {
                revision,
                answers,
                prediction,
            },
            changes,
            acknowledged,
        }
    }
}

/// The response to a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Saved {
    pub now: Millis,
    /// The revision of the sheet that the server has.
    pub revision: u32,
    /// What the server has, if another device has changed answers too; otherwise it has what was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<MergedSheet>,
    /// A later one than before if the attempt was given extra time.
    pub deadline: Millis,
    /// The server cannot ask right now whether the attempt was given more time: a later deadline that the device was told
    /// before still holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    /// What the organisers tell everybody right now, and how much time this attempt was given; in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Proof that the server has this sheet: base64url of 16 bytes over attempt, revision, answers, prediction, times
    /// and `now`. The device keeps it with the sheet and sends both with the submission ([`Acknowledged`]). Empty if the
    /// server issues none.
    #[serde(default)]
    pub ack: String,
}

/// The answers of several devices, put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergedSheet {
    pub answers: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<i64>,
    /// When each of them last changed, as in [`Changes`].
    pub times: String,
}

/// Who closed an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// The contestant submitted.
    Contestant,
    /// The server, at the deadline, with the answers that were saved.
    Deadline,
}

/// The response to a submission: `200` with a receipt once the database has the attempt, `202` without one while the
/// database is away (poll `GET /attempts/{attempt}/receipt`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submitted {
    /// The accepted closing time. It counts whatever happens afterwards.
    pub closed_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// What the app's first download reads of [`Submitted`]: it goes on to the page of the result, which reads the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Accepted {
    pub closed_at: Millis,
}

/// Proof that an attempt was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// Short code to read out or write down, e.g. `7F3K-9QAB-2MXR`.
    pub code: String,
    pub attempt: AttemptId,
    pub round: RoundId,
    pub number: u16,
    pub started_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    pub duration_ms: u64,
    /// Of no questions while it is withheld.
    pub score: Score,
    /// Until when the score is withheld, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<ScoreShown>,
    /// SHA-256 of the answer sheet, lower-case hex.
    pub sheet_hash: String,
    /// Ed25519 over `thiluat-receipt/1 \n code \n attempt \n round \n closed_at \n points \n sheet_hash`, base64url. While
    /// the score is withheld, `-` stands for the points: a signature would tell them to whoever tries all.
    pub signature: String,
}

/// `GET /me/running`: the contestant's attempts whose time runs, on whatever device they began. Usually one or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunningAttempts {
    pub now: Millis,
    pub attempts: Vec<RunningAttempt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunningAttempt {
    pub contest_slug: String,
    pub round: RoundId,
    pub attempt: AttemptId,
    pub deadline: Millis,
}

/// `GET /me/attempts`: the contestant's recorded attempts, newest first, at most 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    pub now: Millis,
    pub attempts: Vec<PastAttempt>,
    /// Where the contestant has taken part in several rounds in a row, the longest first.
    #[serde(default)]
    pub streaks: Vec<Streak>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastAttempt {
    pub contest: ContestId,
    pub contest_slug: String,
    pub contest_title: String,
    pub round_title: String,
    pub receipt: Receipt,
    /// Whether the key and explanations can be read.
    pub review_open: bool,
    /// Whether another attempt of the contestant counts in this round instead.
    #[serde(default)]
    pub replaced: bool,
    /// Whether the contest offers practice.
    #[serde(default)]
    pub practice: bool,
    /// Once the result is final: whether the judges have disqualified the contestant in this round.
    #[serde(default)]
    pub disqualified: bool,
}

/// Rounds of a contest in which a contestant has taken part one after the other, up to the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Streak {
    pub contest: ContestId,
    pub contest_title: String,
    /// 2 or more.
    pub rounds: u32,
}

/// `GET /attempts/{attempt}/review`, once every round with the same questions has closed: every question with its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    pub receipt: Receipt,
    pub contest_slug: String,
    pub round_title: String,
    pub questions: Vec<ReviewedQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewedQuestion {
    #[serde(flatten)]
    pub question: PublicQuestion,
    /// As the bank names it.
    #[serde(default)]
    pub topic: String,
    /// What was marked, as bits over `options`.
    pub marked: OptionSet,
    /// The key, as bits over `options`.
    pub key: OptionSet,
    /// Hundredths of a point.
    pub points: u32,
    /// Hundredths of a point.
    pub max_points: u32,
    pub explanation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// Where this site shows what the legal basis names, if the register of laws has it: `/van-ban/36-2018-qh14#dieu-5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law_page: Option<String>,
    /// The title of the law, if the register has it and the legal basis names it by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law_title: Option<String>,
}
