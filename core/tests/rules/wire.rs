//! The shapes of the API that clients of another version rely on, and what must never be in them.

use crate::fixtures::{DIFFICULTIES, attempt, question};
use contest_core::answers::AnswerSheet;
use contest_core::changes::Changes;
use contest_core::ids::{RoundId, Uuid};
use contest_core::questions::{LegalBasis, OptionSet, Question};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::{
    Acknowledged, ClosedBy, OpenAttempt, Receipt, Saved, SendSheet, Submitted,
};
use contest_core::wire::boards::{Board, BoardStanding};
use contest_core::wire::errors::{ApiError, ErrorCode, FieldProblem};
use contest_core::{ranking::TieBreak, rounds::Phase};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};

#[test]
fn every_error_code_is_one_string() {
    let texts: HashSet<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(texts.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        let json = serde_json::to_string(code).expect("a code is JSON");
        assert_eq!(json, format!("{:?}", code.as_str()));
        assert_eq!(serde_json::from_str::<ErrorCode>(&json).ok(), Some(*code));
        assert!((400..600).contains(&code.status()), "{code:?}");
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(code.as_str().chars().all(plain), "{code:?} is a translation key");
    }
    assert!(serde_json::from_str::<ErrorCode>("\"no_such_code\"").is_err());
}

/// A question with everything in it that a contestant may not see.
fn secret_question() -> Question {
    Question {
        code: "HG-017".into(),
        key: OptionSet(0b0101),
        explanation: "Vì Điều 3 nói vậy.".into(),
        legal_basis: Some(LegalBasis {
            law: "35/2013/QH13".into(),
            article: Some("3".into()),
            clause: None,
            point: None,
            link: None,
        }),
        ..question("Hoà giải", DIFFICULTIES[2], &["Một", "Hai", "Ba"])
    }
}

fn open_attempt() -> OpenAttempt {
    OpenAttempt {
        now: Millis(1_790_000_000_500),
        attempt: attempt(1),
        round: RoundId(Uuid::from_u128(2)),
        ticket: "t".into(),
        number: 1,
        started_at: Millis(1_790_000_000_000),
        deadline: Millis(1_790_000_600_000),
        questions: vec![secret_question().public(&[2, 0, 1])],
        sheet: AnswerSheet::default(),
        times: String::new(),
        answer_all: false,
        prediction: None,
    }
}

fn field_names(json: &Value, names: &mut BTreeSet<String>) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                names.insert(name.clone());
                field_names(value, names);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| field_names(value, names)),
        _ => {}
    }
}

#[test]
fn an_open_attempt_has_no_key() {
    let question = serde_json::to_value(secret_question().public(&[0, 1, 2])).expect("it is JSON");
    let mut names = BTreeSet::new();
    field_names(&question, &mut names);
    assert_eq!(names, ["kind", "options", "stem"].map(String::from).into());

    let attempt = serde_json::to_value(open_attempt()).expect("it is JSON");
    field_names(&attempt, &mut names);
    for secret in [
        "key",
        "correct",
        "credit",
        "explanation",
        "legal_basis",
        "code",
        "seed",
        "order",
        "question",
    ] {
        assert!(!names.contains(secret), "{secret} is in {attempt}");
    }
    let text = attempt.to_string();
    for secret in ["HG-017", "Vì Điều 3", "35/2013"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[test]
fn the_shape_of_an_open_attempt() {
    insta::assert_json_snapshot!(open_attempt(), @r#"
    {
      "now": 1790000000500,
      "attempt": "00000000-0000-0000-0000-000000000001",
      "round": "00000000-0000-0000-0000-000000000002",
      "ticket": "t",
      "number": 1,
      "started_at": 1790000000000,
      "deadline": 1790000600000,
      "questions": [
        {
          "kind": "single",
          "stem": "Ai có quyền yêu cầu cung cấp thông tin?",
          "options": [
            "Ba",
            "Một",
            "Hai"
          ]
        }
      ],
      "sheet": {
        "revision": 0,
        "answers": ""
      },
      "answer_all": false
    }
    "#);
}

#[test]
fn the_shape_of_a_sheet() {
    let mut sent = SendSheet::new(
        "t".into(),
        AnswerSheet {
            revision: 3,
            answers: "102".into(),
            prediction: None,
        },
    );
    let json = |sent: &SendSheet| serde_json::to_string(sent).expect("it is JSON");
    assert_eq!(json(&sent), r#"{"ticket":"t","revision":3,"answers":"102"}"#);
    sent.sheet.prediction = Some(9_700);
    let text = json(&sent);
    assert_eq!(
        text,
        r#"{"ticket":"t","revision":3,"answers":"102","prediction":9700}"#
    );
    assert_eq!(serde_json::from_str::<SendSheet>(&text).ok(), Some(sent.clone()));
    sent.acknowledged = Some(Acknowledged {
        revision: 2,
        answers: "100".into(),
        prediction: None,
        times: String::new(),
        at: Millis(1_790_000_000_000),
        ack: "AAAA".into(),
    });
    let text = json(&sent);
    assert_eq!(
        text,
        r#"{"ticket":"t","revision":3,"answers":"102","prediction":9700,"#.to_owned()
            + r#""acknowledged":{"revision":2,"answers":"100","at":1790000000000,"ack":"AAAA"}}"#
    );
    assert_eq!(serde_json::from_str::<SendSheet>(&text).ok(), Some(sent.clone()));
    sent.acknowledged = None;
    sent.changes = Some(Changes::none("phone1".into(), 3));
    let text = json(&sent);
    assert_eq!(
        text,
        r#"{"ticket":"t","revision":3,"answers":"102","prediction":9700,"#.to_owned()
            + r#""changes":{"device":"phone1","times":"----------------"}}"#
    );
    assert_eq!(serde_json::from_str::<SendSheet>(&text).ok(), Some(sent));
}

#[test]
fn a_save_of_a_server_that_gives_no_acknowledgement_can_be_read() {
    let saved: Saved = serde_json::from_str(r#"{"now":1,"revision":2,"deadline":3}"#).expect("it is one");
    assert_eq!(saved.ack, "");
}

#[test]
fn the_shape_of_a_receipt() {
    let receipt = Receipt {
        code: "7F3K-9QAB-2M".into(),
        attempt: attempt(1),
        round: RoundId(Uuid::from_u128(2)),
        number: 1,
        started_at: Millis(1_790_000_000_000),
        closed_at: Millis(1_790_000_065_536),
        closed_by: ClosedBy::Contestant,
        duration_ms: 65_536,
        score: Score {
            points: 1_950,
            max_points: 2_000,
            correct: 19,
            answered: 20,
            total: 20,
        },
        withheld: None,
        sheet_hash: "00ff".into(),
        signature: "AA".into(),
    };
    let submitted = Submitted {
        closed_at: receipt.closed_at,
        receipt: Some(receipt),
    };
    insta::assert_json_snapshot!(submitted, @r#"
    {
      "closed_at": 1790000065536,
      "receipt": {
        "code": "7F3K-9QAB-2M",
        "attempt": "00000000-0000-0000-0000-000000000001",
        "round": "00000000-0000-0000-0000-000000000002",
        "number": 1,
        "started_at": 1790000000000,
        "closed_at": 1790000065536,
        "closed_by": "contestant",
        "duration_ms": 65536,
        "score": {
          "points": 1950,
          "max_points": 2000,
          "correct": 19,
          "answered": 20,
          "total": 20
        },
        "sheet_hash": "00ff",
        "signature": "AA"
      }
    }
    "#);
    let waiting = serde_json::to_string(&Submitted {
        receipt: None,
        ..submitted
    });
    assert_eq!(waiting.ok().as_deref(), Some(r#"{"closed_at":1790000065536}"#));
}

#[test]
fn the_shape_of_a_board() {
    let board = Board {
        round: RoundId(Uuid::from_u128(2)),
        phase: Phase::Open,
        provisional: true,
        rebuilding: false,
        people: 1,
        attempts: 2,
        withheld: None,
        standings: vec![BoardStanding {
            rank: 1,
            name: "Nguyễn Văn A***".into(),
            unit: None,
            points: 1_950,
            correct: 19,
            total: 20,
            duration_ms: 65_536,
            closed_at: None,
        }],
        units: vec![],
    };
    insta::assert_json_snapshot!(board, @r#"
    {
      "round": "00000000-0000-0000-0000-000000000002",
      "phase": "open",
      "provisional": true,
      "rebuilding": false,
      "people": 1,
      "attempts": 2,
      "standings": [
        {
          "rank": 1,
          "name": "Nguyễn Văn A***",
          "points": 1950,
          "correct": 19,
          "total": 20,
          "duration_ms": 65536
        }
      ],
      "units": []
    }
    "#);
}

#[test]
fn the_shape_of_a_refusal() {
    let error = ApiError {
        code: ErrorCode::StaleRevision,
        message: "Đã có bản mới hơn.".into(),
        field: None,
        problems: vec![],
        revision: Some(4),
        next_at: None,
        rows: vec![],
        waiting: None,
    };
    let text = serde_json::to_string(&error).expect("it is JSON");
    assert_eq!(
        text,
        r#"{"code":"stale_revision","message":"Đã có bản mới hơn.","revision":4}"#
    );
    assert_eq!(serde_json::from_str::<ApiError>(&text).ok(), Some(error));
}

/// Pages of an earlier release read the first problem and pass over the list.
#[test]
fn the_shape_of_a_refusal_of_several_fields() {
    let problem = |code, message: &str, field: &str| FieldProblem {
        code,
        message: message.into(),
        field: field.into(),
    };
    let error = ApiError {
        code: ErrorCode::InvalidName,
        message: "Tên chưa đúng.".into(),
        field: Some("name".into()),
        problems: vec![
            problem(ErrorCode::InvalidName, "Tên chưa đúng.", "name"),
            problem(ErrorCode::UnitRequired, "Bạn chưa chọn đơn vị.", "entry.unit"),
        ],
        revision: None,
        next_at: None,
        rows: vec![],
        waiting: None,
    };
    let text = serde_json::to_string(&error).expect("it is JSON");
    assert_eq!(
        text,
        r#"{"code":"invalid_name","message":"Tên chưa đúng.","field":"name","problems":[{"code":"invalid_name","message":"Tên chưa đúng.","field":"name"},{"code":"unit_required","message":"Bạn chưa chọn đơn vị.","field":"entry.unit"}]}"#
    );
    assert_eq!(serde_json::from_str::<ApiError>(&text).ok(), Some(error));
}

/// Contest files are written by hand with these words.
#[test]
fn the_words_of_a_chain() {
    let chain = [
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
    assert_eq!(
        serde_json::to_string(&chain).ok().as_deref(),
        Some(concat!(
            r#"["all_correct","most_points","most_correct","shortest_duration","shortest_to_last_change","#,
            r#""earliest_submission","earliest_start","nearest_prediction","lot"]"#
        ))
    );
}
