//! `GET …/desk/people/{account}` and `POST …/desk/people/{account}/full`.

use super::{PHONE, REASON, account, audited, full, person};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::{name_of, rules};
use crate::common::results::{disqualify, settle};
use contest_core::time::Day;
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::DeskState;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use serde_json::json;

both!(
    a_person_is_masked_until_somebody_says_why,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let path = paths::desk_person(arranged.contest, who);
        let text = desk.get(&path).await.text();
        for secret in [name_of(1).as_str(), "00000001", "1990-05-19", REASON] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let masked = person(&desk, arranged.contest, who).await;
        assert_eq!((masked.is_full, masked.name.as_str()), (false, "Nguyễn Thị M***"));
        assert_eq!(masked.unit, Some(arranged.units[1]));
        assert_eq!(
            (masked.withdrawn_at, masked.erased_at, masked.has_guardian),
            (None, None, false)
        );
        assert_eq!(masked.person_fixed, None);
        let unit_fixed = masked.unit_fixed.expect("the round is open");
        assert!(unit_fixed.contains("Vòng 1"), "{unit_fixed}");

        let reveal = paths::desk_full(arranged.contest, who);
        for reason in ["", "   vì  "] {
            desk.post(&reveal, &json!({ "reason": reason }))
                .await
                .refused(ErrorCode::ReasonRequired);
        }
        let whole = full(&desk, arranged.contest, who).await;
        assert_eq!((whole.is_full, whole.name), (true, name_of(1)));
        assert_eq!(
            (whole.phone.as_str(), whole.date_of_birth),
            ("+84900000001", Day::new(1990, 5, 19))
        );
        assert_eq!(whole.version, masked.version);

        let events = audited(&desk, arranged.contest).await;
        let said: Vec<_> = events
            .iter()
            .skip(1)
            .filter_map(|event| event.what.clone())
            .collect();
        let expected = [
            Audited::DeskOpened {},
            Audited::DeskOpened {},
            Audited::DeskRevealed {},
        ];
        assert_eq!(said, expected);
        assert_eq!(events[3].reason.as_deref(), Some(REASON));
        assert_eq!(events[3].contestant.as_deref(), Some("Nguyễn Thị M***"));
        // The judge reads the log as well, and does nothing at the desk.
        let judge = app.sign_in("giamkhao").await;
        assert_eq!(audited(&judge, arranged.contest).await, events);
        judge.get(&path).await.refused(ErrorCode::Forbidden);
    }
);

both!(
    attempts_are_shown_and_their_scores_only_after_the_close,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let first = app
            .play(&visitor, arranged.round, 4)
            .await
            .receipt
            .expect("a receipt");
        let second = app
            .play(&visitor, arranged.round, 9)
            .await
            .receipt
            .expect("a receipt");
        let third = visitor.start(arranged.round).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;

        let open = person(&desk, arranged.contest, who).await;
        let fixed = open.person_fixed.as_deref().expect("an attempt runs");
        assert!(fixed.contains("đang làm"), "{fixed}");
        let round = &open.rounds[0];
        assert_eq!((round.round, round.allowed), (arranged.round, Some(3)));
        let states: Vec<_> = round.attempts.iter().map(|one| (one.number, one.state)).collect();
        let expected = [
            (1, DeskState::Recorded),
            (2, DeskState::Recorded),
            (3, DeskState::Running),
        ];
        assert_eq!(states, expected);
        assert_eq!(round.attempts[0].code.as_ref(), Some(&first.code));
        assert_eq!(round.attempts[0].closed_at, Some(first.closed_at));
        assert_eq!(round.attempts[2].attempt, third.attempt);
        let told = |one: &contest_core::wire::desk::DeskAttempt| one.score.is_some() || one.counts.is_some();
        assert!(
            !round.attempts.iter().any(told),
            "scores are told before the close"
        );

        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        disqualify(&judge, arranged.round, who, "Thi hộ người khác")
            .await
            .ok::<RoundResults>();
        let closed = person(&desk, arranged.contest, who).await;
        let round = &closed.rounds[0];
        let scores: Vec<_> = round
            .attempts
            .iter()
            .map(|one| (one.score.map(|score| score.points), one.counts))
            .collect();
        let expected = [
            (Some(400), Some(false)),
            (Some(900), Some(true)),
            (Some(0), Some(false)),
        ];
        assert_eq!(scores, expected);
        assert_eq!(round.attempts[1].code, Some(second.code));
        let out = round.disqualified.as_ref().expect("disqualified");
        assert_eq!(out.reason, "Thi hộ người khác");
    }
);
