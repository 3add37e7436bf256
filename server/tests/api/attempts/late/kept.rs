//! Which late answers are kept, what is known of them, and who is told.

use super::{Phone, pass_deadline};
use crate::both;
use crate::common::TestApp;
use crate::common::boards::board;
use contest_core::changes::Changes;
use contest_core::wire::attempts::{Acknowledged, ClosedBy, Saved, SendSheet, Submitted};
use contest_core::wire::audit::{AuditLog, Audited};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{LateEvidence, ProvenSave, SetAsideReason};
use futures_util::future::join_all;

both!(
    late_answers_are_kept_and_shown_to_judges_with_their_evidence,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        let (round, open) = (phone.arranged.round, &phone.open);
        let mut changes = Changes::none("may1".into(), open.questions.len());
        changes.note(0, 10_000);
        let saved = SendSheet {
            changes: Some(changes.clone()),
            ..phone.body(&app, 4, 2)
        };
        let acknowledged = phone.save(&saved).await;
        // The phone loses its connection; the contestant goes on until shortly before the end.
        changes.note(8, 300_000);
        let late = SendSheet {
            changes: Some(changes),
            acknowledged: Some(acknowledged.clone()),
            ..phone.body(&app, 9, 5)
        };
        pass_deadline(&app, open, 200_000);
        let refused = phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        assert_eq!(
            refused.message,
            "Bài của bạn đến sau khi hết giờ nên không được tính tự động. Bài đã được giữ lại để giám khảo xem xét."
        );

        // What counts is what the server had.
        let receipt = phone.receipt().await;
        assert_eq!(
            (receipt.score.points, receipt.closed_at, receipt.closed_by),
            (400, open.deadline, ClosedBy::Deadline)
        );
        assert_eq!(board(&app, round).await.standings[0].points, 400);

        let judge = app.sign_in("giamkhao").await;
        let seen = phone.seen_by(&judge).await.set_aside;
        let [one] = &seen[..] else {
            panic!("one: {seen:?}");
        };
        assert_eq!(
            (one.attempt, one.reason, one.points),
            (open.attempt, SetAsideReason::Late, 900)
        );
        let evidence = one.evidence.expect("evidence");
        let late_by = evidence.arrived_at.since(open.deadline);
        assert!((200_000..260_000).contains(&late_by), "{evidence:?}");
        assert_eq!(
            evidence,
            LateEvidence {
                arrived_at: one.found_at,
                deadline: open.deadline,
                last_change_at: Some(open.started_at + 300_000),
                acknowledged: Some(ProvenSave {
                    revision: 2,
                    at: acknowledged.at
                }),
            }
        );
        // The organiser sees what a judge sees, nobody else does.
        let organiser = app.sign_in("tochuc").await;
        assert_eq!(phone.seen_by(&organiser).await.set_aside, seen);
        let path = paths::settlement(round);
        phone.contestant.get(&path).await.refused(ErrorCode::Forbidden);

        let log = judge.get(&paths::audit(phone.arranged.contest)).await;
        let said = log.ok::<AuditLog>().events;
        let said: Vec<_> = said
            .iter()
            .filter(|event| event.subject == open.attempt.to_string())
            .filter_map(|event| event.what.as_ref())
            .collect();
        assert!(
            matches!(
                said[..],
                [Audited::AttemptSetAside {
                    reason: SetAsideReason::Late,
                    round: Some(_)
                }]
            ),
            "{said:?}"
        );
    }
);

both!(
    a_device_that_says_nothing_leaves_less_evidence,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        let saved = phone.body(&app, 4, 2);
        let mut forged = phone.save(&saved).await;
        forged.revision = 4;
        pass_deadline(&app, &phone.open, 6_000);
        let late = SendSheet {
            acknowledged: Some(forged),
            ..phone.body(&app, 9, 5)
        };
        phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        let aside = phone.aside(&app).await;
        let evidence = aside[0].evidence.expect("evidence");
        assert_eq!((evidence.last_change_at, evidence.acknowledged), (None, None));
        // The same answers under a higher revision are another state, which the server never had.
        let same = Phone::new_in(&app, &phone.arranged, 2).await;
        same.save(&same.body(&app, 4, 2)).await;
        pass_deadline(&app, &same.open, 6_000);
        same.submit(&same.body(&app, 4, 3))
            .await
            .refused(ErrorCode::LateSheetKept);
        assert_eq!(same.receipt().await.score.points, 400);
    }
);

both!(
    late_answers_are_kept_together_with_those_of_other_devices,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        let questions = phone.open.questions.len();
        let answered = |device: &str, range: std::ops::Range<usize>, second: u64| {
            let mut body = phone.body(&app, range.end, 1);
            body.sheet
                .answers
                .replace_range(..range.start, &"0".repeat(range.start));
            let mut changes = Changes::none(device.into(), questions);
            range.for_each(|question| changes.note(question, second * 1_000));
            body.changes = Some(changes);
            body
        };
        phone.save(&answered("tablet", 0..3, 5)).await;
        let mut own = answered("phone", 3..4, 10);
        let path = paths::sheet(phone.open.attempt);
        let saved: Saved = phone.contestant.put(&path, &own).await.ok();
        let merged = saved.merged.expect("the answers of both");
        let acknowledged = Acknowledged {
            revision: saved.revision,
            answers: merged.answers,
            prediction: merged.prediction,
            times: merged.times,
            at: saved.now,
            ack: saved.ack,
        };
        own.acknowledged = Some(acknowledged.clone());
        pass_deadline(&app, &phone.open, 6_000);
        // Nothing new: the server had all of it, though this device has not taken over the answers of the other.
        let receipt = phone.submit(&own).await.ok::<Submitted>().receipt;
        assert_eq!(receipt.expect("a receipt").score.points, 400);
        assert_eq!(phone.aside(&app).await, []);

        let late = SendSheet {
            acknowledged: Some(acknowledged),
            ..answered("phone", 3..5, 400)
        };
        phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        let aside = phone.aside(&app).await;
        let last = aside[0].evidence.and_then(|evidence| evidence.last_change_at);
        assert_eq!(
            (aside[0].points, last),
            (500, Some(phone.open.started_at + 400_000))
        );
        assert_eq!(phone.receipt().await.score.points, 400);
    }
);

both!(
    a_late_sheet_is_kept_once_and_the_first_stays,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        phone.save(&phone.body(&app, 4, 1)).await;
        pass_deadline(&app, &phone.open, 6_000);
        let late = phone.body(&app, 8, 3);
        let repeated = join_all((0..8).map(|_| phone.submit(&late))).await;
        for reply in repeated {
            reply.refused(ErrorCode::LateSheetKept);
        }
        let first = phone.aside(&app).await;
        assert_eq!(first.len(), 1);
        // With the key at hand, anybody could improve on it.
        let better = phone.submit(&phone.body(&app, 10, 9)).await;
        better.refused(ErrorCode::AttemptDeadlinePassed);
        app.clock.advance(3_600_000);
        phone.submit(&late).await.refused(ErrorCode::LateSheetKept);
        assert_eq!(phone.aside(&app).await, first);

        let judge = app.sign_in("giamkhao").await;
        let log = judge.get(&paths::audit(phone.arranged.contest)).await;
        let events = log.ok::<AuditLog>().events;
        let events = events.iter().filter(|event| event.action == "attempt.set_aside");
        assert_eq!(events.count(), 1);
    }
);

both!(
    what_the_server_had_in_time_is_answered_as_ever,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        // Saved, but not submitted.
        phone.save(&phone.body(&app, 6, 2)).await;
        // Acknowledged, and repeated with the proof.
        let proven = Phone::new_in(&app, &phone.arranged, 2).await;
        let acknowledged = proven.save(&proven.body(&app, 5, 2)).await;
        // Submitted in time, but the response was lost.
        let submitted = Phone::new_in(&app, &phone.arranged, 3).await;
        let first: Submitted = submitted.submit(&submitted.body(&app, 7, 2)).await.ok();
        // A device that is behind what it has saved.
        let behind = Phone::new_in(&app, &phone.arranged, 4).await;
        behind.save(&behind.body(&app, 3, 2)).await;
        // Never saved, and nothing answered.
        let blank = Phone::new_in(&app, &phone.arranged, 5).await;

        pass_deadline(&app, &blank.open, 6_000);
        let passed = ErrorCode::AttemptDeadlinePassed;
        phone.submit(&phone.body(&app, 6, 2)).await.refused(passed);
        behind.submit(&behind.body(&app, 3, 1)).await.refused(passed);
        let with_proof = SendSheet {
            acknowledged: Some(acknowledged),
            ..proven.body(&app, 5, 2)
        };
        let receipt = proven.submit(&with_proof).await.ok::<Submitted>().receipt;
        assert_eq!(receipt.expect("a receipt").score.points, 500);
        let again: Submitted = submitted.submit(&submitted.body(&app, 7, 2)).await.ok();
        assert_eq!(again, first);
        blank.submit(&blank.body(&app, 0, 1)).await.refused(passed);
        assert_eq!(phone.aside(&app).await, []);
    }
);
