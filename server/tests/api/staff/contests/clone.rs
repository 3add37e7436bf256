//! `/staff/contests/{contest}/clone`: next year's contest from this year's.

use crate::both;
use crate::common::bodies::{draft_with_practice, moment, with};
use crate::common::contest::{MINUTE, rules};
use crate::common::organiser::{load_bank, load_bank_as, organiser, practice_bank, sample_bank};
use crate::common::{TestApp, Visitor};
use contest_core::rounds::{RoundRules, ScoreShown};
use contest_core::time::DAY_MS;
use contest_core::wire::audit::{AuditLog, Audited};
use contest_core::wire::contests::UnitTree;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, UnitsReport};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use thiluat::db::entities::{round, unit};

const UNITS: &str = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\n\
    T,Tỉnh Thử,,\nX1,Xã Một,T,120\nX2,Xã Hai,T,\n";

/// Makes and publishes a contest of two rounds with units and practice.
async fn published(app: &TestApp, organiser: &Visitor) -> StaffContest {
    load_bank_as(organiser, "luyen-tap", &practice_bank()).await;
    let mut body = draft_with_practice(app, -5, 60);
    let mut second = body["rounds"][0].clone();
    let now = app.now();
    second["title"] = json!("Vòng 2");
    second["opens_at"] = json!(moment(now + DAY_MS));
    second["closes_at"] = json!(moment(now + 2 * DAY_MS));
    body["rounds"].as_array_mut().expect("rounds").push(second);
    let body = with(body, "/summary", json!("Tóm tắt"));
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &body).await.ok();
    let units = format!("{}?filename=u.csv", paths::staff_units(made.id));
    let loaded: UnitsReport = organiser.upload(&units, UNITS.into()).await.ok();
    assert!(loaded.ok && loaded.units == 3);
    organiser.publish_contest(&made).await.ok()
}

async fn units_of(app: &TestApp, contest: &StaffContest) -> Vec<unit::Model> {
    let units = unit::Entity::find().filter(unit::Column::ContestId.eq(contest.id));
    let units = units.order_by_asc(unit::Column::Position).all(&app.state.db.read);
    units.await.expect("units")
}

fn body(slug: &str, opens_at: &str) -> Value {
    json!({ "slug": slug, "title": "Tìm hiểu pháp luật năm sau", "opens_at": opens_at })
}

both!(
    a_contest_is_made_from_another_and_moved,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let source = published(&app, &organiser).await;
        // What came since belongs to the copy: the newest version of the bank.
        let mut bank = sample_bank();
        bank.title = "Ngân hàng đã sửa".into();
        load_bank(&organiser, &bank).await;
        let first = source.rounds[0].opens_at;
        let path = paths::clone_of(source.id);
        let opens_at = moment(first + 364 * DAY_MS);
        let made = organiser.post(&path, &body("phap-luat-nam-sau", &opens_at)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made: StaffContest = made.ok();
        assert!(!made.published && made.entrants == 0 && made.id != source.id);
        assert_eq!(made.draft.title, "Tìm hiểu pháp luật năm sau");
        let shifts: Vec<(i64, i64)> = source
            .rounds
            .iter()
            .zip(&made.rounds)
            .map(|(was, now)| (now.opens_at.0 - was.opens_at.0, now.closes_at.0 - was.closes_at.0))
            .collect();
        assert_eq!(shifts, [(364 * DAY_MS, 364 * DAY_MS); 2]);
        assert_ne!(
            made.rounds[0].bank, source.rounds[0].bank,
            "the newest version is drawn from"
        );
        assert!(made.draft.judges.is_empty() && !source.draft.judges.is_empty());
        let mut expected = source.draft.clone();
        expected.slug.clone_from(&made.draft.slug);
        expected.title.clone_from(&made.draft.title);
        expected.judges.clear();
        for (round, now) in expected.rounds.iter_mut().zip(&made.draft.rounds) {
            round.opens_at.clone_from(&now.opens_at);
            round.closes_at.clone_from(&now.closes_at);
            round.bank_version = None;
        }
        expected.practice.as_mut().expect("practice").bank_version = None;
        assert_eq!(made.draft, expected, "all else is the same");

        let [was, now] = [units_of(&app, &source).await, units_of(&app, &made).await];
        let told = |units: &[unit::Model]| {
            let name_of = |id| {
                units
                    .iter()
                    .find(|unit| Some(unit.id) == id)
                    .map(|unit| unit.name.clone())
            };
            let told = units.iter().map(|unit| {
                (
                    unit.code.clone(),
                    unit.name.clone(),
                    name_of(unit.parent_id),
                    unit.headcount,
                )
            });
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(&was), told(&now));
        assert!(was.iter().zip(&now).all(|(was, now)| was.id != now.id));
        // Nobody can tell the papers of one from the secrets of the other.
        let rows = round::Entity::find()
            .all(&app.state.db.read)
            .await
            .expect("rounds");
        let secrets: std::collections::HashSet<&Vec<u8>> = rows.iter().map(|row| &row.secret).collect();
        assert_eq!((rows.len(), secrets.len()), (4, 4));
        let log: AuditLog = organiser.get(&paths::audit(made.id)).await.ok();
        let created = Audited::ContestCreated {
            slug: "phap-luat-nam-sau".into(),
            from: Some("phap-luat".into()),
        };
        assert_eq!(log.events[0].what, Some(created));
        let public: UnitTree = app.visitor().get(&paths::units(source.id)).await.ok();
        assert_eq!(public.units.len(), 3, "the source is untouched");
    }
);

both!(
    what_a_copy_cannot_be_is_refused_by_its_field,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let source = published(&app, &organiser).await;
        let path = paths::clone_of(source.id);
        let later = moment(app.now() + 30 * DAY_MS);
        for (body, code, field) in [
            (body("phap-luat", &later), ErrorCode::SlugTaken, "slug"),
            (body("P", &later), ErrorCode::InvalidField, "slug"),
            (body("nam-sau", "mai"), ErrorCode::InvalidWindow, "opens_at"),
            (
                with(body("nam-sau", &later), "/title", json!("")),
                ErrorCode::MissingField,
                "title",
            ),
        ] {
            let error = organiser.post(&path, &body).await.refused(code);
            assert_eq!(error.field.as_deref(), Some(field));
        }
    }
);

both!(
    a_copy_of_what_is_no_longer_allowed_follows_the_rules_of_today,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let source = published(&app, &organiser).await;
        // An earlier release allowed unlimited attempts with the score at once.
        let row = round::Entity::find_by_id(source.rounds[0].id)
            .one(&app.state.db.read)
            .await;
        let mut row: round::ActiveModel = row.expect("rounds").expect("the round").into();
        let before = RoundRules {
            attempts: None,
            ..rules()
        };
        row.rules = Set(serde_json::to_string(&before).expect("JSON"));
        row.update(&app.state.db.write).await.expect("written");
        let later = moment(app.now() + 30 * DAY_MS + MINUTE);
        let made = organiser
            .post(&paths::clone_of(source.id), &body("nam-sau", &later))
            .await;
        let made: StaffContest = made.ok();
        let rules = &made.draft.rounds[0].rules;
        assert_eq!(
            (rules.attempts, rules.disclosure.score),
            (None, ScoreShown::AfterClose)
        );
    }
);
