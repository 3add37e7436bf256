//! A database of the release that kept the draft of a contest as JSON beside its rounds. Every draft stays as it was.

use crate::common::contest::rules;
use crate::earlier::{Written, carried_over};
use crate::on_both;
use contest_core::wire::staff::ContestDraft;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use thiluat::contests::draft_rows;
use thiluat::db::entities::contest;

/// The migrations of that release.
const OF_THAT_RELEASE: u32 = 6;

/// 2026-12-01 at 07:00 and 08:00 in Viet Nam.
const OPENS: i64 = 1_796_083_200_000;
const CLOSES: i64 = OPENS + 3_600_000;

fn round(bank_version: Option<u32>) -> Value {
    let mut round = json!({
        "title": "Tuần 1", "opens_at": "2026-12-01T07:00:00+07:00", "closes_at": "2026-12-01T08:00:00+07:00",
        "bank": "hien-phap",
        "rules": rules(),
    });
    if let Some(version) = bank_version {
        round["bank_version"] = version.into();
    }
    round
}

/// A draft with everything, one with as little as possible, and a published contest. A title may hold what SQL quotes.
fn drafts() -> [Value; 3] {
    [
        json!({
            "slug": "day-du", "title": "Tìm hiểu “Luật” d'Hondt", "organiser": "Sở Tư pháp", "summary": "Hai dòng\nở đây",
            "min_age": 14, "consent": { "controller": "UBND tỉnh", "text": "Tôi đồng ý." },
            "judges": ["giamkhao1", "giamkhao2"], "rounds": [round(Some(1)), round(None)],
        }),
        json!({
            "slug": "toi-thieu", "title": "Thi", "organiser": "Sở", "summary": "",
            "consent": { "controller": "", "text": "" }, "judges": [], "rounds": [round(None)],
        }),
        json!({
            "slug": "cong-bo", "title": "Đã công bố", "organiser": "Sở", "summary": "",
            "consent": { "controller": "", "text": "" }, "judges": ["giamkhao2"], "rounds": [round(None)],
        }),
    ]
}

fn statements(written: Written) -> Vec<String> {
    let id = |n: u128| written.id(n);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut all = Vec::new();
    for n in 1..=2 {
        let judge = id(n);
        all.push(format!(
            "INSERT INTO accounts VALUES ({judge}, 'judge', 'giamkhao{n}', '', 0, 'Cán bộ', NULL, NULL, 0)"
        ));
    }
    all.push(format!(
        "INSERT INTO banks VALUES ({}, 'hien-phap', {}, 0)",
        id(10),
        id(1)
    ));
    for version in 1..=2 {
        all.push(format!(
            "INSERT INTO bank_versions VALUES ({}, {}, {version}, '', '', 1, '', {}, 0)",
            id(10 + version),
            id(10),
            id(1)
        ));
    }
    for (n, draft) in (0..).zip(drafts()) {
        let contest = id(100 + n);
        all.push(format!(
            "INSERT INTO contests VALUES ({contest}, {}, {}, {}, 'v', {}, {n})",
            quoted(draft["slug"].as_str().expect("a slug")),
            id(1),
            quoted(&draft.to_string()),
            if n == 2 { "5" } else { "NULL" },
        ));
        for (number, round) in (1..).zip(draft["rounds"].as_array().expect("rounds")) {
            // Saved when the bank had one version.
            all.push(format!(
                "INSERT INTO rounds VALUES ({}, {contest}, {number}, 'Tuần 1', {OPENS}, {CLOSES}, {}, {}, {}, '', NULL)",
                id(200 + 10 * n + number),
                id(11),
                quoted(&round["rules"].to_string()),
                written.bytes(&"07".repeat(32))
            ));
        }
        for judge in draft["judges"].as_array().expect("judges") {
            let judge = if judge == "giamkhao1" { 1 } else { 2 };
            all.push(format!(
                "INSERT INTO contest_judges VALUES ({contest}, {})",
                id(judge)
            ));
        }
    }
    all
}

async fn is_carried_over(address: &str) {
    let db = carried_over(address, OF_THAT_RELEASE, statements).await;
    let contests = contest::Entity::find().order_by_asc(contest::Column::CreatedAt);
    let contests = contests.all(&db.read).await.expect("contests");
    let mut expected = drafts();
    // What was published drew from the version that its row names.
    expected[2]["rounds"][0]["bank_version"] = 1.into();
    let drawn = [vec![11, 12], vec![12], vec![11]];
    for ((contest, expected), drawn) in contests.iter().zip(expected).zip(drawn) {
        let stored = draft_rows::read(&db.read, contest).await.expect("a draft");
        let expected: ContestDraft = serde_json::from_value(expected).expect("a draft");
        assert_eq!(stored.draft, expected);
        let banks = stored.banks.iter().map(|bank| bank.0.as_u128());
        assert_eq!(banks.collect::<Vec<_>>(), drawn, "{}", expected.slug);
    }
    assert_eq!(contests.len(), 3);
    db.migrate().await.expect("migrating again changes nothing");
}

on_both!(is_carried_over);
