//! Settlement: who is in which place, what a disqualification does, and when a list is final.

use crate::both;
use crate::common::contest::{MINUTE, rules};
use crate::common::{Reply, TestApp, Visitor};
use crate::crowd::{Play, Player, crowd};
use contest_core::ids::{AccountId, RoundId};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{Phase, Prediction, PredictionTarget, RoundRules};
use contest_core::wire::boards::WinnerList;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::{Disqualify, RoundResults, Settlement};
use contest_core::wire::staff::AuditLog;
use reqwest::StatusCode;
use uuid::Uuid;

const REASON: &str = "Thi hộ người khác, đã lập biên bản";

fn settlement_of(round: RoundId) -> String {
    format!("/staff/rounds/{round}/settlement")
}

async fn settle(judge: &Visitor, round: RoundId) -> Reply {
    judge.post(&settlement_of(round), &()).await
}

async fn finalise(judge: &Visitor, round: RoundId) -> Reply {
    judge.post(&format!("{}/final", settlement_of(round)), &()).await
}

async fn disqualify(judge: &Visitor, round: RoundId, account: AccountId, reason: &str) -> Reply {
    let body = Disqualify { account, reason: reason.into() };
    judge.post(&format!("/staff/rounds/{round}/disqualifications"), &body).await
}

fn newest(results: RoundResults) -> Settlement {
    results.settlement.expect("a settlement")
}

/// Names by place; the disqualified are left out.
fn places(settlement: &Settlement) -> Vec<String> {
    settlement.standings.iter().filter(|row| row.place.is_some()).map(|row| row.name.clone()).collect()
}

fn prizes(settlement: &Settlement) -> Vec<(&str, Option<&str>)> {
    settlement.standings.iter().map(|row| (row.name.as_str(), row.prize.as_deref())).collect()
}

fn predicting(target: PredictionTarget, before_disqualification: bool) -> RoundRules {
    let question = "Có bao nhiêu người trả lời đúng tất cả?".into();
    RoundRules {
        chain: vec![TieBreak::AllCorrect, TieBreak::NearestPrediction, TieBreak::EarliestSubmission],
        prediction: Some(Prediction { question, target, before_disqualification }),
        ..rules()
    }
}

both!(the_nearest_prediction_decides_between_equals, |app: TestApp| async move {
    let arranged = app.arrange(predicting(PredictionTarget::PeopleAllCorrect, true)).await;
    let guess = |n| Play::of(10, 60_000).guessing(n);
    let players = [
        Player::new("Đoán 9", &[guess(9)]),
        Player::new("Đoán 1", &[guess(1)]),
        Player::new("Không đoán", &[Play::of(10, 60_000)]),
        Player::new("Đoán 3", &[guess(3)]),
        Player::new("Sai một câu, đoán 4", &[Play::of(9, 60_000).guessing(4)]),
    ];
    crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    let frozen = settlement.prediction.expect("a frozen value");
    assert_eq!((frozen.target, frozen.value), (PredictionTarget::PeopleAllCorrect, 4));
    assert_eq!(places(&settlement), ["Đoán 3", "Đoán 1", "Đoán 9", "Không đoán", "Sai một câu, đoán 4"]);
    assert_eq!((settlement.version, settlement.is_final, settlement.people), (1, false, 5));
    assert_eq!(settlement.standings[0].unit.as_deref(), Some("Tỉnh Thử Nghiệm › Xã Bình Minh"));
    assert_eq!(settlement.standings[0].prediction, Some(3));
});

both!(a_disqualification_changes_the_predicted_value_if_the_rules_say_so, |app: TestApp| async move {
    let arranged = app.arrange(predicting(PredictionTarget::People, false)).await;
    let guess = |n| Play::of(10, 60_000).guessing(n);
    let players = [
        Player::new("Đoán 2", &[guess(2)]),
        Player::new("Đoán 4", &[guess(4), Play::of(3, 60_000).guessing(2)]),
        Player::new("Gian lận", &[guess(100)]),
        Player::new("Gian lận nữa", &[guess(100)]),
    ];
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    assert_eq!(places(&settlement)[..2], ["Đoán 4", "Đoán 2"], "the counted attempt's own prediction applies");

    disqualify(&judge, arranged.round, known[2].0, REASON).await.ok::<RoundResults>();
    let results: RoundResults = disqualify(&judge, arranged.round, known[3].0, REASON).await.ok();
    let settlement = newest(results);
    assert_eq!(settlement.prediction.map(|frozen| frozen.value), Some(2));
    assert_eq!(places(&settlement), ["Đoán 2", "Đoán 4"]);
    assert_eq!((settlement.version, settlement.people), (3, 4));
});

both!(the_counted_attempt_is_the_one_the_rules_name, |app: TestApp| async move {
    for (counted, first) in [(Counted::Best, 1), (Counted::First, 0), (Counted::Last, 2)] {
        let slug = format!("cuoc-thi-{counted:?}").to_lowercase();
        let organiser = app.staff_account("organiser", &format!("tochuc-{slug}")).await;
        let judge = app.staff_account("judge", &format!("giamkhao-{slug}")).await;
        let arranged = app.arrange_for(organiser, judge, &slug, RoundRules { counted, ..rules() }).await;
        let attempts = [Play::of(5, 10_000), Play::of(9, 20_000), Play::of(7, 30_000)];
        let known = crowd(&app, &arranged, &[Player::new("Ba lượt", &attempts)]).await;
        app.close_round(arranged.round).await;
        let visitor = app.sign_in(&format!("giamkhao-{slug}")).await;
        let results: RoundResults = settle(&visitor, arranged.round).await.ok();
        assert_eq!(results.attempts, 3);
        assert_eq!(newest(results).standings[0].attempt, known[0].1[first], "{counted:?}");
    }
});

both!(the_next_one_moves_up_within_the_quotas, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let players = [
        Player::new("Nhất", &[Play::of(10, 50_000)]),
        Player::new("Nhì", &[Play::of(9, 50_000)]),
        Player::new("Ba", &[Play::of(8, 50_000)]),
        Player::new("Tư", &[Play::of(7, 50_000)]),
        Player::new("Không điểm", &[Play::of(0, 1_000)]),
    ];
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    let (first, second) = (Some("Giải Nhất"), Some("Giải Nhì"));
    let before = [("Nhất", first), ("Nhì", second), ("Ba", second), ("Tư", None), ("Không điểm", None)];
    assert_eq!(prizes(&settlement), before);
    assert_eq!(settlement.standings[1].amount_vnd, 1_000_000);

    let results: RoundResults = disqualify(&judge, arranged.round, known[0].0, &format!("  {REASON}\n")).await.ok();
    assert_eq!(results.disqualified.len(), 1);
    assert_eq!(results.disqualified[0].name, "Nhất");
    assert_eq!(results.disqualified[0].reason, REASON);
    assert_eq!(results.disqualified[0].by, "Cán bộ giamkhao");
    let settlement = newest(results);
    let after = [("Nhất", None), ("Nhì", first), ("Ba", second), ("Tư", second), ("Không điểm", None)];
    assert_eq!(prizes(&settlement), after, "the disqualified keep a row");
    assert_eq!(settlement.standings.iter().map(|row| row.place).collect::<Vec<_>>()[..2], [None, Some(1)]);
    assert_eq!(settlement.version, 2);

    for account in [known[1].0, known[2].0, known[3].0] {
        disqualify(&judge, arranged.round, account, REASON).await.ok::<RoundResults>();
    }
    let settlement = newest(judge.get(&settlement_of(arranged.round)).await.ok());
    assert_eq!(settlement.standings.last().map(|row| (row.place, row.prize.clone())), Some((Some(1), None)));
    assert!(prizes(&settlement).iter().all(|(_, prize)| prize.is_none()), "without points there is no prize");

    let log: AuditLog = app.sign_in("tochuc").await.get(&format!("/staff/contests/{}/audit", arranged.contest)).await.ok();
    let count = |action: &str| log.entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("round.settled"), count("contestant.disqualified")), (5, 4));
});

both!(settling_again_with_nothing_changed_changes_nothing, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let tied: Vec<Player> = (0..3).map(|n| Player::new(&format!("Người {n}"), &[Play::of(5, 9_000)])).collect();
    crowd(&app, &arranged, &tied).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let once = newest(settle(&judge, arranged.round).await.ok());
    app.clock.advance(MINUTE);
    assert_eq!(newest(settle(&judge, arranged.round).await.ok()), once);
    let (one, two) = tokio::join!(settle(&judge, arranged.round), settle(&judge, arranged.round));
    assert_eq!(newest(one.ok()), once);
    assert_eq!(newest(two.ok()), once);
});

both!(judges_at_the_same_time_make_one_version_each_for_what_changed, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let players: Vec<Player> = (0..6).map(|n| Player::new(&format!("Người {n}"), &[Play::of(5, n)])).collect();
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let round = arranged.round;
    let (a, b, c) = tokio::join!(settle(&judge, round), settle(&judge, round), settle(&judge, round));
    for reply in [a, b, c] {
        assert_eq!(newest(reply.ok()).version, 1);
    }
    let (a, b, c) = tokio::join!(
        disqualify(&judge, round, known[0].0, REASON),
        disqualify(&judge, round, known[1].0, REASON),
        disqualify(&judge, round, known[0].0, REASON),
    );
    let accepted = [&a, &b, &c].iter().filter(|reply| reply.status.is_success()).count();
    assert_eq!(accepted, 2, "{} {} {}", a.text(), b.text(), c.text());
    let results: RoundResults = judge.get(&settlement_of(round)).await.ok();
    assert_eq!(results.disqualified.len(), 2);
    let settlement = newest(results);
    assert_eq!(settlement.version, 3);
    assert_eq!(settlement.standings.iter().filter(|row| row.place.is_none()).count(), 2);
});

both!(only_equals_in_the_whole_chain_are_marked_as_tied, |app: TestApp| async move {
    let chain = vec![TieBreak::MostPoints, TieBreak::ShortestDuration];
    let arranged = app.arrange(RoundRules { chain, ..rules() }).await;
    let players = [
        Player::new("A", &[Play::of(9, 9_000)]),
        Player::new("B", &[Play::of(9, 9_000)]),
        Player::new("C", &[Play::of(9, 9_000)]),
        Player::new("D", &[Play::of(9, 9_001)]),
    ];
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let ties = |settlement: Settlement| settlement.standings.iter().map(|row| row.tied_with_next).collect::<Vec<_>>();
    assert_eq!(ties(newest(settle(&judge, arranged.round).await.ok())), [true, true, false, false]);
    let results: RoundResults = disqualify(&judge, arranged.round, known[2].0, REASON).await.ok();
    assert_eq!(ties(newest(results)), [true, false, false, false], "a tie with somebody who is out decides nothing");
});

both!(played_through_the_front_door_the_settlement_agrees_with_the_board, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    for (n, right) in [(1, 4), (2, 10), (3, 7)] {
        let visitor = app.contestant(&arranged, n).await;
        app.play(&visitor, arranged.round, right).await;
    }
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    assert_eq!(places(&settlement), ["Nguyễn Thị Số 2", "Nguyễn Thị Số 3", "Nguyễn Thị Số 1"]);
    finalise(&judge, arranged.round).await.ok::<RoundResults>();
});

both!(what_is_final_stays_and_is_published_with_masked_names, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let players = [
        Player::new("Nguyễn Văn An", &[Play::of(10, 50_000)]),
        Player::new("Đỗ Thị Ánh", &[Play::of(9, 50_000)]),
        Player::new("Lê Văn Bình", &[Play::of(8, 50_000)]),
        Player::new("Không có giải", &[Play::of(7, 50_000)]),
    ];
    let known = crowd(&app, &arranged, &players).await;
    let (judge, anybody) = (app.sign_in("giamkhao").await, app.visitor());
    let public = format!("/rounds/{}/winners", arranged.round);
    anybody.get(&public).await.refused(ErrorCode::NotSettled);
    app.close_round(arranged.round).await;
    finalise(&judge, arranged.round).await.refused(ErrorCode::NotSettled);
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    anybody.get(&public).await.refused(ErrorCode::NotSettled);

    let results: RoundResults = finalise(&judge, arranged.round).await.ok();
    assert_eq!(results.phase, Phase::Final);
    let settlement = newest(results);
    assert!(settlement.is_final);

    let reply = anybody.get(&public).await;
    let list: WinnerList = reply.ok();
    assert_eq!(list.hash, settlement.hash);
    assert_eq!(list.contest_title, "Cuộc thi thử nghiệm");
    let shown: Vec<_> = list.winners.iter().map(|w| (w.place, w.name.as_str(), w.prize.as_str())).collect();
    let expected =
        [(1, "Nguyễn Văn A***", "Giải Nhất"), (2, "Đỗ Thị Á***", "Giải Nhì"), (3, "Lê Văn B***", "Giải Nhì")];
    assert_eq!(shown, expected);
    for secret in ["Nguyễn Văn An", "Ánh", "Bình\"", "+849", "1990", &known[0].0.to_string()] {
        assert!(!reply.text().contains(secret), "{secret} is not for the public");
    }
    let etag = reply.headers["etag"].to_str().expect("text").to_owned();
    let again = Reply::of(anybody.request(reqwest::Method::GET, &public).header("If-None-Match", etag)).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    settle(&judge, arranged.round).await.refused(ErrorCode::AlreadyFinal);
    finalise(&judge, arranged.round).await.refused(ErrorCode::AlreadyFinal);
    disqualify(&judge, arranged.round, known[3].0, REASON).await.refused(ErrorCode::AlreadyFinal);
    assert_eq!(newest(judge.get(&settlement_of(arranged.round)).await.ok()), settlement);
});

both!(a_settlement_that_the_attempts_no_longer_bear_out_is_not_published, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &[Player::new("Đến trước", &[Play::of(8, 50_000)])]).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    let known = crowd(&app, &arranged, &[Player::new("Ghi muộn", &[Play::of(9, 50_000)])]).await;
    finalise(&judge, arranged.round).await.refused(ErrorCode::NotSettled);
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    assert_eq!((settlement.version, settlement.standings[0].account), (2, known[0].0));
    finalise(&judge, arranged.round).await.ok::<RoundResults>();
});

both!(every_refusal_has_its_code, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let known = crowd(&app, &arranged, &[Player::new("Một người", &[Play::of(8, 50_000)])]).await;
    let (round, account) = (arranged.round, known[0].0);
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    finalise(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    let none: RoundResults = judge.get(&settlement_of(round)).await.ok();
    assert_eq!((none.attempts, none.settlement, none.phase), (1, None, Phase::Open));

    // At the close itself answers may still arrive.
    let closes = app.state.round(round).expect("the round").window.closes_at;
    app.clock.advance(closes.0 - app.now().0);
    settle(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    app.close_round(round).await;

    // An attempt of which nobody knows yet what becomes of it.
    keep_an_attempt_open(&app, round, true).await;
    settle(&judge, round).await.refused(ErrorCode::AttemptsPending);
    keep_an_attempt_open(&app, round, false).await;

    for reason in ["", "    ngắn    ", &"x".repeat(501)] {
        let refused = disqualify(&judge, round, account, reason).await.refused(ErrorCode::ReasonRequired);
        assert_eq!(refused.field.as_deref(), Some("reason"));
    }
    disqualify(&judge, round, account, "thi hộ\u{0}người khác").await.refused(ErrorCode::InvalidField);
    let stranger = AccountId(Uuid::now_v7());
    for nobody in [stranger, arranged.judge] {
        disqualify(&judge, round, nobody, REASON).await.refused(ErrorCode::NotAContestant);
    }
    judge.post(&format!("/staff/rounds/{round}/disqualifications"), &"x").await.refused(ErrorCode::MalformedBody);

    // Before anything is settled a disqualification stands alone.
    let results: RoundResults = disqualify(&judge, round, account, REASON).await.ok();
    assert_eq!((results.settlement, results.disqualified.len()), (None, 1));
    disqualify(&judge, round, account, REASON).await.refused(ErrorCode::AlreadyDisqualified);
    let settlement = newest(settle(&judge, round).await.ok());
    assert_eq!(settlement.standings[0].place, None);
    keep_an_attempt_open(&app, round, true).await;
    finalise(&judge, round).await.refused(ErrorCode::AttemptsPending);
});

/// Puts an attempt that is due in the year 2286 into the live state, or takes it away.
async fn keep_an_attempt_open(app: &TestApp, round: RoundId, open: bool) {
    let socket = app.state.config.data_dir.join("redis/redis.sock");
    let client = redis::Client::open(format!("unix://{}", socket.display())).expect("the socket");
    let mut connection = client.get_multiplexed_async_connection().await.expect("Redis");
    let key = format!("tl:{{{}.0}}:due", round.0.simple());
    let mut command = redis::cmd(if open { "ZADD" } else { "ZREM" });
    command.arg(key);
    if open {
        command.arg(9_999_999_999_999_i64);
    }
    let _: i64 = command.arg(Uuid::nil().simple().to_string()).query_async(&mut connection).await.expect("Redis");
}

both!(a_round_without_attempts_can_be_settled, |app: TestApp| async move {
    let arranged = app.arrange(predicting(PredictionTarget::PercentAllCorrect, true)).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let settlement = newest(settle(&judge, arranged.round).await.ok());
    assert_eq!((settlement.people, settlement.standings.len()), (0, 0));
    assert_eq!(settlement.prediction.map(|frozen| frozen.value), Some(0));
    finalise(&judge, arranged.round).await.ok::<RoundResults>();
    let list: WinnerList = app.visitor().get(&format!("/rounds/{}/winners", arranged.round)).await.ok();
    assert!(list.winners.is_empty());
});

both!(judges_see_all_winners_and_the_first_hundred_of_many, |app: TestApp| async move {
    let prizes = vec![contest_core::winners::Prize { name: "Khuyến khích".into(), quota: 130, amount_vnd: 0 }];
    let arranged = app.arrange(RoundRules { prizes, ..rules() }).await;
    let players: Vec<Player> =
        (0..200).map(|n| Player::new(&format!("Người {n}"), &[Play::of(10, 10_000 + n)])).collect();
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    let settlement = newest(disqualify(&judge, arranged.round, known[199].0, REASON).await.ok());
    assert_eq!(settlement.people, 200);
    assert_eq!(settlement.standings.len(), 131, "130 winners and the one who is out");
    assert_eq!(settlement.standings.last().map(|row| row.place), Some(None));
});

both!(nobody_but_the_appointed_judge_settles, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let known = crowd(&app, &arranged, &[Player::new("Một người", &[Play::of(8, 50_000)])]).await;
    app.staff_account("organiser", "tochuc-khac").await;
    app.staff_account("judge", "giamkhao-khac").await;
    let round = arranged.round;
    let contestant = app.contestant(&arranged, 77).await;
    app.close_round(round).await;
    let owner = app.sign_in("tochuc").await;
    let strangers = [app.sign_in("tochuc-khac").await, app.sign_in("giamkhao-khac").await, contestant];
    let body = Disqualify { account: known[0].0, reason: REASON.into() };
    let exclusion = format!("/staff/rounds/{round}/disqualifications");
    let exports = ["attempts", "ranking", "winners"].iter().flat_map(|kind| {
        ["xlsx", "csv"].map(|format| format!("/staff/rounds/{round}/exports/{kind}.{format}"))
    });
    let exports: Vec<String> = exports.collect();

    let refused_everywhere = async |visitor: &Visitor, code: ErrorCode| {
        visitor.get(&settlement_of(round)).await.refused(code);
        for export in &exports {
            visitor.get(export).await.refused(code);
        }
        settle(visitor, round).await.refused(code);
        finalise(visitor, round).await.refused(code);
        visitor.post(&exclusion, &body).await.refused(code);
    };
    refused_everywhere(&app.visitor(), ErrorCode::SignInRequired).await;
    for stranger in &strangers {
        refused_everywhere(stranger, ErrorCode::Forbidden).await;
    }

    // The owner reads and downloads, but does not judge.
    owner.get(&settlement_of(round)).await.ok::<RoundResults>();
    assert!(owner.get(&exports[0]).await.status.is_success());
    settle(&owner, round).await.refused(ErrorCode::Forbidden);
    finalise(&owner, round).await.refused(ErrorCode::Forbidden);
    owner.post(&exclusion, &body).await.refused(ErrorCode::Forbidden);
    let untouched: RoundResults = owner.get(&settlement_of(round)).await.ok();
    assert!(untouched.settlement.is_none() && untouched.disqualified.is_empty());

    let judge = app.sign_in("giamkhao").await;
    let unknown = RoundId(Uuid::now_v7());
    judge.get(&settlement_of(unknown)).await.refused(ErrorCode::NotFound);
    settle(&judge, unknown).await.refused(ErrorCode::NotFound);
    finalise(&judge, unknown).await.refused(ErrorCode::NotFound);
    disqualify(&judge, unknown, known[0].0, REASON).await.refused(ErrorCode::NotFound);
    judge.get(&format!("/staff/rounds/{unknown}/exports/ranking.csv")).await.refused(ErrorCode::NotFound);
    judge.get(&format!("/rounds/{unknown}/winners")).await.refused(ErrorCode::NotFound);
    judge.get("/rounds/khong-phai-ma/winners").await.refused(ErrorCode::MalformedPath);
    judge.get("/staff/rounds/khong-phai-ma/settlement").await.refused(ErrorCode::MalformedPath);
});
