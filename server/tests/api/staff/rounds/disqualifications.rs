//! `/staff/rounds/{round}/disqualifications`: what a disqualification does to ranks, prizes and predictions.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{REASON, disqualify, newest, predicting, ranks, settle};
use contest_core::rounds::PredictionTarget;
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, Settlement};

both!(
    a_disqualification_changes_the_predicted_value_if_the_rules_say_so,
    |app: TestApp| async move {
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
        assert_eq!(
            ranks(&settlement)[..2],
            ["Đoán 4", "Đoán 2"],
            "the counted attempt's own prediction applies"
        );

        disqualify(&judge, arranged.round, known[2].0, REASON)
            .await
            .ok::<RoundResults>();
        let results: RoundResults = disqualify(&judge, arranged.round, known[3].0, REASON).await.ok();
        let settlement = newest(results);
        assert_eq!(settlement.prediction.map(|frozen| frozen.value), Some(2));
        assert_eq!(ranks(&settlement), ["Đoán 2", "Đoán 4"]);
        assert_eq!((settlement.version, settlement.people), (3, 4));
        assert_eq!(
            settlement.ranked, 2,
            "the disqualified took part, but have no rank"
        );
    }
);

both!(
    the_next_one_moves_up_within_the_quotas,
    |app: TestApp| async move {
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
        let before = [
            ("Nhất", first),
            ("Nhì", second),
            ("Ba", second),
            ("Tư", None),
            ("Không điểm", None),
        ];
        assert_eq!(prizes(&settlement), before);
        assert_eq!(settlement.standings[1].amount_vnd, 1_000_000);

        let results: RoundResults = disqualify(&judge, arranged.round, known[0].0, &format!("  {REASON}\n"))
            .await
            .ok();
        assert_eq!(results.disqualified.len(), 1);
        assert_eq!(results.disqualified[0].name, "Nhất");
        assert_eq!(results.disqualified[0].reason, REASON);
        assert_eq!(results.disqualified[0].by, "Cán bộ giamkhao");
        let settlement = newest(results);
        let after = [
            ("Nhất", None),
            ("Nhì", first),
            ("Ba", second),
            ("Tư", second),
            ("Không điểm", None),
        ];
        assert_eq!(prizes(&settlement), after, "the disqualified keep a row");
        assert_eq!(
            settlement
                .standings
                .iter()
                .map(|row| row.rank)
                .collect::<Vec<_>>()[..2],
            [None, Some(1)]
        );
        assert_eq!(settlement.version, 2);

        for account in [known[1].0, known[2].0, known[3].0] {
            disqualify(&judge, arranged.round, account, REASON)
                .await
                .ok::<RoundResults>();
        }
        let settlement = newest(judge.get(&paths::settlement(arranged.round)).await.ok());
        assert_eq!(
            settlement
                .standings
                .last()
                .map(|row| (row.rank, row.prize.clone())),
            Some((Some(1), None))
        );
        assert!(
            prizes(&settlement).iter().all(|(_, prize)| prize.is_none()),
            "without points there is no prize"
        );

        let log: AuditLog = app
            .sign_in("tochuc")
            .await
            .get(&paths::audit(arranged.contest))
            .await
            .ok();
        let count = |action: &str| log.events.iter().filter(|event| event.action == action).count();
        assert_eq!((count("round.settled"), count("contestant.disqualified")), (5, 4));
    }
);

both!(
    judges_at_the_same_time_make_one_version_each_for_what_changed,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let players: Vec<Player> = (0..6)
            .map(|n| Player::new(&format!("Người {n}"), &[Play::of(5, n)]))
            .collect();
        let known = crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let round = arranged.round;
        let (a, b, c) = tokio::join!(
            settle(&judge, round),
            settle(&judge, round),
            settle(&judge, round)
        );
        for reply in [a, b, c] {
            assert_eq!(newest(reply.ok()).version, 1);
        }
        let (a, b, c) = tokio::join!(
            disqualify(&judge, round, known[0].0, REASON),
            disqualify(&judge, round, known[1].0, REASON),
            disqualify(&judge, round, known[0].0, REASON),
        );
        // Judges who ask while another decision is being carried out are told so; the same decision is the same job.
        for (reply, account) in [(a, known[0].0), (b, known[1].0), (c, known[0].0)] {
            if !reply.status.is_success() {
                // Unless the same decision had been carried out when this one was asked for.
                if reply.text().contains("already_disqualified") {
                    continue;
                }
                reply.refused(ErrorCode::JobRunning);
                let again = disqualify(&judge, round, account, REASON).await;
                if !again.status.is_success() {
                    again.refused(ErrorCode::AlreadyDisqualified);
                }
            }
        }
        let results: RoundResults = judge.get(&paths::settlement(round)).await.ok();
        assert_eq!(results.disqualified.len(), 2);
        let settlement = newest(results);
        assert_eq!(settlement.version, 3);
        assert_eq!(
            settlement
                .standings
                .iter()
                .filter(|row| row.rank.is_none())
                .count(),
            2
        );
    }
);

fn prizes(settlement: &Settlement) -> Vec<(&str, Option<&str>)> {
    settlement
        .standings
        .iter()
        .map(|row| (row.name.as_str(), row.prize.as_deref()))
        .collect()
}
