//! Two servers, one contest: whatever is done on one holds on the other.

use crate::bed::{Bed, PROMPT, run, until};
use crate::common::contest::{MINUTE, sample_bank};
use crate::contestants::{audit, boards_agree, play};
use contest_core::attempts::Frozen;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, MyRound, SendSheet};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use live::read::Unsettled;
use sea_orm::EntityTrait;
use serde_json::json;
use std::time::Duration;
use thiluat::db::entities::attempt;
use thiluat::recording::new_row::Outcome;

fn moment(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .expect("a moment")
        .to_string()
}

#[test]
fn an_attempt_is_started_saved_and_submitted_on_different_servers() {
    run(async {
        let bed = Box::pin(Bed::new()).await;
        let arranged = bed.arrange().await;
        let mut receipts = Vec::new();
        for n in 1..=6_u32 {
            let contestant = bed.app.contestant(&arranged, n).await;
            let one = contestant.at(&bed.servers[n as usize % 2].url);
            let other = contestant.at(&bed.servers[(n as usize + 1) % 2].url);
            let open = one.start(arranged.round).await;
            assert_eq!(other.start(arranged.round).await.attempt, open.attempt, "resumed");
            let body = SendSheet::new(
                open.ticket.clone(),
                bed.app.sheet_with(arranged.round, open.attempt, n as usize, 1),
            );
            let saved = other.put(&paths::sheet(open.attempt), &body).await;
            assert!(saved.status.is_success(), "{}", saved.text());
            let resumed = one.start(arranged.round).await;
            assert_eq!(resumed.sheet, body.sheet);
            let submitted = one.submit(&open, body.sheet.clone()).await;
            assert_eq!(other.submit(&open, body.sheet).await, submitted);
            receipts.extend(submitted.receipt);
            let mine: MyRound = other.get(&paths::my_round(arranged.round)).await.ok();
            assert_eq!(
                (mine.attempts_used, mine.rank, mine.people),
                (1, Some(1), u64::from(n))
            );
        }
        audit(&bed, &arranged, &receipts).await;
        boards_agree(&bed, &arranged, 2 * PROMPT).await;
    });
}

#[test]
fn an_attempt_that_is_recorded_otherwise_than_redis_closed_it_is_shown_as_recorded() {
    run(async {
        let bed = Box::pin(Bed::new()).await;
        let arranged = bed.arrange().await;
        let (state, round) = (&bed.app.state, arranged.round);
        let contestant = bed.app.contestant(&arranged, 1).await;
        let mut receipts = vec![play(&bed, &contestant, round, 3).await];
        let row = attempt::Entity::find_by_id(receipts[0].attempt);
        let row = row
            .one(&state.db.read)
            .await
            .expect("the database")
            .expect("a row");
        // The second attempt is recorded without Redis, as while its master is away. It is then submitted again with
        // better answers, and Redis closes it with those.
        let open = contestant.start(round).await;
        let shard = state.live.shard_of(round, row.account_id);
        let (facts, _) = state
            .live
            .attempt(shard, open.attempt)
            .await
            .expect("Redis")
            .expect("open");
        let sheet = |right| bed.app.sheet_with(round, open.attempt, right, 1);
        let (now, live) = (bed.app.now(), state.round(round).expect("the round"));
        let frozen = Frozen {
            facts,
            sheet: sheet(5),
            last_change_at: now,
            closed_at: now,
            closed_by: ClosedBy::Contestant,
        };
        let patience = Duration::from_secs(5);
        let outcome = state
            .recovery
            .record(&live, &frozen, patience)
            .await
            .expect("a record");
        assert!(matches!(outcome, Some(Outcome::Recorded(_))), "{outcome:?}");
        let submitted = contestant.submit(&open, sheet(9)).await;
        receipts.extend(submitted.receipt);
        assert_eq!(receipts[1].score.points, 500, "the record counts");
        boards_agree(&bed, &arranged, 3 * PROMPT).await;
        audit(&bed, &arranged, &receipts).await;
        assert_eq!(
            state.live.unsettled(round).await.expect("Redis"),
            Unsettled::default()
        );
    });
}

#[test]
fn a_change_on_one_server_reaches_the_other() {
    run(async {
        let bed = Box::pin(Bed::new()).await;
        let arranged = bed.arrange().await;
        let organiser = bed.app.sign_in("tochuc").await.at(&bed.servers[0].url);
        let elsewhere = bed.app.visitor().at(&bed.servers[1].url);
        let window = bed.app.state.round(arranged.round).expect("the round").window;
        let closes = Millis((window.closes_at.0 / 1_000 + 60) * 1_000);
        let moved = json!({ "opens_at": moment(window.opens_at), "closes_at": moment(closes) });
        let reply = organiser.patch(&paths::window(arranged.round), &moved).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        let path = paths::contest(&arranged.slug);
        until(PROMPT, "the new window is known", async || {
            elsewhere.get(&path).await.ok::<ContestView>().rounds[0].closes_at == closes
        })
        .await;

        let bank = question_banks::write_json(&sample_bank());
        let loaded = organiser
            .upload(&format!("{}?filename=b.json&slug=ngan-hang", paths::BANKS), bank)
            .await;
        assert!(loaded.status.is_success(), "{}", loaded.text());
        let now = Millis(bed.app.now().0 / 1_000 * 1_000);
        let rules = crate::common::contest::rules();
        let draft = json!({
            "slug": "moi", "title": "Cuộc thi mới", "organiser": "Sở Tư pháp", "consent": {}, "contact": { "phone": "0200 3000 000" }, "judges": [],
            "rounds": [{ "title": "Vòng 1", "opens_at": moment(now + MINUTE), "closes_at": moment(now + 60 * MINUTE),
                "bank": "ngan-hang", "rules": rules }],
        });
        let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &draft).await.ok();
        let published = organiser.publish_contest(&made).await;
        assert!(published.status.is_success(), "{}", published.text());
        until(PROMPT, "the new contest is known", async || {
            elsewhere.get(&paths::contest("moi")).await.status.is_success()
        })
        .await;
    });
}
