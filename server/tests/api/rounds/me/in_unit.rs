//! `/rounds/{round}/me`: the place within the unit, while the round runs and once it is final.

use crate::both;
use crate::common::contest::{Arranged, PASSWORD, rules};
use crate::common::crowd::{Play, Player, crowd};
use crate::common::places::{place_told, recomputed_places};
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::results::{REASON, disqualify, finalise, settle};
use crate::common::soon::until;
use crate::common::{TestApp, Visitor};
use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::wire::accounts::Role;
use contest_core::wire::attempts::MyRoundInUnit;
use contest_core::wire::me::EraseMe;
use contest_core::wire::my_result::MyResult;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use thiluat::auth::session::Claims;
use thiluat::db::entities::{attempt, entry};
use uuid::Uuid;

struct Person {
    account: AccountId,
    visitor: Visitor,
}

/// Registers somebody for a unit, who then plays once.
async fn who_plays(app: &TestApp, arranged: &Arranged, n: u32, unit: usize, right: usize) -> Person {
    let visitor = app.contestant_of(arranged, n, arranged.units[unit]).await;
    let open = visitor.start(arranged.round).await;
    let sheet = app.sheet_with(arranged.round, open.attempt, right, 1);
    visitor.submit(&open, sheet).await;
    Person {
        account: account_of(app, open.attempt).await,
        visitor,
    }
}

async fn told(person: &Person, round: RoundId) -> MyRoundInUnit {
    person.visitor.get(&paths::my_round(round)).await.ok()
}

/// Waits until everybody has the rank and the place that follow from the rows. The board learns of an attempt right
/// after its commit.
async fn agree(app: &TestApp, round: RoundId, people: &[Person], when: &str) {
    until(when, async || {
        let expected = recomputed_places(&app.state.db.read, round).await;
        for person in people {
            let found = told(person, round).await;
            if found.mine.rank.is_none() || place_told(&found) != expected.get(&person.account).copied() {
                return false;
            }
        }
        true
    })
    .await;
}

both!(
    places_in_units_follow_the_board_and_the_final_result_confirms_them,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut people = vec![who_plays(&app, &arranged, 1, 1, 3).await];
        agree(&app, round, &people, "alone in the unit").await;
        assert_eq!(told(&people[0], round).await.unit, None, "nobody to compare with");
        for (n, unit, right) in [(2, 1, 8), (3, 0, 6), (4, 0, 9), (5, 1, 8), (6, 1, 1)] {
            people.push(who_plays(&app, &arranged, n, unit, right).await);
            agree(&app, round, &people, "one more has played").await;
        }
        let first = told(&people[0], round).await;
        let unit = first.unit.expect("a place");
        assert_eq!(
            (unit.place.rank, unit.place.people, first.mine.rank),
            (3, 4, Some(5))
        );
        assert_eq!(unit.name, "Xã Bình Minh");
        // A better attempt, a worse one, and a better one again.
        for (n, right) in [(0, 9), (2, 2), (5, 10), (0, 4)] {
            app.play(&people[n].visitor, round, right).await;
            agree(&app, round, &people, "another attempt").await;
        }
        // Equal in points and time, which the next criterion decides; they come with the rebuild.
        let tied = ["Một", "Hai"].map(|name| Player::new(name, &[Play::of(8, 60_000)]));
        for (account, _) in crowd(&app, &arranged, &tied).await {
            let claims = Claims::new(account, Role::Contestant, app.now());
            let visitor = app.with_session(&claims);
            people.push(Person { account, visitor });
        }
        app.wipe_redis().await;
        agree(&app, round, &people, "rebuilt").await;
        let mut live = Vec::new();
        for person in &people {
            live.push(told(person, round).await.unit);
        }
        let tied: Vec<u64> = live[6..].iter().flatten().map(|unit| unit.place.rank).collect();
        assert_eq!(tied, [tied[0], tied[0] + 1]);

        app.close_round(round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.ok::<RoundResults>();
        finalise(&judge, round).await.ok::<RoundResults>();
        for (person, live) in people.iter().zip(live) {
            assert!(live.is_some());
            assert_eq!(told(person, round).await.unit, live);
            let told: MyResult = person.visitor.get(&paths::my_result(round)).await.ok();
            assert_eq!(told.ranked.and_then(|ranked| ranked.unit), live);
        }
    }
);

both!(
    in_a_final_result_the_disqualified_have_no_place_and_leave_none_alone_told,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut people = Vec::new();
        for (n, unit, right) in [(1, 1, 9), (2, 1, 8), (3, 1, 7), (4, 0, 6), (5, 0, 5)] {
            people.push(who_plays(&app, &arranged, n, unit, right).await);
        }
        agree(&app, round, &people, "all have played").await;
        app.close_round(round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.ok::<RoundResults>();
        for out in [0, 3] {
            let gone = disqualify(&judge, round, people[out].account, REASON).await;
            gone.ok::<RoundResults>();
        }
        // Only judges know, until the result is final: everybody keeps the place that the board gives.
        agree(&app, round, &people, "not published").await;
        finalise(&judge, round).await.ok::<RoundResults>();
        let mut places = Vec::new();
        for person in &people {
            places.push(place_told(&told(person, round).await));
        }
        assert_eq!(places, [None, Some((1, 2)), Some((2, 2)), None, None]);
        let alone: MyResult = people[4].visitor.get(&paths::my_result(round)).await.ok();
        assert_eq!(alone.ranked.expect("a place").unit, None);
    }
);

/// Changes the unit of somebody's entry, which no request does.
async fn move_entry(app: &TestApp, account: AccountId, unit: UnitId) {
    entry::Entity::update_many()
        .col_expr(entry::Column::UnitId, Expr::value(unit))
        .filter(entry::Column::AccountId.eq(account))
        .exec(&app.state.db.write)
        .await
        .expect("an entry");
}

both!(
    a_place_moves_with_the_unit_of_the_attempt_that_counts,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut people = Vec::new();
        for (n, unit, right) in [(1, 1, 5), (2, 1, 4), (3, 1, 3), (4, 0, 7), (5, 0, 2)] {
            people.push(who_plays(&app, &arranged, n, unit, right).await);
        }
        agree(&app, round, &people, "all have played").await;
        // Between two attempts.
        let mover = people[0].account;
        move_entry(&app, mover, arranged.units[0]).await;
        people[0].visitor = app.sign_in("0900000001").await;
        assert_eq!(
            told(&people[0], round).await.unit,
            None,
            "it counts for the former unit"
        );
        app.play(&people[0].visitor, round, 6).await;
        agree(&app, round, &people, "a better attempt for another unit").await;
        assert_eq!(place_told(&told(&people[0], round).await), Some((2, 3)));

        // In what is recorded, and then the standing is made again.
        let corrected = people[1].account;
        move_entry(&app, corrected, arranged.units[0]).await;
        attempt::Entity::update_many()
            .col_expr(attempt::Column::UnitId, Expr::value(arranged.units[0]))
            .filter(attempt::Column::AccountId.eq(corrected))
            .exec(&app.state.db.write)
            .await
            .expect("attempts");
        // The reply brings a session with the entry as it is now.
        let name = json!({ "name": "Lê Thị Mai" });
        let renamed = people[1].visitor.patch(paths::ME, &name).await;
        assert!(renamed.status.is_success(), "{}", renamed.text());
        agree(&app, round, &people, "corrected").await;
        assert_eq!(place_told(&told(&people[1], round).await), Some((3, 4)));
        assert_eq!(told(&people[2], round).await.unit, None, "alone now");
        app.wipe_redis().await;
        agree(&app, round, &people, "rebuilt").await;
    }
);

both!(
    who_withdraws_or_is_erased_keeps_their_place_for_the_others,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut people = Vec::new();
        for (n, right) in [(1, 9), (2, 8), (3, 7)] {
            people.push(who_plays(&app, &arranged, n, 1, right).await);
        }
        agree(&app, round, &people, "all have played").await;
        let path = paths::withdrawal(arranged.contest);
        let withdrawn = people[0].visitor.post(&path, &()).await;
        assert!(withdrawn.status.is_success(), "{}", withdrawn.text());
        agree(&app, round, &people, "one has withdrawn").await;
        let found = told(&people[0], round).await;
        assert_eq!((found.mine.entered, place_told(&found)), (false, Some((1, 3))));
        let password = EraseMe {
            password: PASSWORD.into(),
        };
        let erased = people.remove(1).visitor;
        assert_eq!(erased.delete_with(paths::ME, &password).await.status, 204);
        agree(&app, round, &people, "one is erased").await;
        assert_eq!(place_told(&told(&people[1], round).await), Some((3, 3)));
    }
);

both!(
    an_earlier_release_ends_places_in_units_until_the_next_rebuild,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut people = Vec::new();
        for (n, right) in [(1, 9), (2, 8), (3, 7)] {
            people.push(who_plays(&app, &arranged, n, 1, right).await);
        }
        let none_is_told = async |when: &str| {
            for person in &people {
                let found = told(person, round).await;
                assert!(
                    found.mine.rank.is_some() && found.unit.is_none(),
                    "{when}: {found:?}"
                );
            }
        };
        let of = |name: &str| key(&app, round, people[0].account, name);
        agree(&app, round, &people, "all have played").await;
        // It has built the shard.
        let _: i64 = ask(&app, "DEL", &[&of("unit_version"), &of("unit_board")]).await;
        none_is_told("built").await;
        app.play(&people[1].visitor, round, 10).await;
        none_is_told("written to afterwards").await;
        app.wipe_redis().await;
        agree(&app, round, &people, "rebuilt").await;

        // It writes to the shard while servers are replaced: it passes two keys fewer.
        let keys = [
            "done", "used", "open", "pending", "due", "starting", "board", "best", "best", "shown", "units",
            "version", "stuck", "a:",
        ];
        let keys = keys.map(of);
        let (attempt, unit) = (Uuid::now_v7().simple().to_string(), arranged.units[1].0);
        let shown = format!(r#"{{"n":"A***","u":"{unit}","p":0,"c":0,"t":10,"d":1}}"#);
        let account = people[0].account.0.simple().to_string();
        let unit = unit.simple().to_string();
        // As good as can be, so it replaces the standing of the first.
        let standing = [
            &account,
            "2",
            &unit,
            "\0-------first---",
            "",
            &shown,
            &attempt,
            "1 1 ",
        ];
        let mut call: Vec<&str> = vec!["tl_note_recorded", "14"];
        call.extend(keys.iter().map(String::as_str));
        call.extend(standing);
        let _: Vec<String> = ask(&app, "FCALL", &call).await;
        none_is_told("written to").await;
        app.wipe_redis().await;
        agree(&app, round, &people, "rebuilt once more").await;
    }
);
