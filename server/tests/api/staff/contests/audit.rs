//! `/staff/contests/{contest}/audit`: what the log says of a contest and its results, and that it cannot be changed.

use crate::both;
use crate::common::bodies::{draft, moment, with};
use crate::common::contest::MINUTE;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::organiser::organiser;
use crate::common::results::{REASON, disqualify, finalise, newest, predicting, settle};
use crate::common::{TestApp, Visitor};
use contest_core::ids::ContestId;
use contest_core::rounds::PredictionTarget;
use contest_core::wire::audit::{AuditEvent, AuditLog, Audited, AuditedWindow, DraftPart};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::jobs::ExportTable;
use contest_core::wire::paths;
use contest_core::wire::results::{FrozenPrediction, RoundResults};
use contest_core::wire::staff::{ContestDraft, StaffContest, UnitsReport};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use thiluat::db::entities::audit;
use thiluat::recording::correct::SERVER;
use uuid::Uuid;

async fn log(staff: &Visitor, contest: ContestId) -> Vec<AuditEvent> {
    staff.get(&paths::audit(contest)).await.ok::<AuditLog>().events
}

async fn edit(organiser: &Visitor, seen: &StaffContest, draft: Value) -> StaffContest {
    let body = json!({ "version": seen.version, "draft": draft });
    organiser.put(&paths::staff_contest(seen.id), &body).await.ok()
}

both!(
    the_log_says_what_was_done_with_its_values,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let first = draft(&app, 10, 60);
        let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &first).await.ok();
        let second = with(first, "/title", json!("Tìm hiểu Hiến pháp"));
        let second = with(second, "/guardian_below", json!(16));
        let second = with(second, "/rounds/0/title", json!("Vòng loại"));
        let edited = edit(&organiser, &made, second).await;
        let units = format!("{}?filename=dv.csv", paths::staff_units(made.id));
        let file = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\nX1,Xã Hoa Sen,,\nX2,Xã Suối Trong,,\n";
        organiser.upload(&units, file.into()).await.ok::<UnitsReport>();
        let seen: StaffContest = organiser.get(&paths::staff_contest(made.id)).await.ok();
        let saved = seen.saved.expect("who has saved it last");
        assert_eq!(saved.by, "Cán bộ tochuc");
        organiser.publish_contest(&edited).await.ok::<StaffContest>();
        let round = &edited.rounds[0];
        let was = AuditedWindow {
            opens_at: round.opens_at,
            closes_at: round.closes_at,
        };
        let now = AuditedWindow {
            closes_at: was.closes_at + MINUTE,
            ..was
        };
        let window = json!({ "opens_at": moment(now.opens_at), "closes_at": moment(now.closes_at) });
        organiser
            .patch(&paths::window(round.id), &window)
            .await
            .ok::<StaffContest>();

        let entries = log(&organiser, made.id).await;
        let said: Vec<Audited> = entries.iter().filter_map(|event| event.what.clone()).collect();
        let slug = "phap-luat".to_owned();
        let change = said.iter().find_map(|what| match what {
            Audited::ContestEdited { change, .. } => change.as_deref(),
            _ => None,
        });
        let change = change.expect("old and new");
        let titles = |draft: &ContestDraft| (draft.title.clone(), draft.rounds[0].title.clone());
        assert_eq!(titles(&change.was), (made.draft.title.clone(), "Vòng 1".into()));
        assert_eq!(
            titles(&change.now),
            ("Tìm hiểu Hiến pháp".into(), "Vòng loại".into())
        );
        assert_eq!(
            (change.was.guardian_below, change.now.guardian_below),
            (None, Some(16))
        );
        // What was not changed is not kept, and neither are people.
        for draft in [&change.was, &change.now] {
            assert_eq!((draft.slug.as_str(), draft.organiser.as_str()), ("", ""));
            assert!(draft.judges.is_empty() && draft.contact.is_empty());
        }
        let expected = [
            Audited::RoundWindowMoved {
                round: "Vòng loại".into(),
                was,
                now,
            },
            Audited::ContestPublished {
                slug: slug.clone(),
                rounds: 1,
            },
            Audited::UnitsLoaded { units: 2 },
            Audited::ContestEdited {
                parts: vec![DraftPart::Title, DraftPart::GuardianBelow],
                rounds: vec![1],
                change: Some(Box::new(change.clone())),
            },
            Audited::ContestCreated { slug, from: None },
        ];
        assert_eq!(said, expected);
        assert!(
            entries
                .iter()
                .all(|event| event.detail.is_empty() && event.actor_name == "Cán bộ tochuc")
        );
        let json: Value = organiser.get(&paths::audit(made.id)).await.ok();
        let moved = &json["events"][0]["what"];
        assert_eq!(moved["action"], json["events"][0]["action"]);
        assert_eq!(moved["detail"]["was"]["closes_at"], json!(was.closes_at));

        app.staff_account("organiser", "khac").await;
        let another = app.sign_in("khac").await;
        another
            .get(&paths::audit(made.id))
            .await
            .refused(ErrorCode::Forbidden);
        another
            .get(&paths::audit(ContestId(Uuid::now_v7())))
            .await
            .refused(ErrorCode::NotFound);
    }
);

both!(
    what_an_earlier_release_wrote_stays_as_it_is,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, 10, 60))
            .await
            .ok();
        let row = audit::ActiveModel {
            id: Set(Uuid::now_v7()),
            at: Set(app.now() + 1),
            actor_id: Set(SERVER),
            action: Set("units.loaded".into()),
            contest_id: Set(Some(made.id)),
            subject: Set(made.id.to_string()),
            detail: Set("25 units".into()),
        };
        let inserted = audit::Entity::insert(row).exec_without_returning(&app.state.db.write);
        inserted.await.expect("a row");
        let entries = log(&organiser, made.id).await;
        assert_eq!(
            (entries[0].what.as_ref(), entries[0].detail.as_str()),
            (None, "25 units")
        );
        assert_eq!(entries[0].actor_name, "", "the server itself");
    }
);

both!(
    the_log_says_who_was_disqualified_why_and_what_was_settled,
    |app: TestApp| async move {
        let arranged = app.arrange(predicting(PredictionTarget::People, false)).await;
        let guess = |n| Play::of(10, 60_000).guessing(n);
        let players = [
            Player::new("Nguyễn Văn An", &[guess(2)]),
            Player::new("Đỗ Thị Ánh", &[guess(3)]),
        ];
        let known = crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, arranged.round).await.ok());
        let results: RoundResults = disqualify(&judge, arranged.round, known[0].0, REASON).await.ok();
        let after = newest(results);
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let file = paths::export(arranged.round, "ranking.csv");
        assert!(judge.get(&file).await.status.is_success());

        let entries = log(&judge, arranged.contest).await;
        let said: Vec<&Audited> = entries.iter().filter_map(|event| event.what.as_ref()).collect();
        let round = || "Vòng 1".to_owned();
        let settled = |version, value, hash: &str| Audited::RoundSettled {
            round: round(),
            version,
            people: 2,
            prediction: Some(FrozenPrediction {
                target: PredictionTarget::People,
                value,
            }),
            hash: hash.into(),
        };
        let Audited::ResultsExported {
            table, version, file, ..
        } = said[0]
        else {
            panic!("{:?}", said[0]);
        };
        assert_eq!((*table, *version), (ExportTable::Ranking, Some(2)));
        assert!(file.ends_with(".csv"), "{file}");
        let finalised = Audited::RoundFinalised {
            round: round(),
            version: 2,
            hash: after.hash.clone(),
        };
        assert_eq!(*said[1], finalised);
        let disqualified = Audited::ContestantDisqualified {
            round: round(),
            round_id: arranged.round,
        };
        // Both are of the same moment.
        assert!(said[2..4].contains(&&disqualified));
        assert!(said[2..4].contains(&&settled(2, 1, &after.hash)));
        assert_eq!(*said[4], settled(1, 2, &before.hash));

        let of_person = entries
            .iter()
            .find(|event| event.what.as_ref() == Some(&disqualified));
        let of_person = of_person.expect("an event");
        assert_eq!(of_person.subject, known[0].0.to_string());
        assert_eq!(of_person.contestant.as_deref(), Some("Nguyễn Văn A***"));
        assert_eq!(of_person.reason.as_deref(), Some(REASON));
        assert_eq!(of_person.actor_name, "Cán bộ giamkhao");
        assert!(
            entries
                .iter()
                .all(|event| event == of_person || event.reason.is_none())
        );
    }
);

both!(the_audit_log_cannot_be_changed, |app| async move {
    let organiser = app.staff_account("organiser", "tochuc").await;
    let event = thiluat::db::audit::AuditEvent {
        actor: organiser,
        contest: None,
        subject: "thu".into(),
        what: contest_core::wire::audit::Audited::UnitsLoaded { units: 1 },
    };
    let db = &app.state.db.write;
    thiluat::db::audit::record(db, app.now(), event)
        .await
        .expect("an event");
    for change in ["UPDATE audit_log SET detail = 'khác'", "DELETE FROM audit_log"] {
        let refused = db.execute_unprepared(change).await.expect_err("refused");
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
});
