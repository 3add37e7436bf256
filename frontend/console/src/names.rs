//! The names of the rules' terms on the screens.

use crate::texts::texts;
use contest_core::questions::{Difficulty, QuestionKind};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{KeyShown, Phase, PredictionTarget, ScoreShown};
use contest_core::wire::accounts::Role;
use contest_core::wire::results::SetAsideReason;
use web_kit::format;

pub(crate) const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];

pub(crate) const KINDS: [QuestionKind; 3] = [
    QuestionKind::Single,
    QuestionKind::Multiple,
    QuestionKind::TrueFalse,
];

pub(crate) const TARGETS: [PredictionTarget; 4] = [
    PredictionTarget::People,
    PredictionTarget::Attempts,
    PredictionTarget::PeopleAllCorrect,
    PredictionTarget::PercentAllCorrect,
];

pub(crate) const COUNTED: [Counted; 3] = [Counted::Best, Counted::First, Counted::Last];

pub(crate) const SCORES: [ScoreShown; 3] =
    [ScoreShown::AtOnce, ScoreShown::AfterClose, ScoreShown::AfterFinal];

pub(crate) const KEYS: [KeyShown; 2] = [KeyShown::AfterClose, KeyShown::AfterFinal];

pub(crate) const LINKS: [TieBreak; 9] = [
    TieBreak::AllCorrect,
    TieBreak::MostPoints,
    TieBreak::MostCorrect,
    TieBreak::ShortestDuration,
    TieBreak::ShortestToLastChange,
    TieBreak::EarliestSubmission,
    TieBreak::EarliestStart,
    TieBreak::NearestPrediction,
    TieBreak::Lot,
];

pub(crate) fn role(role: Role) -> &'static str {
    let t = &texts().session;
    match role {
        Role::Organiser => t.organiser,
        Role::Judge => t.judge,
        Role::Administrator => t.administrator,
        Role::Contestant => t.contestant,
    }
}

pub(crate) fn phase(phase: Phase) -> &'static str {
    let t = &texts().phase;
    match phase {
        Phase::Upcoming => t.upcoming,
        Phase::Open => t.open,
        Phase::Closed => t.closed,
        Phase::Final => t.finished,
    }
}

/// Returns the CSS class of a phase's badge.
pub(crate) fn phase_class(phase: Phase) -> &'static str {
    match phase {
        Phase::Upcoming => "badge upcoming",
        Phase::Open => "badge open",
        Phase::Closed => "badge closed",
        Phase::Final => "badge final",
    }
}

pub(crate) fn score_shown(shown: ScoreShown) -> &'static str {
    let t = &texts().disclosure;
    match shown {
        ScoreShown::AtOnce => t.at_once,
        ScoreShown::AfterClose => t.after_close,
        ScoreShown::AfterFinal => t.after_final,
    }
}

pub(crate) fn key_shown(shown: KeyShown) -> &'static str {
    let t = &texts().disclosure;
    match shown {
        KeyShown::AfterClose => t.after_close,
        KeyShown::AfterFinal => t.after_final,
    }
}

pub(crate) fn difficulty(difficulty: Difficulty) -> &'static str {
    texts().difficulty.of(difficulty)
}

pub(crate) fn kind(kind: QuestionKind) -> &'static str {
    texts().kind.of(kind)
}

pub(crate) fn counted(counted: Counted) -> &'static str {
    texts().counted.of(counted)
}

pub(crate) fn target(target: PredictionTarget) -> &'static str {
    texts().target.of(target)
}

/// Formats a predicted or frozen value in its target's unit.
pub(crate) fn predicted(target: PredictionTarget, value: i64) -> String {
    let size = value.unsigned_abs();
    let number = match target {
        PredictionTarget::PercentAllCorrect => {
            format!("{}%", format::points(u32::try_from(size).unwrap_or(u32::MAX)))
        }
        _ => format::thousands(size),
    };
    let sign = if value < 0 { "−" } else { "" };
    format!("{sign}{number}")
}

/// Returns the name of a link of the chain, and a sentence that says what it means.
pub(crate) fn link(link: TieBreak) -> (&'static str, &'static str) {
    let t = &texts().chain;
    match link {
        TieBreak::AllCorrect => (t.all_correct, t.all_correct_why),
        TieBreak::MostPoints => (t.most_points, t.most_points_why),
        TieBreak::MostCorrect => (t.most_correct, t.most_correct_why),
        TieBreak::ShortestDuration => (t.shortest_duration, t.shortest_duration_why),
        TieBreak::ShortestToLastChange => (t.shortest_to_last_change, t.shortest_to_last_change_why),
        TieBreak::EarliestSubmission => (t.earliest_submission, t.earliest_submission_why),
        TieBreak::EarliestStart => (t.earliest_start, t.earliest_start_why),
        TieBreak::NearestPrediction => (t.nearest_prediction, t.nearest_prediction_why),
        TieBreak::Lot => (t.lot, t.lot_why),
    }
}

/// Says why an attempt does not count.
pub(crate) fn set_aside(reason: SetAsideReason) -> &'static str {
    let t = &texts().set_aside;
    match reason {
        SetAsideReason::RoundFinal => t.round_final,
        SetAsideReason::OverLimit => t.over_limit,
        SetAsideReason::Dropped => t.dropped,
        SetAsideReason::Late => t.late,
        SetAsideReason::Unknown => t.unknown,
    }
}

/// Says what an audit event did. An unknown action is shown by its bare name.
pub(crate) fn action(action: &str) -> String {
    let t = &texts().action;
    let text = match action {
        "contest.created" => t.contest_created,
        "contest.edited" => t.contest_changed,
        "contest.published" => t.contest_published,
        "units.loaded" => t.units_loaded,
        "law.loaded" => t.law_loaded,
        "law.removed" => t.law_removed,
        "round.window_moved" => t.round_window_moved,
        "round.extra_time" => t.extra_time,
        "round.cancelled" => t.round_cancelled,
        "contest.notice" => t.notice_shown,
        "round.settled" => t.round_settled,
        "round.finalised" => t.round_finalised,
        "contestant.disqualified" => t.contestant_disqualified,
        "contestant.corrected" => t.contestant_corrected,
        "password.reset" => t.password_reset,
        "judge.appointed" => t.judge_appointed,
        "judge.removed" => t.judge_removed,
        "staff.invited" => t.staff_invited,
        "staff.joined" => t.staff_joined,
        "staff.link_withdrawn" => t.staff_link_withdrawn,
        "desk.searched" => t.desk_searched,
        "desk.opened" => t.desk_opened,
        "desk.revealed" => t.desk_revealed,
        "desk.code_made" => t.desk_code_made,
        "desk.corrected" => t.desk_corrected,
        "desk.attempt_opened" => t.desk_attempt_opened,
        "contestant.erased" => t.contestant_erased,
        "consent.withdrawn" => t.consent_withdrawn,
        "consent.renewed" => t.consent_renewed,
        "results.exported" => t.results_exported,
        "job.cancelled" => t.job_cancelled,
        "attempt.corrected" => t.attempt_corrected,
        "attempt.set_aside" => t.attempt_set_aside,
        "attempt.blank_ordered" => t.attempt_blank_ordered,
        "attempt.dropped" => t.attempt_dropped,
        other => return other.to_owned(),
    };
    text.to_owned()
}
