//! A database of the release that kept no late sheets. What was set aside stays, and a late sheet fits beside it.

use crate::earlier::{Written, carried_over};
use crate::on_both;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder};
use thiluat::db::Db;
use thiluat::db::entities::set_aside::{Column, Entity, Model, Reason};
use uuid::Uuid;

/// The migrations of that release.
const OF_THAT_RELEASE: u32 = 7;

const REASONS: [(&str, Reason); 4] = [
    ("round_final", Reason::RoundFinal),
    ("over_limit", Reason::OverLimit),
    ("unknown_round", Reason::UnknownRound),
    ("dropped", Reason::Dropped),
];

fn statements(written: Written) -> Vec<String> {
    let id = |n: u128| written.id(n);
    let row = |(n, (reason, _)): (u128, (&str, Reason))| {
        format!(
            "INSERT INTO set_aside VALUES ({}, {}, {}, '{reason}', '{{\"n\":{n}}}', {n})",
            id(100 + n),
            id(7),
            id(200 + n)
        )
    };
    (1..).zip(REASONS).map(row).collect()
}

async fn rows(db: &Db) -> Vec<Model> {
    let rows = Entity::find().order_by_asc(Column::FoundAt);
    rows.all(&db.read).await.expect("rows")
}

async fn inserts(db: &Db, row: Model) -> bool {
    let inserting = Entity::insert(row.into_active_model());
    inserting.exec_without_returning(&db.write).await.is_ok()
}

async fn is_carried_over(address: &str) {
    let db = carried_over(address, OF_THAT_RELEASE, statements).await;
    let before = rows(&db).await;
    assert_eq!(before.len(), REASONS.len());
    for (n, (row, (_, reason))) in (1..).zip(before.iter().zip(REASONS)) {
        assert_eq!(row.attempt_id, AttemptId(Uuid::from_u128(100 + n)));
        assert_eq!(row.round_id.0.as_u128(), 7);
        assert_eq!(row.account_id.0.as_u128(), 200 + n);
        assert_eq!(
            (row.reason, row.record.as_str()),
            (reason, format!("{{\"n\":{n}}}").as_str())
        );
        assert_eq!((row.found_at, row.evidence.as_deref()), (Millis(n as i64), None));
    }
    // One late sheet fits beside each, and no second reason.
    let late = Model {
        reason: Reason::Late,
        evidence: Some("{}".into()),
        found_at: Millis(9),
        ..before[0].clone()
    };
    let other = Model {
        reason: Reason::Dropped,
        ..before[0].clone()
    };
    assert!(inserts(&db, late.clone()).await);
    assert!(!inserts(&db, late.clone()).await && !inserts(&db, other).await);
    assert_eq!(rows(&db).await, [before, vec![late]].concat());
    db.migrate().await.expect("migrating again changes nothing");
}

on_both!(is_carried_over);
