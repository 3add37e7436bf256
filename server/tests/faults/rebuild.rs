//! A wiped Redis is rebuilt once, however many people wait for it on however many servers.
//!
//! The tests count the bytes that PostgreSQL has sent, as the proxies saw them: this number does not depend on how a
//! rebuild reads, and a second rebuild cannot hide in it.

use crate::bed::{Bed, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{people, person, sheet};
use crate::ledger::{SOON, agree, board};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::wire::boards::Board;
use futures_util::future::join_all;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::time::Duration;
use thiluat::db::entities::{account, attempt};
use uuid::Uuid;

const RECORDED: u64 = 2_000;
const STARTING: u32 = 200;
/// Long ago, so that no look at recent records finds them.
const LONG_AGO_MS: i64 = 3_600_000;

/// Makes this many copies of the only attempt, each for another contestant.
async fn copy(bed: &Bed, count: u64) {
    let like = attempt::Entity::find().one(&bed.db).await.expect("the database");
    let like = like.expect("an attempt");
    let who = account::Entity::find_by_id(like.account_id).one(&bed.db).await;
    let who = who.expect("the database").expect("an account");
    let (mut accounts, mut attempts) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (id, account_id) = (AttemptId(Uuid::now_v7()), AccountId(Uuid::now_v7()));
        let mut account = who.clone().into_active_model().reset_all();
        account.id = Set(account_id);
        account.login = Set(format!("+84{}", account_id.0.simple()));
        accounts.push(account);
        let mut sort_key = like.sort_key.clone();
        let tail = sort_key.len() - 16;
        sort_key[tail..].copy_from_slice(id.0.as_bytes());
        let mut copy = like.clone().into_active_model().reset_all();
        copy.id = Set(id);
        copy.account_id = Set(account_id);
        copy.sort_key = Set(sort_key);
        copy.recorded_at = Set(like.recorded_at - LONG_AGO_MS);
        attempts.push(copy);
    }
    for chunk in accounts.chunks(500) {
        let inserted = account::Entity::insert_many(chunk.to_vec());
        inserted.exec_without_returning(&bed.db).await.expect("accounts");
    }
    for chunk in attempts.chunks(500) {
        let inserted = attempt::Entity::insert_many(chunk.to_vec());
        inserted.exec_without_returning(&bed.db).await.expect("attempts");
    }
}

fn replied(bed: &Bed) -> u64 {
    bed.servers
        .iter()
        .map(|server| server.to_database().replied())
        .sum()
}

#[test]
fn two_hundred_starts_on_a_wiped_redis_are_one_rebuild() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let first = person(bed, &arranged).await;
        let open = first.start(bed.first(), arranged.round).await;
        first.submit(bed.first(), &open, &sheet(bed, &open, 5, 1)).await;
        agree(bed, &first, &open, 500, SOON).await;
        copy(bed, RECORDED - 1).await;

        // One person alone, to measure what one rebuild reads.
        bed.wipe().await;
        let before = replied(bed);
        let one = person(bed, &arranged).await;
        one.start(bed.first(), arranged.round).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let once = replied(bed) - before;
        assert!(once > RECORDED * 50, "{once} bytes cannot be {RECORDED} attempts");

        let crowd = people(bed, &arranged, STARTING).await;
        bed.wipe().await;
        let before = replied(bed);
        let starts = crowd.iter().enumerate().map(|(n, person)| {
            let server = &bed.servers[n % bed.servers.len()];
            async move { person.start(server, arranged.round).await.number }
        });
        assert!(join_all(starts).await.iter().all(|number| *number == 1));
        tokio::time::sleep(Duration::from_secs(3)).await;
        let storm = replied(bed) - before;
        eprintln!(
            "one rebuild: {once} bytes of PostgreSQL's answers; {STARTING} starts on a wiped Redis: {storm}"
        );
        assert!(
            storm < once * 3 / 2,
            "{STARTING} starts read {storm} bytes, one rebuild {once}: more than one rebuild"
        );
        for server in &bed.servers {
            until(SOON, "the board is complete", async || {
                let board: Board = board(server, &first, arranged.round).await?;
                let found = (board.people, board.attempts, board.standings.len());
                if found == (RECORDED, RECORDED, 100) {
                    Ok(())
                } else {
                    Err(format!("{found:?}"))
                }
            })
            .await;
        }
    });
}
