//! `/contests/{contest}/entry/withdrawal`: withdrawing consent.

use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::results::{finalise, newest, ranks, settle};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::wire::accounts::{Entry, Session};
use contest_core::wire::attempts::MyRound;
use contest_core::wire::audit::{AuditLog, Audited};
use contest_core::wire::boards::WinnerList;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use futures_util::future::join;
use serde_json::json;

const PHONE: &str = "0900000001";

async fn withdraw(visitor: &Visitor, arranged: &Arranged) -> Reply {
    visitor.post(&paths::withdrawal(arranged.contest), &()).await
}

async fn start(visitor: &Visitor, arranged: &Arranged) -> Reply {
    visitor.post(&paths::attempts(arranged.round), &()).await
}

both!(
    nothing_starts_after_a_withdrawal_on_any_device,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        app.play(&phone, arranged.round, 5).await;
        let told: Session = withdraw(&phone, &arranged).await.ok();
        assert_eq!(told.entries, []);
        let entry = Entry {
            contest: arranged.contest,
            unit: Some(arranged.units[1]),
        };
        assert_eq!(told.withdrawn, [entry], "the unit holds");
        start(&phone, &arranged).await.refused(ErrorCode::NotEntered);
        start(&tablet, &arranged).await.refused(ErrorCode::SignInRequired);
        let tablet = app.sign_in(PHONE).await;
        let session: Option<Session> = tablet.get(paths::SESSION).await.ok();
        assert_eq!(session.expect("signed in").withdrawn, told.withdrawn);
        start(&tablet, &arranged).await.refused(ErrorCode::NotEntered);
        let mine: MyRound = tablet.get(&paths::my_round(arranged.round)).await.ok();
        assert!(!mine.entered && mine.rank == Some(1), "what was done stands");
        let me: Me = phone.get(paths::ME).await.ok();
        assert!(me.contests[0].withdrawn_at.is_some() && me.contests[0].attempts == 1);

        // Sent again, it changes nothing: the session of the other device holds.
        withdraw(&phone, &arranged).await.ok::<Session>();
        assert!(tablet.get(paths::SESSION).await.ok::<Option<Session>>().is_some());
        let judge = app.sign_in("giamkhao").await;
        let log: AuditLog = judge.get(&paths::audit(arranged.contest)).await.ok();
        let withdrawn: Vec<_> = log
            .events
            .iter()
            .filter(|e| e.action == "consent.withdrawn")
            .collect();
        assert_eq!(withdrawn.len(), 1);
        assert_eq!(withdrawn[0].actor_name, "Nguyễn Thị M***");
        let Some(Audited::ConsentWithdrawn { version, given_at }) = &withdrawn[0].what else {
            panic!("{withdrawn:?}");
        };
        assert_eq!((version, *given_at), (&arranged.consent, me.registered_at));
    }
);

both!(entering_again_gives_consent_anew, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let before: Me = visitor.get(paths::ME).await.ok();
    withdraw(&visitor, &arranged).await.ok::<Session>();
    app.clock.advance(1_000);
    let body =
        |unit, version: &str| json!({ "unit": unit, "consent": { "accepted": true, "version": version } });
    let enter = paths::entry(arranged.contest);
    let other_unit = body(arranged.units[0], &arranged.consent);
    visitor
        .post(&enter, &other_unit)
        .await
        .refused(ErrorCode::Forbidden);
    let other_text = body(arranged.units[1], "thu-0");
    visitor
        .post(&enter, &other_text)
        .await
        .refused(ErrorCode::ConsentRequired);
    let told: Session = visitor
        .post(&enter, &body(arranged.units[1], &arranged.consent))
        .await
        .ok();
    assert_eq!((told.entries.len(), told.withdrawn.len()), (1, 0));
    visitor.start(arranged.round).await;
    let me: Me = visitor.get(paths::ME).await.ok();
    assert_eq!(me.contests[0].withdrawn_at, None);
    assert!(me.contests[0].consented_at > before.contests[0].consented_at);
    let judge = app.sign_in("giamkhao").await;
    let log: AuditLog = judge.get(&paths::audit(arranged.contest)).await.ok();
    let renewed = Audited::ConsentRenewed {
        version: arranged.consent.clone(),
    };
    assert_eq!(log.events[0].what, Some(renewed));
});

both!(who_may_not_withdraw_is_told_why, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let open = visitor.start(arranged.round).await;
    withdraw(&visitor, &arranged)
        .await
        .refused(ErrorCode::AttemptRunning);
    visitor
        .submit(&open, app.sheet_with(arranged.round, open.attempt, 4, 1))
        .await;
    withdraw(&visitor, &arranged).await.ok::<Session>();

    withdraw(&app.visitor(), &arranged)
        .await
        .refused(ErrorCode::SignInRequired);
    let staff = app.sign_in("tochuc").await;
    withdraw(&staff, &arranged).await.refused(ErrorCode::StaffBarred);
    let stranger = app.visitor();
    let body = crate::common::bodies::register("0912345678");
    stranger.post(paths::ACCOUNTS, &body).await.ok::<Session>();
    withdraw(&stranger, &arranged)
        .await
        .refused(ErrorCode::NotEntered);
});

both!(
    of_two_withdrawals_at_once_one_is_written,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        let (one, other) = join(withdraw(&phone, &arranged), withdraw(&tablet, &arranged)).await;
        let lost = if one.status.is_success() { other } else { one };
        lost.refused(ErrorCode::SignInRequired);
        let judge = app.sign_in("giamkhao").await;
        let log: AuditLog = judge.get(&paths::audit(arranged.contest)).await.ok();
        let withdrawn = log
            .events
            .iter()
            .filter(|event| event.action == "consent.withdrawn");
        assert_eq!(withdrawn.count(), 1);
    }
);

both!(
    who_has_withdrawn_keeps_the_rank_and_wins_nothing,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let mut visitors = Vec::new();
        for n in 1..=3 {
            let visitor = app.contestant(&arranged, n).await;
            app.play(&visitor, arranged.round, 10 - n as usize).await;
            visitors.push(visitor);
        }
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        withdraw(&visitors[0], &arranged).await.ok::<Session>();
        // The judge has seen another list of winners.
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        let settled = newest(settle(&judge, arranged.round).await.ok());
        assert_eq!(settled.version, 2);
        assert_eq!(ranks(&settled)[0], "Nguyễn Thị Một");
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let list: WinnerList = app.visitor().get(&paths::winners(arranged.round)).await.ok();
        let won: Vec<_> = list
            .winners
            .iter()
            .map(|winner| (winner.rank, winner.prize.as_str()))
            .collect();
        assert_eq!(won, [(2, "Giải Nhất"), (3, "Giải Nhì")]);
    }
);
