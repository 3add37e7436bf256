//! Tests of the verdict: correct evidence passes, and each thing that may be wrong is named.

use crate::evidence::{Evidence, expected_board};
use crate::ledger::Ack;
use crate::sample::{attempt, right, sheet};
use crate::schedule::{End, Schedule};
use crate::verdict::{Check, judge};
use contest_core::ranking::Counted;
use contest_core::wire::attempts::ClosedBy;
use contest_core::wire::my_result::{Place, UnitPlace};

/// Changes one thing. The verdict must name what is then wrong, besides what follows from it.
#[track_caller]
fn finds(check: Check, change: impl FnOnce(&mut Evidence)) {
    let mut evidence = right();
    change(&mut evidence);
    let found = judge(&evidence).0;
    assert!(
        found.iter().any(|(found, _)| *found == check),
        "{check:?} not in {found:?}"
    );
}

#[test]
fn right_evidence_passes() {
    assert_eq!(judge(&right()).0, []);
    let board = expected_board(&right());
    let points: Vec<u32> = board.standings.iter().map(|standing| standing.1).collect();
    assert_eq!((board.people, board.attempts, points), (2, 3, vec![800, 500]));
}

#[test]
fn the_attempt_that_counts_makes_the_board() {
    let mut evidence = right();
    evidence.counted = Counted::First;
    let points: Vec<u32> = expected_board(&evidence)
        .standings
        .iter()
        .map(|standing| standing.1)
        .collect();
    assert_eq!(points, [500, 300]);
    assert!(judge(&evidence).0.iter().any(|(check, _)| *check == Check::Board));
}

#[test]
fn receipts_that_are_not_kept() {
    finds(Check::ReceiptWithoutRow, |e| drop(e.rows.pop()));
    finds(Check::LostAcceptance, |e| drop(e.rows.pop()));
    finds(Check::StartWithoutRow, |e| drop(e.rows.pop()));
    finds(Check::ReceiptDiffers, |e| e.receipts[0].score.points += 1);
    finds(Check::ReceiptDiffers, |e| e.receipts[1].sheet_hash.clear());
    finds(Check::ReceiptDiffers, |e| {
        e.receipts[2].closed_by = ClosedBy::Deadline
    });
    finds(Check::NoReceipt, |e| e.without_receipt = 1);
    finds(Check::SilentlyCorrected, |e| {
        e.ledgers[0].receipts[0].closed_at.0 += 1
    });
    let mut evidence = right();
    evidence.ledgers[0].receipts[0].closed_at.0 += 1;
    evidence.corrected.insert(attempt(0, 1));
    assert_eq!(judge(&evidence).0, []);
}

#[test]
fn rows_that_are_wrong() {
    finds(Check::WronglyScored, |e| e.rows[0].score.points = 400);
    finds(Check::WronglyScored, |e| e.rows[0].sort_key[0] ^= 1);
    finds(Check::WronglyScored, |e| e.rows[0].sheet_hash = "00".into());
    finds(Check::UnknownSheet, |e| e.rows[0].sheet.answers = "777".into());
    finds(Check::UnknownSheet, |e| e.rows[0].sheet.revision = 4);
    finds(Check::UnknownSheet, |e| e.ledgers[0].person = 1);
    finds(Check::TooLate, |e| e.rows[0].deadline = e.rows[0].closed_at - 1);
    finds(Check::TooLate, |e| {
        e.ledgers[0].sent[1].at = e.rows[0].deadline + 3_001
    });
    finds(Check::StartDiffers, |e| e.rows[0].started_at.0 += 1);
    finds(Check::StartDiffers, |e| e.rows[0].number = 2);
    finds(Check::NotInStarts, |e| e.starts.retain(|id| *id != attempt(0, 1)));
}

#[test]
fn acknowledged_saves_that_are_lost() {
    let later = |e: &mut Evidence, at: i64| {
        e.ledgers[0].acked[0] = Ack {
            sheet: sheet(4),
            at: e.rows[0].closed_at + at,
            ..e.ledgers[0].acked[0].clone()
        }
    };
    finds(Check::LostSave, |e| later(e, 0));
    // After the contestant's submission, a save no longer counts …
    let mut evidence = right();
    later(&mut evidence, 1);
    assert_eq!(judge(&evidence).0, []);
    // … but in the grace after the deadline it does.
    let at_deadline = |e: &mut Evidence, grace| {
        e.rows[0].closed_by = ClosedBy::Deadline;
        e.rows[0].deadline = e.rows[0].closed_at;
        e.receipts[0].closed_by = ClosedBy::Deadline;
        e.ledgers[0].receipts[0].closed_by = ClosedBy::Deadline;
        later(e, grace);
    };
    finds(Check::LostSave, |e| at_deadline(e, 2_999));
    let mut evidence = right();
    at_deadline(&mut evidence, 3_001);
    assert_eq!(judge(&evidence).0, []);
}

#[test]
fn limits_that_do_not_hold() {
    finds(Check::OverLimit, |e| e.limit = 1);
    finds(Check::OverLimit, |e| e.rows[1].number = 1);
    finds(Check::OverLimit, |e| e.rows[2].number = 0);
    finds(Check::TwoOpenAtOnce, |e| e.rows[0].closed_at.0 = 20_011);
    finds(Check::KeyGivesAnother, |e| {
        e.ledgers[0].starts[1].key = e.ledgers[0].starts[0].key
    });
}

#[test]
fn what_is_set_aside_is_excused_by_two_faults_only() {
    let set_aside = |e: &mut Evidence| {
        e.rows.remove(2);
        e.ledgers[1].receipts.clear();
        e.receipts.pop();
        e.aside.insert(attempt(1, 1), "over_limit".into());
        e.boards = vec![expected_board(e); 2];
        for (told, used) in e.mine.iter_mut().zip([2, 0]) {
            (told.mine.people, told.mine.attempts_used) = (1, used);
        }
        e.mine[1].mine.rank = None;
    };
    finds(Check::SetAside, set_aside);
    finds(Check::StartWithoutRow, set_aside);
    let mut evidence = right();
    set_aside(&mut evidence);
    evidence.double_fault = true;
    assert_eq!(judge(&evidence).0, []);
}

#[test]
fn boards_that_differ() {
    finds(Check::Board, |e| e.boards[1].standings.swap(0, 1));
    finds(Check::Board, |e| e.boards[0].attempts -= 1);
    finds(Check::Board, |e| e.boards[0].people += 1);
    finds(Check::Board, |e| {
        e.boards[0].units.values_mut().for_each(|people| *people += 1)
    });
    finds(Check::Board, |e| e.boards[0].standings[0].3 += 1);
    finds(Check::Mine, |e| e.mine[0].mine.rank = Some(2));
    finds(Check::Mine, |e| {
        let place = Place { rank: 1, people: 2 };
        let name = String::new();
        e.mine[0].unit = Some(UnitPlace { name, place });
    });
    finds(Check::Mine, |e| e.mine[1].mine.attempts_used = 0);
    finds(Check::Mine, |e| e.mine[1].mine.open_attempt = Some(attempt(1, 2)));
    finds(Check::Mine, |e| e.mine.truncate(e.mine.len() - 1));
}

#[test]
fn what_is_left_over_or_answered_wrongly() {
    finds(Check::Unsettled, |e| e.unsettled = 1);
    finds(Check::WrongAnswer, |e| e.wrong.push("500".into()));
    finds(Check::WrongAnswer, |e| e.ledgers[1].wrong.push("500".into()));
    finds(Check::Stuck, |e| e.ledgers[1].stuck.push("no receipt".into()));
}

#[test]
fn a_seed_gives_the_same_schedule_and_seeds_differ() {
    assert_eq!(Schedule::of(7), Schedule::of(7));
    assert_ne!(Schedule::of(7).people, Schedule::of(8).people);
    let all: Vec<Schedule> = (0..300).map(Schedule::of).collect();
    for schedule in &all {
        assert!((3..=8).contains(&schedule.people.len()), "{schedule}");
        let gone = schedule
            .people
            .iter()
            .flatten()
            .any(|device| device.end == End::Gone);
        assert!(!(gone && schedule.forgets()), "{schedule}");
    }
    assert!(all.iter().any(|schedule| schedule.faults.is_empty()));
    assert!(all.iter().any(|schedule| schedule.faults.len() >= 4));
}
