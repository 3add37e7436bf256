//! The waiting room before starts is first come, first served, with an honest estimate.

use crate::common::contest::{Arranged, rules};
use crate::common::{Database, Reply, TestApp, Visitor, run_with};
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::errors::{ErrorCode, QUEUE_POSITION, Waiting};
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::Method;
use std::time::{Duration, Instant};
use thiluat::admission::room::Arrival;

async fn try_start(visitor: &Visitor, arranged: &Arranged, position: Option<&str>) -> Reply {
    let path = paths::attempts(arranged.round);
    let mut request = visitor.request(Method::POST, &path);
    if let Some(position) = position {
        request = request.header(QUEUE_POSITION, position);
    }
    Reply::of(request).await
}

#[track_caller]
fn in_queue(reply: &Reply) -> Waiting {
    let retry_after = reply.headers["retry-after"].to_str().expect("text");
    let seconds: u32 = retry_after.parse().expect("seconds");
    assert!((1..=45).contains(&seconds));
    reply
        .refused(ErrorCode::Waiting)
        .waiting
        .expect("a queue position")
}

async fn crowd(app: &TestApp, arranged: &Arranged, size: u32) -> Vec<Visitor> {
    let mut visitors = Vec::new();
    for n in 0..size {
        visitors.push(app.contestant(arranged, n).await);
    }
    visitors
}

/// Returns whether somebody new is let in to start, although the server is full.
async fn comes(app: &TestApp, person: &[u8]) -> bool {
    let arrival = Arrival {
        person,
        at: app.now(),
        position: None,
    };
    let (room, live) = (&app.state.rooms.starts, &app.state.live);
    room.enter(live, arrival, true).await.is_ok()
}

/// Puts people into the queue before starts who never come back.
async fn fill(app: &TestApp, people: u8) {
    for n in 0..people {
        assert!(!comes(app, &[n]).await, "there is no room");
    }
}

/// Lets people in until somebody has to wait.
async fn take_all_room(app: &TestApp) {
    for n in 0..=u8::MAX {
        if !comes(app, &[n, n]).await {
            return;
        }
    }
    panic!("there is room for everybody");
}

/// Waits as a phone does, but asks ten times a second. Notes when the call came and what the first estimate was.
async fn wait(visitor: &Visitor, arranged: &Arranged, mut position: String) -> Instant {
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let reply = try_start(visitor, arranged, Some(&position)).await;
        if reply.status.is_success() {
            return Instant::now();
        }
        let waiting = in_queue(&reply);
        assert_eq!(waiting.position, position, "the position is kept");
        position = waiting.position;
    }
}

#[test]
fn positions_are_served_in_order_and_the_estimate_holds() {
    run_with(Database::Sqlite, "starts_per_second = 4", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 24).await;
        let mut positions = Vec::new();
        let mut let_in = 0;
        for visitor in &visitors {
            let reply = try_start(visitor, &arranged, None).await;
            if reply.status.is_success() {
                assert!(positions.is_empty(), "nobody passes those who wait");
                let_in += 1;
                continue;
            }
            positions.push((visitor, in_queue(&reply), Instant::now()));
        }
        assert!(
            (4..8).contains(&let_in),
            "{let_in} of a second's pace come in at once"
        );
        let ahead: Vec<u64> = positions.iter().map(|(_, waiting, _)| waiting.ahead).collect();
        assert!(ahead.is_sorted_by(|a, b| a < b), "{ahead:?}");

        let waits = positions.iter().map(|(visitor, waiting, since)| {
            let (arranged, position) = (&arranged, waiting.position.clone());
            async move {
                (
                    wait(visitor, arranged, position).await,
                    *since,
                    waiting.estimate_s,
                )
            }
        });
        let calls = join_all(waits).await;
        let order: Vec<Instant> = calls.iter().map(|call| call.0).collect();
        for pair in order.windows(2) {
            let late = pair[0].saturating_duration_since(pair[1]);
            assert!(late < Duration::from_millis(250), "somebody passed by {late:?}");
        }
        let (called, since, estimate) = calls.last().expect("somebody waited");
        let actual = (*called - *since).as_secs_f64();
        // The estimate is in whole seconds, rounded up; a phone here asks every 100 ms.
        let right = (actual - f64::from(*estimate)).abs() <= 0.2 * actual + 1.1;
        assert!(right, "estimated {estimate} s, waited {actual} s");
    });
}

#[test]
fn waiting_costs_no_personal_time_and_an_open_attempt_never_waits() {
    run_with(Database::Sqlite, "starts_per_second = 1", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 3).await;
        let first = try_start(&visitors[0], &arranged, None).await;
        let open: OpenAttempt = first.ok();
        let second = in_queue(&try_start(&visitors[1], &arranged, None).await);
        // The page is reloaded in the middle of an attempt while others wait.
        let again: OpenAttempt = try_start(&visitors[0], &arranged, None).await.ok();
        assert_eq!(again.attempt, open.attempt);
        app.clock.advance(50_000);
        let waited_until = app.now();
        wait(&visitors[1], &arranged, second.position.clone()).await;
        let resumed: OpenAttempt = try_start(&visitors[1], &arranged, None).await.ok();
        let time = resumed.deadline.since(resumed.started_at);
        assert_eq!(time, u64::from(rules().time_limit_s) * 1_000);
        assert!(resumed.started_at >= waited_until);
    });
}

#[test]
fn an_open_attempt_never_waits_even_behind_a_position_that_is_past() {
    run_with(Database::Sqlite, "starts_per_second = 1", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 8).await;
        let _in: OpenAttempt = try_start(&visitors[0], &arranged, None).await.ok();
        let mine = in_queue(&try_start(&visitors[1], &arranged, None).await);
        wait(&visitors[1], &arranged, mine.position.clone()).await;
        // The queue position is kept for two minutes; the attempt runs for longer. Meanwhile others arrive.
        app.clock.advance(130_000);
        for visitor in &visitors[2..] {
            try_start(visitor, &arranged, None).await;
        }
        let last = try_start(&visitors[7], &arranged, None).await;
        assert!(in_queue(&last).ahead > 1, "there is a queue");
        for position in [Some(mine.position.as_str()), Some("x"), None] {
            let resumed: OpenAttempt = try_start(&visitors[1], &arranged, position).await.ok();
            assert_eq!(resumed.number, 1);
        }
    });
}

#[test]
fn an_open_attempt_never_waits_whatever_its_key_and_after_redis_has_lost_everything() {
    run_with(Database::Sqlite, "starts_per_second = 1", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let open: OpenAttempt = try_start(&visitor, &arranged, None).await.ok();
        fill(&app, 100).await;
        let path = paths::attempts(arranged.round);
        let another = visitor
            .request(Method::POST, &path)
            .header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        let resumed: OpenAttempt = Reply::of(another).await.ok();
        assert_eq!(resumed.attempt, open.attempt);
        app.wipe_redis().await;
        fill(&app, 100).await;
        let resumed: OpenAttempt = try_start(&visitor, &arranged, None).await.ok();
        assert_eq!((resumed.attempt, resumed.deadline), (open.attempt, open.deadline));
    });
}

#[test]
fn a_person_without_their_position_is_given_the_same_one() {
    run_with(Database::Sqlite, "starts_per_second = 2", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 2).await;
        // A queue of six seconds.
        fill(&app, 12).await;
        let mine = in_queue(&try_start(&visitors[0], &arranged, None).await);
        // One account reloads, one request after the other and all at once.
        for _ in 0..25 {
            let again = in_queue(&try_start(&visitors[0], &arranged, None).await);
            assert!(again.ahead <= mine.ahead, "the position is kept");
        }
        let at_once = join_all((0..25).map(|_| try_start(&visitors[0], &arranged, None))).await;
        for reply in &at_once {
            assert!(in_queue(reply).ahead <= mine.ahead, "the position is kept");
        }
        // Nobody was pushed back: the next to arrive is directly behind.
        let next = in_queue(&try_start(&visitors[1], &arranged, None).await);
        assert!(next.ahead <= mine.ahead + 1, "{} are before", next.ahead);
        wait(&visitors[1], &arranged, next.position).await;
        // They have been called meanwhile, which holds without their position.
        let _in: OpenAttempt = try_start(&visitors[0], &arranged, None).await.ok();
    });
}

#[test]
fn a_position_belongs_to_one_person_one_round_and_is_kept_for_two_minutes() {
    run_with(Database::Sqlite, "starts_per_second = 1", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 4).await;
        let _in: OpenAttempt = try_start(&visitors[0], &arranged, None).await.ok();
        let mine = in_queue(&try_start(&visitors[1], &arranged, None).await);
        let theirs = in_queue(&try_start(&visitors[2], &arranged, None).await);
        assert!(theirs.ahead > mine.ahead);
        for forged in [mine.position.as_str(), "", "x", &"A".repeat(43)] {
            let reply = try_start(&visitors[3], &arranged, Some(forged)).await;
            assert!(in_queue(&reply).ahead >= theirs.ahead, "it begins at the end");
        }
        // The phone of the first in the queue sleeps until everybody has been called, and then for too long.
        wait(&visitors[2], &arranged, theirs.position).await;
        app.clock.advance(130_000);
        take_all_room(&app).await;
        fill(&app, 20).await;
        let before = in_queue(&try_start(&visitors[3], &arranged, None).await);
        let late = in_queue(&try_start(&visitors[1], &arranged, Some(&mine.position)).await);
        assert_ne!(late.position, mine.position, "a new position");
        assert!(late.ahead > before.ahead, "at the end");
    });
}

#[test]
fn redis_losing_the_counters_leaves_nobody_waiting_for_ever() {
    run_with(Database::Sqlite, "starts_per_second = 2", |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitors = crowd(&app, &arranged, 6).await;
        let mut last = None;
        for visitor in &visitors {
            let reply = try_start(visitor, &arranged, None).await;
            if !reply.status.is_success() {
                last = Some((visitor, in_queue(&reply)));
            }
        }
        let (visitor, waiting) = last.expect("somebody waits");
        app.wipe_redis().await;
        // Queue positions given in the last five seconds may be another server's.
        app.clock.advance(6_000);
        let mut position = waiting.position;
        let since = Instant::now();
        loop {
            let reply = try_start(visitor, &arranged, Some(&position)).await;
            if reply.status.is_success() {
                break;
            }
            position = in_queue(&reply).position;
            assert!(since.elapsed() < Duration::from_secs(10), "the queue moves");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
}
