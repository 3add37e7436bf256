//! The file is complete, and anybody can check the hash from it.

use super::{BANNER, column, csv_records, download, settle, sheet, texts};
use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::crowd::{Closed, Play, Player, closed, crowd};
use crate::common::{Reply, TestApp};
use contest_core::ranking::TieBreak;
use contest_core::rounds::{Prediction, PredictionTarget, RoundRules};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults, Settlement};
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use thiluat::db::entities::audit;

fn many(count: usize) -> Vec<Player> {
    let play = |n: usize| Play::of((n % 11) as u16, 10_000 + (n * 7_919 % 5_000) as i64).guessing(n as i64);
    let one = |n: usize| {
        let attempts: Vec<Play> = (0..=n % 3).map(|extra| play(n + extra)).collect();
        Player::new(&format!("Nguyễn Thị Phượng Ước {n}"), &attempts)
    };
    (0..count).map(one).collect()
}

both!(
    nothing_is_missing_however_many_there_are,
    |app: TestApp| async move {
        // More than one page of attempts, one page of standings, and one insertion of rows.
        const PEOPLE: usize = 4_100;
        let prediction = Prediction {
            question: "Bao nhiêu?".into(),
            target: PredictionTarget::Attempts,
            before_disqualification: true,
        };
        let chain = vec![TieBreak::MostPoints, TieBreak::NearestPrediction, TieBreak::Lot];
        let arranged = app
            .arrange(RoundRules {
                chain,
                prediction: Some(prediction),
                ..rules()
            })
            .await;
        let players = many(PEOPLE);
        let attempts: usize = players.iter().map(|player| player.attempts.len()).sum();
        let known = crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await;
        let body = Disqualify {
            accounts: vec![known[9].0],
            reason: "Thi hộ người khác".into(),
        };
        let exclusion = paths::disqualifications(arranged.round);
        let results: RoundResults = judge.job(&exclusion, &body).await.ok();
        let settlement = results.settlement.expect("a settlement");
        assert_eq!(
            settlement.prediction.map(|frozen| frozen.value),
            Some(attempts as i64)
        );

        let ranking = csv_records(&download(&judge, arranged.round, "ranking.csv").await);
        check_ranking(&ranking, PEOPLE);
        assert_eq!(
            hash_of(&arranged, &settlement, &ranking[2..]),
            settlement.hash,
            "anybody can check the hash"
        );
        let book = sheet(&download(&judge, arranged.round, "ranking.xlsx").await);
        assert_eq!(book.len(), ranking.len());
        let (name, id) = (
            column(&ranking[1], "Họ và tên"),
            column(&ranking[1], "Mã lượt thi"),
        );
        for (in_csv, in_xlsx) in ranking.iter().zip(&book).skip(1) {
            let in_xlsx = texts(in_xlsx);
            assert_eq!((&in_csv[name], &in_csv[id]), (&in_xlsx[name], &in_xlsx[id]));
        }

        let listed = csv_records(&download(&judge, arranged.round, "attempts.csv").await);
        assert_eq!(listed.len(), attempts + 2);
        let id = column(&listed[1], "Mã lượt thi");
        let exported: BTreeSet<String> = listed[2..].iter().map(|row| row[id].clone()).collect();
        let recorded: BTreeSet<String> = known
            .iter()
            .flat_map(|(_, ids)| ids)
            .map(ToString::to_string)
            .collect();
        assert_eq!(exported, recorded, "every attempt once");
        let counts = column(&listed[1], "Lượt được tính");
        assert_eq!(
            listed[2..].iter().filter(|row| row[counts] == "Có").count(),
            PEOPLE
        );
        let counted: BTreeSet<&String> = listed[2..]
            .iter()
            .filter(|row| row[counts] == "Có")
            .map(|row| &row[id])
            .collect();
        let ranked_id = column(&ranking[1], "Mã lượt thi");
        assert_eq!(counted, ranking[2..].iter().map(|row| &row[ranked_id]).collect());
        assert_eq!(
            sheet(&download(&judge, arranged.round, "attempts.xlsx").await).len(),
            attempts + 2
        );
    }
);

both!(
    a_download_that_breaks_off_cannot_be_taken_for_the_whole,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        // More than one page of standings.
        let players: Vec<Player> = many(2_100);
        crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await;
        let lose = async |position: u32| {
            let lost = format!(
                "DELETE FROM attempts WHERE id = (SELECT attempt_id FROM standings WHERE position = {position})"
            );
            let lost = app.state.db.write.execute_unprepared(&lost).await;
            assert_eq!(lost.expect("lost").rows_affected(), 1);
        };
        app.leaves_pending("the database has lost attempts");
        let address = paths::export(arranged.round, "ranking.csv");

        lose(2_050).await;
        let begun = judge
            .request(Method::GET, &address)
            .send()
            .await
            .expect("an answer");
        assert_eq!(begun.status(), 200);
        assert!(begun.bytes().await.is_err(), "the end never comes");

        // A loss that is noticed before the first byte is sent is reported as an error.
        lose(1).await;
        judge.get(&address).await.refused(ErrorCode::Internal);
    }
);

fn check_ranking(records: &[Vec<String>], people: usize) {
    assert_eq!(records[0][0], BANNER);
    assert_eq!(records.len(), people + 2);
    let (rows, headings) = (&records[2..], &records[1]);
    let (position, rank, points) = (
        column(headings, "STT"),
        column(headings, "Hạng"),
        column(headings, "Điểm"),
    );
    let ranks: Vec<u32> = rows.iter().filter_map(|row| row[rank].parse().ok()).collect();
    assert_eq!(ranks, (1..people as u32).collect::<Vec<u32>>(), "one is out");
    let positions: Vec<usize> = rows
        .iter()
        .map(|row| row[position].parse().expect("a number"))
        .collect();
    assert_eq!(positions, (1..=people).collect::<Vec<usize>>());
    let points: Vec<f64> = rows
        .iter()
        .map(|row| row[points].parse().expect("a number"))
        .collect();
    assert!(points.is_sorted_by(|a, b| a >= b));
    let out: Vec<&Vec<String>> = rows.iter().filter(|row| row[rank].is_empty()).collect();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0][column(headings, "Tình trạng")], "Bị loại");
}

/// Computes the hash from the exported ranking as its note sheet describes.
fn hash_of(arranged: &Arranged, settlement: &Settlement, rows: &[Vec<String>]) -> String {
    let (round, people) = (arranged.round, rows.len());
    let value = settlement
        .prediction
        .map_or("-".into(), |frozen| frozen.value.to_string());
    let mut order = format!("thiluat-ranking/1\t{round}\t{people}\n");
    let mut decided = String::new();
    for row in rows {
        // Position, account, attempt, sort key, whether any points were earned.
        let earned = u8::from(row[6] != "0.00").to_string();
        let fields = [&row[0], &row[18], &row[17], &row[19], &earned];
        order.push_str(&(fields.map(String::as_str).join("\t") + "\n"));
        let (position, rank, prize, amount) = (&row[0], &row[1], &row[13], &row[14]);
        if rank.is_empty() {
            decided.push_str(&format!("{position}\tout\n"));
        } else if !prize.is_empty() {
            decided.push_str(&format!("{position}\t{amount}\t{prize}\n"));
        }
    }
    let order = hex::encode(Sha256::digest(order));
    let head = format!("thiluat-settlement/2\t{round}\t{people}\t{value}\t{order}\n");
    hex::encode(Sha256::digest(head + &decided))
}

both!(
    asking_for_the_headers_of_an_export_is_no_export,
    |app: TestApp| async move {
        let Closed { round, .. } = closed(&app, 3).await;
        let judge = app.sign_in("giamkhao").await;
        let path = paths::export(round, "attempts.csv");
        let logged = async || {
            let exports = audit::Entity::find().filter(audit::Column::Action.eq("results.exported"));
            exports.count(&app.state.db.read).await.expect("a count")
        };
        let head = Reply::of(judge.request(Method::HEAD, &path)).await;
        assert_eq!(
            (head.status, head.body.len(), logged().await),
            (StatusCode::OK, 0, 0)
        );
        let file = judge.get(&path).await;
        assert_eq!((file.status, logged().await), (StatusCode::OK, 1));
    }
);
