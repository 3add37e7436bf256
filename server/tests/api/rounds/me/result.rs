//! `/rounds/{round}/me/result`: place, prize and the reasons for both, for the contestant alone and only once the result
//! is final.

use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{REASON, disqualify, finalise, predicting, settle};
use crate::common::{TestApp, Visitor};
use contest_core::explaining::Compared;
use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::ranking::TieBreak;
use contest_core::rounds::{PredictionTarget, RoundRules};
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::my_result::{MyPlace, MyResult, Neighbour, NoPrize, Place, WonPrize};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use thiluat::auth::session::Claims;
use thiluat::db::entities::{attempt, disqualification, standing};

fn as_contestant(app: &TestApp, account: AccountId) -> Visitor {
    app.with_session(&Claims::new(account, Role::Contestant, app.now()))
}

async fn told(app: &TestApp, round: RoundId, account: AccountId) -> MyResult {
    as_contestant(app, account)
        .get(&paths::my_result(round))
        .await
        .ok()
}

async fn place(app: &TestApp, round: RoundId, account: AccountId) -> MyPlace {
    told(app, round, account).await.ranked.expect("a place")
}

/// Plays, settles, disqualifies one if asked to, and publishes.
async fn published(
    app: &TestApp,
    rules: RoundRules,
    players: &[Player],
    out: Option<usize>,
) -> (Arranged, Vec<AccountId>) {
    let arranged = app.arrange(rules).await;
    let accounts = crowd(app, &arranged, players).await;
    let accounts: Vec<AccountId> = accounts.into_iter().map(|(account, _)| account).collect();
    publish(app, &arranged, out.map(|out| accounts[out])).await;
    (arranged, accounts)
}

async fn publish(app: &TestApp, arranged: &Arranged, out: Option<AccountId>) {
    let round = arranged.round;
    app.close_round(round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, round).await.ok::<RoundResults>();
    if let Some(out) = out {
        disqualify(&judge, round, out, REASON).await.ok::<RoundResults>();
    }
    finalise(&judge, round).await.ok::<RoundResults>();
}

fn decided(neighbour: &Option<Neighbour>) -> (TieBreak, Option<i64>, Option<i64>) {
    let why = &neighbour.as_ref().expect("a neighbour").why;
    let Compared { link, own, other } = why.decided.expect("a link that decided");
    (link, own, other)
}

fn equal(neighbour: &Option<Neighbour>) -> Vec<TieBreak> {
    let why = &neighbour.as_ref().expect("a neighbour").why;
    why.equal.iter().map(|compared| compared.link).collect()
}

both!(
    every_link_is_explained_from_both_sides,
    |app: TestApp| async move {
        let rules = RoundRules {
            chain: vec![
                TieBreak::AllCorrect,
                TieBreak::MostPoints,
                TieBreak::NearestPrediction,
                TieBreak::ShortestDuration,
                TieBreak::EarliestStart,
            ],
            ..predicting(PredictionTarget::People, true)
        };
        let players = [
            Player::new("Đúng Hết", &[Play::of(10, 60_000).guessing(90)]),
            Player::new("Đúng Chín", &[Play::of(9, 60_000).guessing(5)]),
            Player::new("Đoán Gần", &[Play::of(8, 60_000).guessing(5)]),
            Player::new("Đoán Xa", &[Play::of(8, 60_000).guessing(9)]),
            Player::new("Làm Chậm", &[Play::of(8, 70_250).guessing(9)]),
            Player::new("Bắt Đầu Sau", &[Play::of(8, 70_250).guessing(9)]),
        ];
        let (arranged, accounts) = published(&app, rules, &players, None).await;
        let mut places = Vec::new();
        for account in &accounts {
            places.push(place(&app, arranged.round, *account).await);
        }
        let opens_at = app.state.round(arranged.round).expect("it").window.opens_at.0;
        let expected = [
            (TieBreak::AllCorrect, Some(1), Some(0)),
            (TieBreak::MostPoints, Some(900), Some(800)),
            (TieBreak::NearestPrediction, Some(1), Some(3)),
            (TieBreak::ShortestDuration, Some(60_000), Some(70_250)),
            (TieBreak::EarliestStart, Some(opens_at + 4), Some(opens_at + 5)),
        ];
        for (n, (link, better, worse)) in expected.into_iter().enumerate() {
            let (upper, lower) = (&places[n], &places[n + 1]);
            assert_eq!(decided(&upper.behind), (link, better, worse), "{n}");
            assert_eq!(decided(&lower.ahead), (link, worse, better), "{n}");
            assert_eq!(equal(&upper.behind), equal(&lower.ahead), "{n}");
            assert_eq!(equal(&upper.behind).len(), n, "each pair is equal up to its link");
            let rank = n as u64 + 1;
            assert_eq!(upper.place, Place { rank, people: 6 });
            assert_eq!(upper.behind.as_ref().map(|behind| behind.rank), Some(rank + 1));
            assert_eq!(lower.ahead.as_ref().map(|ahead| ahead.rank), Some(rank));
        }
        assert_eq!((places[0].ahead.clone(), places[5].behind.clone()), (None, None));
        // Names are masked, as on the board.
        let names = |n: usize| places[n].ahead.as_ref().map(|ahead| ahead.name.clone());
        assert_eq!(names(1).as_deref(), Some("Đúng H***"));
        let truth = places[2].prediction.expect("a prediction");
        assert_eq!(
            (truth.target, truth.value, truth.own),
            (PredictionTarget::People, 6, Some(5))
        );
        let prizes: Vec<Option<&str>> = places
            .iter()
            .map(|place| place.prize.as_ref().map(|prize| prize.name.as_str()))
            .collect();
        assert_eq!(
            prizes[..4],
            [Some("Giải Nhất"), Some("Giải Nhì"), Some("Giải Nhì"), None]
        );
        assert_eq!(
            places[0].prize,
            Some(WonPrize {
                name: "Giải Nhất".into(),
                amount_vnd: 2_000_000
            })
        );
        assert_eq!(places[0].no_prize, None);
        assert_eq!(places[3].no_prize, Some(NoPrize::AllAwarded));
        let organiser = told(&app, arranged.round, accounts[0]).await.organiser;
        assert_eq!(organiser, "Sở Tư pháp tỉnh thử nghiệm");
    }
);

both!(
    a_tie_in_every_criterion_is_told_as_one,
    |app: TestApp| async move {
        let rules = RoundRules {
            chain: vec![
                TieBreak::AllCorrect,
                TieBreak::MostPoints,
                TieBreak::MostCorrect,
                TieBreak::ShortestDuration,
                TieBreak::ShortestToLastChange,
                TieBreak::NearestPrediction,
            ],
            prizes: Vec::new(),
            ..predicting(PredictionTarget::People, true)
        };
        let same = [Play::of(7, 60_000)];
        let players = ["Một", "Hai"].map(|name| Player::new(name, &same));
        let (arranged, accounts) = published(&app, rules.clone(), &players, None).await;
        let places = [
            place(&app, arranged.round, accounts[0]).await,
            place(&app, arranged.round, accounts[1]).await,
        ];
        for neighbour in [&places[0].behind, &places[1].ahead] {
            assert_eq!(neighbour.as_ref().expect("one").why.decided, None);
            assert_eq!(equal(neighbour), rules.chain);
        }
        // Nobody made a prediction, so there is no distance; what came true is told all the same.
        let last = places[0].behind.as_ref().expect("one").why.equal[5];
        assert_eq!((last.own, last.other), (None, None));
        assert_eq!(
            places[0].prediction.map(|truth| (truth.value, truth.own)),
            Some((2, None))
        );
        assert_eq!(places[0].no_prize, Some(NoPrize::NoneOffered));
    }
);

both!(lots_are_told_without_their_numbers, |app: TestApp| async move {
    let rules = RoundRules {
        chain: vec![TieBreak::MostPoints, TieBreak::Lot],
        ..rules()
    };
    let players = ["Một", "Hai"].map(|name| Player::new(name, &[Play::of(0, 60_000)]));
    let (arranged, accounts) = published(&app, rules, &players, None).await;
    for account in accounts {
        let place = place(&app, arranged.round, account).await;
        let neighbour = place.ahead.or(place.behind);
        assert_eq!(decided(&neighbour), (TieBreak::Lot, None, None));
        assert_eq!(place.no_prize, Some(NoPrize::NoPoints));
    }
});

both!(
    the_disqualified_make_way_in_all_places,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let players: Vec<Player> = (0..5)
            .map(|n| Player::new(&format!("Người {n}"), &[Play::of(9 - n, 60_000)]))
            .collect();
        let known = crowd(&app, &arranged, &players).await;
        let accounts: Vec<AccountId> = known.into_iter().map(|(account, _)| account).collect();
        // The second and the fourth play for the unit above.
        let [above, own] = arranged.units;
        let moved: Vec<AccountId> = vec![accounts[1], accounts[3]];
        attempt::Entity::update_many()
            .col_expr(attempt::Column::UnitId, Expr::value(above))
            .filter(attempt::Column::AccountId.is_in(moved))
            .exec(&app.state.db.write)
            .await
            .expect("other units");
        publish(&app, &arranged, Some(accounts[0])).await;

        let mut found = Vec::new();
        for account in &accounts[1..] {
            let place = place(&app, arranged.round, *account).await;
            let unit = place.unit.expect("a unit");
            found.push((
                place.place.rank,
                place.place.people,
                unit.name,
                unit.place.rank,
                unit.place.people,
            ));
        }
        let [above, own] = [above, own].map(|unit| name_of(&app, &arranged, unit));
        assert_eq!(
            found,
            [
                (1, 4, above.clone(), 1, 2),
                (2, 4, own.clone(), 1, 2),
                (3, 4, above, 2, 2),
                (4, 4, own, 2, 2)
            ]
        );
        let first = place(&app, arranged.round, accounts[1]).await;
        assert_eq!(first.ahead, None, "who is out is nobody's neighbour");

        let out = told(&app, arranged.round, accounts[0]).await;
        assert_eq!(out.ranked, None);
        let decision = out.disqualification.expect("a disqualification");
        assert_eq!(decision.reason.as_deref(), Some(REASON));
        assert!(decision.at <= app.now());
        // A judge of an earlier release did not know that the contestant would read it.
        disqualification::Entity::update_many()
            .col_expr(disqualification::Column::Told, Expr::value(false))
            .exec(&app.state.db.write)
            .await
            .expect("as before");
        let out = told(&app, arranged.round, accounts[0]).await;
        assert_eq!(out.disqualification.map(|decision| decision.reason), Some(None));
    }
);

fn name_of(app: &TestApp, arranged: &Arranged, unit: UnitId) -> String {
    let catalog = app.state.contests.catalog();
    let contest = catalog.contest(arranged.contest).expect("the contest");
    let found = contest.units.iter().find(|found| found.id == unit);
    found.expect("a unit").name.clone()
}

both!(
    nothing_is_told_to_others_or_too_early,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let path = paths::my_result(arranged.round);
        let contestant = app.contestant(&arranged, 1).await;
        let idle = app.contestant(&arranged, 2).await;
        app.play(&contestant, arranged.round, 8).await;
        contestant.get(&path).await.refused(ErrorCode::NotSettled);
        app.close_round(arranged.round).await;
        contestant.get(&path).await.refused(ErrorCode::NotSettled);
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        contestant.get(&path).await.refused(ErrorCode::NotSettled);
        finalise(&judge, arranged.round).await.ok::<RoundResults>();

        let told: MyResult = contestant.get(&path).await.ok();
        let ranked = told.ranked.expect("a place");
        assert_eq!((ranked.place.rank, ranked.place.people), (1, 1));
        assert_eq!((ranked.ahead, ranked.behind), (None, None));
        assert_eq!(ranked.prediction, None, "the ranking counts none");
        // Who has not taken part has nothing to be told, and nobody sees another's.
        let told: MyResult = idle.get(&path).await.ok();
        assert_eq!((told.ranked, told.disqualification), (None, None));
        app.visitor().get(&path).await.refused(ErrorCode::SignInRequired);
        judge.get(&path).await.refused(ErrorCode::StaffBarred);
    }
);

both!(
    a_ranking_of_an_earlier_release_has_no_places_in_units,
    |app: TestApp| async move {
        let players = ["Một", "Hai"].map(|name| Player::new(name, &[Play::of(7, 60_000)]));
        let arranged = app.arrange(rules()).await;
        let known = crowd(&app, &arranged, &players).await;
        publish(&app, &arranged, None).await;
        standing::Entity::update_many()
            .col_expr(standing::Column::UnitId, Expr::value(None::<UnitId>))
            .col_expr(standing::Column::UnitPosition, Expr::value(None::<i32>))
            .exec(&app.state.db.write)
            .await
            .expect("as before");
        let place = place(&app, arranged.round, known[1].0).await;
        assert_eq!((place.place.rank, place.unit), (2, None));
    }
);

both!(
    what_a_record_does_not_confirm_is_not_explained,
    |app: TestApp| async move {
        let players = ["Một", "Hai"].map(|name| Player::new(name, &[Play::of(7, 60_000)]));
        let (arranged, accounts) = published(&app, rules(), &players, None).await;
        assert!(place(&app, arranged.round, accounts[1]).await.ahead.is_some());
        attempt::Entity::update_many()
            .col_expr(attempt::Column::Points, Expr::value(1))
            .filter(attempt::Column::AccountId.eq(accounts[0]))
            .exec(&app.state.db.write)
            .await
            .expect("changed by hand");
        let place = place(&app, arranged.round, accounts[1]).await;
        assert_eq!((place.place.rank, place.ahead), (2, None));
    }
);
