//! A database of the release in which every version of a settlement copied the ranking. All versions stay as they were.

use crate::earlier::{Written, carried_over};
use crate::on_both;
use contest_core::ids::AccountId;
use sea_orm::{EntityTrait, QueryOrder};
use thiluat::db::entities::settlement;
use thiluat::results::final_board::final_standing;
use thiluat::results::settled::ranking_of;
use thiluat::results::standings::{Standing, Version};
use uuid::Uuid;

/// The migrations of that release.
const OF_THAT_RELEASE: u32 = 4;

/// Rank, prize, and whether tied with the next contestant who has a rank. The first contestant is disqualified in the
/// second version.
type Line = (Option<i32>, Option<&'static str>, bool);
const VERSIONS: [[Line; 4]; 2] = [
    [
        (Some(1), Some("Giải Nhất"), true),
        (Some(2), Some("Giải Nhì"), false),
        (Some(3), None, true),
        (Some(4), None, false),
    ],
    [
        (None, None, false),
        (Some(1), Some("Giải Nhất"), false),
        (Some(2), Some("Giải Nhì"), true),
        (Some(3), None, false),
    ],
];

fn statements(written: Written) -> Vec<String> {
    let id = |n: u128| written.id(n);
    let (judge, bank, contest, round, unit) = (id(1), id(2), id(3), id(4), id(5));
    let mut all = vec![
        format!("INSERT INTO accounts VALUES ({judge}, 'judge', 'giamkhao', '', 0, 'Cán bộ', NULL, NULL, 0)"),
        format!("INSERT INTO banks VALUES ({bank}, 'bank', {judge}, 0)"),
        format!("INSERT INTO bank_versions VALUES ({bank}, {bank}, 1, '', '', 1, '', {judge}, 0)"),
        format!(
            "INSERT INTO contests VALUES ({contest}, 'cuoc-thi', {judge}, '{{\"title\":\"Thi\",\"organiser\":\"Sở\"}}', '', 0, 0)"
        ),
        format!(
            "INSERT INTO rounds VALUES ({round}, {contest}, 1, '', 0, 1, {bank}, '', {}, '', NULL)",
            written.bytes(&"07".repeat(32))
        ),
    ];
    for n in 0..4_u128 {
        let (attempt, account, points) = (id(100 + n), id(200 + n), 300 - 100 * n as i32);
        all.push(format!(
            "INSERT INTO attempts VALUES ({attempt}, {round}, {account}, {unit}, 1, 0, 9, 1, 2, 'contestant', 1, 'A', NULL, \
             {points}, 300, 0, 1, 1, {}, 'hash', 3)",
            written.bytes(&format!("{n:080x}"))
        ));
    }
    for (version, lines) in (1..).zip(VERSIONS) {
        let settlement = id(300 + version);
        all.push(format!(
            "INSERT INTO settlements VALUES ({settlement}, {round}, {version}, 5, {judge}, 'hash {version}', 4, NULL, NULL, NULL)"
        ));
        for (n, (rank, prize, tied)) in lines.into_iter().enumerate() {
            let (attempt, account) = (id(100 + n as u128), id(200 + n as u128));
            let rank = rank.map_or("NULL".to_owned(), |rank| rank.to_string());
            let (prize, amount) = prize.map_or(("NULL".to_owned(), 0), |prize| (format!("'{prize}'"), 500));
            all.push(format!(
                "INSERT INTO standings VALUES ({settlement}, {}, {rank}, {account}, {attempt}, {}, {prize}, {amount}, {tied})",
                n + 1,
                written.bytes(&format!("{n:080x}"))
            ));
        }
    }
    all
}

async fn is_carried_over(address: &str) {
    let db = carried_over(address, OF_THAT_RELEASE, statements).await;
    let settlements = settlement::Entity::find().order_by_asc(settlement::Column::Version);
    let settlements = settlements.all(&db.read).await.expect("settlements");
    assert_eq!(settlements.len(), 2);
    for (settlement, lines) in settlements.into_iter().zip(VERSIONS) {
        let ranking = ranking_of(&db.read, &settlement).await.expect("its ranking");
        assert_eq!(
            (ranking.people, ranking.attempts, ranking.hash.as_str()),
            (4, 4, "")
        );
        let version = Version::read(&db.read, settlement).await.expect("a version");
        let standings = version.after(&db.read, 0, 10).await.expect("standings");
        let seen = standings.iter().map(|row: &Standing| {
            let rank = row.rank.map(|rank| rank as i32);
            (rank, row.prize.as_deref(), row.tied_with_next)
        });
        assert_eq!(seen.collect::<Vec<_>>(), lines);
        let winners = version.winners(&db.read).await.expect("winners");
        assert_eq!(winners.len(), 2);
        assert!(winners.iter().all(|row| row.amount_vnd == 500));
        let second = final_standing(&db, &version, AccountId(Uuid::from_u128(201)));
        let second = second.await.expect("their result");
        assert_eq!(
            (second.rank, second.attempts_used),
            (lines[1].0.map(|rank| rank as u64), 1)
        );
    }
    db.migrate().await.expect("migrating again changes nothing");
}

on_both!(is_carried_over);
