//! The order of contestants, and that settling can be repeated.

use crate::both;
use crate::common::contest::{MINUTE, rules};
use crate::common::crowd::{Closed, Play, Player, closed, crowd};
use crate::common::results::{REASON, disqualify, finalise, newest, predicting, ranks, settle};
use crate::common::{Database, TestApp, run};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{PredictionTarget, RoundRules};
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, Settlement};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use thiluat::db::entities::standing;

both!(
    the_nearest_prediction_decides_between_equals,
    |app: TestApp| async move {
        let arranged = app
            .arrange(predicting(PredictionTarget::PeopleAllCorrect, true))
            .await;
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
        assert_eq!(
            (frozen.target, frozen.value),
            (PredictionTarget::PeopleAllCorrect, 4)
        );
        assert_eq!(
            ranks(&settlement),
            ["Đoán 3", "Đoán 1", "Đoán 9", "Không đoán", "Sai một câu, đoán 4"]
        );
        assert_eq!(
            (settlement.version, settlement.is_final, settlement.people),
            (1, false, 5)
        );
        assert_eq!(
            settlement.standings[0].unit.as_deref(),
            Some("Tỉnh Thử Nghiệm › Xã Bình Minh")
        );
        assert_eq!(settlement.standings[0].prediction, Some(3));
    }
);

both!(
    the_counted_attempt_is_the_one_the_rules_name,
    |app: TestApp| async move {
        for (counted, first) in [(Counted::Best, 1), (Counted::First, 0), (Counted::Last, 2)] {
            let slug = format!("cuoc-thi-{counted:?}").to_lowercase();
            let organiser = app.staff_account("organiser", &format!("tochuc-{slug}")).await;
            let judge = app.staff_account("judge", &format!("giamkhao-{slug}")).await;
            let arranged = app
                .arrange_for(organiser, judge, &slug, RoundRules { counted, ..rules() })
                .await;
            let attempts = [Play::of(5, 10_000), Play::of(9, 20_000), Play::of(7, 30_000)];
            let known = crowd(&app, &arranged, &[Player::new("Ba lượt", &attempts)]).await;
            app.close_round(arranged.round).await;
            let visitor = app.sign_in(&format!("giamkhao-{slug}")).await;
            let results: RoundResults = settle(&visitor, arranged.round).await.ok();
            assert_eq!(results.attempts, 3);
            assert_eq!(
                newest(results).standings[0].attempt,
                known[0].1[first],
                "{counted:?}"
            );
        }
    }
);

both!(
    settling_again_with_nothing_changed_changes_nothing,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let tied: Vec<Player> = (0..3)
            .map(|n| Player::new(&format!("Người {n}"), &[Play::of(5, 9_000)]))
            .collect();
        crowd(&app, &arranged, &tied).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let once = newest(settle(&judge, arranged.round).await.ok());
        app.clock.advance(MINUTE);
        assert_eq!(newest(settle(&judge, arranged.round).await.ok()), once);
        let (one, two) = tokio::join!(settle(&judge, arranged.round), settle(&judge, arranged.round));
        assert_eq!(newest(one.ok()), once);
        assert_eq!(newest(two.ok()), once);
    }
);

both!(
    only_equals_in_the_whole_chain_are_marked_as_tied,
    |app: TestApp| async move {
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
        let ties = |settlement: Settlement| {
            settlement
                .standings
                .iter()
                .map(|row| row.tied_with_next)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ties(newest(settle(&judge, arranged.round).await.ok())),
            [true, true, false, false]
        );
        let results: RoundResults = disqualify(&judge, arranged.round, known[2].0, REASON).await.ok();
        assert_eq!(
            ties(newest(results)),
            [true, false, false, false],
            "a tie with somebody who is out decides nothing"
        );
    }
);

both!(
    played_through_the_front_door_the_settlement_agrees_with_the_board,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        for (n, right) in [(1, 4), (2, 10), (3, 7)] {
            let visitor = app.contestant(&arranged, n).await;
            app.play(&visitor, arranged.round, right).await;
        }
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let settlement = newest(settle(&judge, arranged.round).await.ok());
        let board: Board = judge.get(&paths::board(arranged.round)).await.ok();
        let on_board: Vec<_> = board
            .standings
            .iter()
            .map(|standing| (standing.points, standing.duration_ms))
            .collect();
        let settled: Vec<_> = settlement
            .standings
            .iter()
            .map(|row| (row.points, row.duration_ms))
            .collect();
        assert_eq!(settled, on_board);
        assert_eq!(
            settled.iter().map(|row| row.0).collect::<Vec<_>>(),
            [1_000, 700, 400]
        );
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
    }
);

both!(
    a_round_without_attempts_can_be_settled,
    |app: TestApp| async move {
        let arranged = app
            .arrange(predicting(PredictionTarget::PercentAllCorrect, true))
            .await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let settlement = newest(settle(&judge, arranged.round).await.ok());
        assert_eq!((settlement.people, settlement.standings.len()), (0, 0));
        assert_eq!(settlement.prediction.map(|frozen| frozen.value), Some(0));
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let list: WinnerList = app.visitor().get(&paths::winners(arranged.round)).await.ok();
        assert!(list.winners.is_empty());
    }
);

both!(
    judges_see_all_winners_and_the_first_hundred_of_many,
    |app: TestApp| async move {
        let prizes = vec![contest_core::winners::Prize {
            name: "Khuyến khích".into(),
            quota: 130,
            amount_vnd: 0,
        }];
        let arranged = app.arrange(RoundRules { prizes, ..rules() }).await;
        let players: Vec<Player> = (0..200)
            .map(|n| Player::new(&format!("Người {n}"), &[Play::of(10, 10_000 + n)]))
            .collect();
        let known = crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        let settlement = newest(
            disqualify(&judge, arranged.round, known[199].0, REASON)
                .await
                .ok(),
        );
        assert_eq!(settlement.people, 200);
        assert_eq!(
            settlement.standings.len(),
            131,
            "130 winners and the one who is out"
        );
        assert_eq!(settlement.standings.last().map(|row| row.rank), Some(None));
    }
);

/// The database loses a row that was written, as after a crash in which the row had not reached the disk.
#[test]
fn a_ranking_that_lacks_a_row_is_made_once_more() {
    run(Database::Postgres, async |app| {
        let Closed { round, .. } = closed(&app, 4).await;
        let lose_one = "CREATE SEQUENCE lost; \
            CREATE FUNCTION lose_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                IF NEW.position = 2 AND nextval('lost') = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$; \
            CREATE TRIGGER lose_one BEFORE INSERT ON standings FOR EACH ROW EXECUTE FUNCTION lose_one()";
        app.state
            .db
            .write
            .execute_unprepared(lose_one)
            .await
            .expect("PostgreSQL");
        let judge = app.sign_in("giamkhao").await;
        let settlement = newest(settle(&judge, round).await.ok());
        assert_eq!((settlement.version, settlement.standings.len()), (1, 4));
        let standings = standing::Entity::find().count(&app.state.db.read).await;
        assert_eq!(standings.expect("standings"), 4, "nothing is left of the first");
    });
}
