//! `PATCH …/desk/people/{account}`.

use super::{PHONE, REASON, account, another_contest, audited, full, person};
use crate::both;
use crate::common::boards::board;
use crate::common::contest::{name_of, rules};
use crate::common::results::{finalise, settle};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Day;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::{AuditedChange, ProfilePart};
use contest_core::wire::desk::{CorrectPerson, DeskPerson};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use futures_util::future::join;
use serde_json::json;

async fn correct(desk: &Visitor, contest: ContestId, who: AccountId, body: &CorrectPerson) -> Reply {
    desk.patch(&paths::desk_person(contest, who), body).await
}

/// Returns a correction of what is seen.
fn of(seen: &DeskPerson) -> CorrectPerson {
    CorrectPerson {
        version: seen.version.clone(),
        reason: REASON.into(),
        ..CorrectPerson::default()
    }
}

both!(
    name_and_birthday_are_corrected_everywhere_and_the_log_has_both,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        app.play(&visitor, arranged.round, 5).await;
        let (other, other_desk) = another_contest(&app, &arranged).await;
        let enter =
            json!({ "unit": other.units[0], "consent": { "accepted": true, "version": other.consent } });
        visitor
            .post(&paths::entry(other.contest), &enter)
            .await
            .ok::<Session>();
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let seen = full(&desk, arranged.contest, who).await;
        let body = CorrectPerson {
            name: Some("  Lê   Thị Hoa Mai ".into()),
            date_of_birth: Day::new(1991, 2, 3),
            ..of(&seen)
        };
        let corrected: DeskPerson = correct(&desk, arranged.contest, who, &body).await.ok();
        assert_eq!(corrected.name, "Lê Thị Hoa Mai");
        assert_eq!(corrected.date_of_birth, Day::new(1991, 2, 3));
        assert_ne!(corrected.version, seen.version);
        // Tokens carry what was wrong.
        visitor.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        let me: Me = app.sign_in(PHONE).await.get(paths::ME).await.ok();
        assert_eq!(me.name, "Lê Thị Hoa Mai");
        assert_eq!(
            board(&app, arranged.round).await.standings[0].name,
            "Lê Thị Hoa M***"
        );

        // Sent again, it does nothing; and shows nothing for which no reason was given.
        let again: DeskPerson = correct(&desk, arranged.contest, who, &body).await.ok();
        assert_eq!((again.is_full, again.name.as_str()), (false, "Lê Thị Hoa M***"));
        let events = audited(&desk, arranged.contest).await;
        assert_eq!(
            events
                .iter()
                .filter(|event| event.action == "desk.corrected")
                .count(),
            1
        );
        let last = events.last().expect("an event");
        assert_eq!(last.reason.as_deref(), Some(REASON));
        let change = |part, was: &str, now: &str| AuditedChange {
            part,
            was: was.into(),
            now: now.into(),
        };
        let changes = [
            change(ProfilePart::Name, "Nguyễn Thị M***", "Lê Thị Hoa M***"),
            change(ProfilePart::BirthYear, "1990", "1991"),
        ];
        assert_eq!(last.changes, changes);
        // The other organisers learn that, but not why.
        let others = audited(&other_desk, other.contest).await;
        assert_eq!(
            (others[0].action.as_str(), &others[0].reason),
            ("desk.corrected", &None)
        );
    }
);

both!(
    what_registration_refuses_the_desk_may_not_either,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let seen = person(&desk, arranged.contest, who).await;
        let good = of(&seen);
        for (body, code, field) in [
            (json!({ "name": "A" }), ErrorCode::InvalidName, "name"),
            (
                json!({ "date_of_birth": "2999-01-01" }),
                ErrorCode::InvalidDateOfBirth,
                "date_of_birth",
            ),
            (
                json!({ "date_of_birth": "2020-01-01" }),
                ErrorCode::TooYoung,
                "date_of_birth",
            ),
            (
                json!({ "unit": arranged.contest }),
                ErrorCode::UnknownUnit,
                "unit",
            ),
            (
                json!({ "reason": "vì", "name": "Lê Thị Mai" }),
                ErrorCode::ReasonRequired,
                "reason",
            ),
        ] {
            let mut sent = serde_json::to_value(&good).expect("JSON");
            for (key, value) in body.as_object().expect("fields") {
                sent[key] = value.clone();
            }
            let reply = desk
                .patch(&paths::desk_person(arranged.contest, who), &sent)
                .await;
            assert_eq!(reply.refused(code).field.as_deref(), Some(field), "{body}");
        }
        assert_eq!(full(&desk, arranged.contest, who).await.name, name_of(1));
    }
);

both!(
    a_unit_is_corrected_between_rounds_and_boards_and_results_follow,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant_of(&arranged, 1, arranged.units[0]).await;
        app.play(&visitor, arranged.round, 5).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let seen = full(&desk, arranged.contest, who).await;
        let body = CorrectPerson {
            unit: Some(arranged.units[1]),
            ..of(&seen)
        };
        let refused = correct(&desk, arranged.contest, who, &body)
            .await
            .refused(ErrorCode::RoundStillOpen);
        assert!(refused.message.contains("Vòng 1"), "{}", refused.message);

        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        let first_export = paths::export(arranged.round, "ranking.csv") + "?version=1";
        let before = desk.get(&first_export).await.text();
        let corrected: DeskPerson = correct(&desk, arranged.contest, who, &body).await.ok();
        assert_eq!(corrected.unit, Some(arranged.units[1]));
        let last = audited(&desk, arranged.contest).await.pop().expect("an event");
        let unit = AuditedChange {
            part: ProfilePart::Unit,
            was: "Tỉnh Thử Nghiệm".into(),
            now: "Tỉnh Thử Nghiệm › Xã Bình Minh".into(),
        };
        assert_eq!(last.changes, [unit]);
        let shown = board(&app, arranged.round).await;
        let row = shown.standings[0].unit.as_deref().expect("a unit");
        assert!(row.contains("Xã Bình Minh"), "{row}");
        let people = |id| {
            shown
                .units
                .iter()
                .find(|unit| unit.unit == id)
                .map(|unit| unit.people)
        };
        assert_eq!(
            [people(arranged.units[0]), people(arranged.units[1])],
            [Some(1), Some(1)]
        );

        // The version that was settled stays as it was, and is not the one to publish.
        assert_eq!(desk.get(&first_export).await.text(), before);
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        let settled = settle(&judge, arranged.round).await.ok::<RoundResults>();
        let row = &settled.settlement.expect("a settlement").standings[0];
        assert_eq!(row.unit.as_deref(), Some("Tỉnh Thử Nghiệm › Xã Bình Minh"));
        finalise(&judge, arranged.round).await.ok::<RoundResults>();

        let body = CorrectPerson {
            unit: Some(arranged.units[0]),
            ..of(&corrected)
        };
        let refused = correct(&desk, arranged.contest, who, &body)
            .await
            .refused(ErrorCode::NamedInResult);
        assert!(refused.message.contains("thí sinh này"), "{}", refused.message);
        let name = CorrectPerson {
            name: Some("Lê Thị Mai".into()),
            ..of(&corrected)
        };
        correct(&desk, arranged.contest, who, &name)
            .await
            .refused(ErrorCode::NamedInResult);
        let fixed = person(&desk, arranged.contest, who).await;
        assert!(fixed.unit_fixed.is_some() && fixed.person_fixed.is_some());
    }
);

both!(not_while_an_attempt_runs, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    visitor.start(arranged.round).await;
    let desk = app.sign_in("tochuc").await;
    let who = account(&desk, arranged.contest, PHONE).await;
    let seen = full(&desk, arranged.contest, who).await;
    let body = CorrectPerson {
        name: Some("Lê Thị Mai".into()),
        ..of(&seen)
    };
    let refused = correct(&desk, arranged.contest, who, &body)
        .await
        .refused(ErrorCode::AttemptRunning);
    assert!(refused.message.contains("Thí sinh"), "{}", refused.message);
});

both!(
    of_two_at_the_desk_one_is_first_and_the_other_is_told,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let (one, other) = (app.sign_in("tochuc").await, app.sign_in("tochuc").await);
        let who = account(&one, arranged.contest, PHONE).await;
        let seen = full(&one, arranged.contest, who).await;
        let named = |name: &str| CorrectPerson {
            name: Some(name.into()),
            ..of(&seen)
        };
        let (mai, lan) = (named("Lê Thị Mai"), named("Lê Thị Lan"));
        let (first, second) = join(
            correct(&one, arranged.contest, who, &mai),
            correct(&other, arranged.contest, who, &lan),
        )
        .await;
        let (won, lost) = match first.status.is_success() {
            true => (first, second),
            false => (second, first),
        };
        let won: DeskPerson = won.ok();
        lost.refused(ErrorCode::EntryChanged);
        // They see what is there now, and decide anew.
        let now = full(&other, arranged.contest, who).await;
        assert_eq!((&now.name, &now.version), (&won.name, &won.version));
        let body = CorrectPerson {
            name: Some("Lê Thị Hồng".into()),
            ..of(&now)
        };
        correct(&other, arranged.contest, who, &body)
            .await
            .ok::<DeskPerson>();
    }
);
