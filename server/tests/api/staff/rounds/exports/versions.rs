//! Versions of a settlement: each costs only what it changes, and can be exported again as it was.

use super::settle;
use crate::both;
use crate::common::crowd::{Closed, closed};
use crate::common::results::REASON;
use crate::common::{TestApp, Visitor};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, RoundId, UnitId, Uuid};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};
use sea_orm::{EntityTrait, PaginatorTrait};
use thiluat::db::entities::standing;
use thiluat::recording::correct::{Corrected, correct};
use thiluat::recording::rows::recorded_attempt;

/// Returns the bytes of the ranking: of the given version, else of the newest.
async fn ranking(judge: &Visitor, round: RoundId, version: &str) -> Vec<u8> {
    let file = paths::export(round, "ranking.csv");
    let reply = judge.get(&format!("{file}{version}")).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    reply.body
}

both!(
    a_hundred_in_one_decision_are_one_version_that_copies_nothing,
    |app: TestApp| async move {
        let Closed { round, accounts, .. } = closed(&app, 130).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await;
        let ranking_of = async |version: &str| ranking(&judge, round, version).await;
        let first = ranking_of("").await;
        let path = paths::disqualifications(round);
        let decide = async |accounts: &[AccountId]| {
            let body = Disqualify {
                accounts: accounts.to_vec(),
                reason: REASON.into(),
            };
            judge.job(&path, &body).await
        };
        for wrong in [vec![], accounts[..101].to_vec(), vec![accounts[0], accounts[0]]] {
            let refused = decide(&wrong).await.refused(ErrorCode::InvalidField);
            assert_eq!(refused.field.as_deref(), Some("accounts"));
        }
        let decided: RoundResults = decide(&accounts[..100]).await.ok();
        let settlement = decided.settlement.expect("a settlement");
        assert_eq!(settlement.version, 2);
        let first_rank = settlement.standings.iter().find(|row| row.rank == Some(1));
        assert_eq!(first_rank.map(|row| row.account), Some(accounts[100]));
        let refused = decide(&accounts[99..101])
            .await
            .refused(ErrorCode::AlreadyDisqualified);
        assert_eq!(refused.field.as_deref(), Some("accounts.0"));

        let standings = standing::Entity::find().count(&app.state.db.read).await;
        assert_eq!(
            standings.expect("standings"),
            130,
            "both versions share the ranking"
        );
        assert_ne!(ranking_of("").await, first);
        assert!(
            ranking_of("?version=1").await == first,
            "the same bytes as before"
        );
        judge
            .get(&format!("{}?version=3", paths::export(round, "ranking.csv")))
            .await
            .refused(ErrorCode::NotSettled);
    }
);

both!(
    a_version_is_exported_as_it_was_although_a_record_was_corrected,
    |app: TestApp| async move {
        let Closed {
            round,
            accounts,
            attempts,
            ..
        } = closed(&app, 3).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await;
        let ranking_of = async |version: u32| ranking(&judge, round, &format!("?version={version}")).await;
        let first = ranking_of(1).await;
        // Corrects the record as for a phone that comes back with an acknowledged sheet, on two servers, one with its
        // clock ahead and one behind.
        let now = app.clock.now().0;
        let corrected = async |change: &dyn Fn(&mut AttemptRecord), at: i64| {
            let stored = recorded_attempt(&app.state.db, attempts[0]).await.expect("rows");
            let stored = stored.expect("a row");
            let mut better = stored.clone();
            change(&mut better);
            let corrected = correct(&app.state.db, &stored, &better, Millis(at)).await;
            assert_eq!(corrected.expect("the database"), Corrected::Done);
        };
        // The order does not depend on the prediction. What the phone knows of the unit is older than the desk's.
        let unit = recorded_attempt(&app.state.db, attempts[0])
            .await
            .expect("rows")
            .expect("a row")
            .unit;
        corrected(
            &|record| {
                record.sheet.prediction = Some(7);
                record.unit = Some(UnitId(Uuid::from_u128(7)));
            },
            now + 800,
        )
        .await;
        let stored = recorded_attempt(&app.state.db, attempts[0]).await.expect("rows");
        assert_eq!(stored.expect("a row").unit, unit);
        corrected(&|record| record.sheet.prediction = Some(8), now - 800).await;
        assert!(ranking_of(1).await == first, "the same bytes as before");
        judge.publish(round).await.refused(ErrorCode::SettlementStale);
        assert_eq!(settle(&judge, round).await.version, 2);
        let second = ranking_of(2).await;
        assert_ne!(second, first);
        // This correction moves everybody; a decision made before the next settlement ranks them again.
        corrected(&|record| record.score.points = 0, now).await;
        let body = Disqualify {
            accounts: vec![accounts[2]],
            reason: REASON.into(),
        };
        let path = paths::disqualifications(round);
        let decided: RoundResults = judge.job(&path, &body).await.ok();
        let decided = decided.settlement.expect("a settlement");
        assert_eq!(decided.standings[0].account, accounts[1]);
        assert!(ranking_of(1).await == first, "the same bytes as before");
        assert!(ranking_of(2).await == second, "the same bytes as before");
        judge.publish(round).await.ok::<RoundResults>();
    }
);
