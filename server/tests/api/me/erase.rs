//! `DELETE /me`: what identifies a person goes, everywhere; what others' results depend on stays under a pseudonym.

use super::{PHONE, audited, erase, session};
use crate::both;
use crate::common::TestApp;
use crate::common::boards::board;
use crate::common::contest::{PASSWORD, name_of, rules};
use crate::common::results::{finalise, settle};
use crate::common::soon::until;
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::attempts::History;
use contest_core::wire::audit::Audited;
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::{EraseMe, Me};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use futures_util::future::join;
use sea_orm::{EntityTrait, QueryOrder};
use thiluat::db::entities::{account, audit, entry};

const PSEUDONYM: &str = "Thí sinh đã xóa dữ liệu #";

both!(
    the_account_is_gone_on_every_device_and_the_phone_is_free,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        app.play(&phone, arranged.round, 5).await;
        let id = session(&phone).await.expect("a session").account;
        assert_eq!(erase(&phone).await.status, 204);

        assert_eq!(session(&phone).await, None);
        for visitor in [&phone, &tablet] {
            visitor.get(paths::ME).await.refused(ErrorCode::SignInRequired);
            let start = visitor.post(&paths::attempts(arranged.round), &()).await;
            start.refused(ErrorCode::SignInRequired);
            erase(visitor).await.refused(ErrorCode::SignInRequired);
        }
        for login in [PHONE.to_owned(), format!("erased:{id}")] {
            let body = SignIn {
                login,
                password: PASSWORD.into(),
            };
            let reply = app.visitor().post(paths::SESSION, &body).await;
            reply.refused(ErrorCode::WrongCredentials);
        }
        let row = account::Entity::find_by_id(id).one(&app.state.db.read).await;
        let row = row.expect("accounts").expect("the account stays");
        assert!(row.name.starts_with(PSEUDONYM), "{}", row.name);
        assert_eq!((row.date_of_birth, row.password_hash.as_str()), (None, ""));
        assert!(row.erased_at.is_some() && !row.login.contains(&PHONE[1..]));
        let entries = entry::Entity::find()
            .all(&app.state.db.read)
            .await
            .expect("entries");
        assert!(entries.iter().all(|entry| entry.withdrawn_at.is_some()));
        let events = audit::Entity::find()
            .order_by_asc(audit::Column::At)
            .all(&app.state.db.read)
            .await;
        let events = format!("{:?}", events.expect("events"));
        assert!(
            !events.contains(&name_of(1)) && !events.contains(&PHONE[1..]),
            "{events}"
        );

        // The same number begins anew, and sees nothing of the one before.
        let again = app.contestant(&arranged, 1).await;
        let me: Me = again.get(paths::ME).await.ok();
        assert_eq!((me.contests.len(), me.contests[0].attempts), (1, 0));
        let history: History = again.get(paths::MY_ATTEMPTS).await.ok();
        assert_eq!(history.attempts, []);
        assert_ne!(session(&again).await.expect("a session").account, id);
    }
);

both!(
    boards_show_a_pseudonym_while_the_round_is_open,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let other = app.contestant(&arranged, 2).await;
        app.play(&visitor, arranged.round, 9).await;
        app.play(&other, arranged.round, 5).await;
        let before = board(&app, arranged.round).await;
        assert_eq!(before.standings[0].name, "Nguyễn Thị M***");
        assert_eq!(erase(&visitor).await.status, 204);

        let after = board(&app, arranged.round).await;
        assert!(
            after.standings[0].name.starts_with(PSEUDONYM),
            "{:?}",
            after.standings[0]
        );
        assert_eq!(after.standings[0].points, before.standings[0].points);
        assert_eq!((after.people, after.attempts), (before.people, before.attempts));
        assert_eq!(after.units, before.units);
        // A board that is built from the rows says the same.
        app.wipe_redis().await;
        let rebuilt = board(&app, arranged.round).await;
        assert_eq!(rebuilt.standings, after.standings);

        let judge = app.sign_in("giamkhao").await;
        let events = audited(&judge, arranged.contest).await;
        assert_eq!(events[0].what, Some(Audited::ContestantErased { attempts: 1 }));
        assert_eq!(
            events[0].contestant.as_deref(),
            Some(after.standings[0].name.as_str())
        );
    }
);

both!(
    a_final_result_keeps_the_place_and_the_prize_without_the_name,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let other = app.contestant(&arranged, 2).await;
        app.play(&visitor, arranged.round, 9).await;
        app.play(&other, arranged.round, 5).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let anybody = app.visitor();
        let winners = async || {
            anybody
                .get(&paths::winners(arranged.round))
                .await
                .ok::<WinnerList>()
        };
        let before = winners().await;
        assert_eq!(before.winners[0].name, "Nguyễn Thị M***");
        let shown = async || anybody.get(&paths::board(arranged.round)).await.ok::<Board>();
        assert_eq!(shown().await.standings[0].name, "Nguyễn Thị M***");
        let asked = judge
            .post(&paths::export(arranged.round, "ranking.xlsx"), &())
            .await;
        let file = paths::job_file(judge.ended(asked.ok()).await.id);
        assert_eq!(judge.get(&file).await.status, 200);
        assert_eq!(erase(&visitor).await.status, 204);
        judge.get(&file).await.refused(ErrorCode::NoFile);

        let after = winners().await;
        assert!(
            after.winners[0].name.starts_with(PSEUDONYM),
            "{:?}",
            after.winners[0]
        );
        assert_eq!(after.hash, before.hash);
        assert_eq!(
            (after.winners[0].rank, after.winners[0].prize.as_str()),
            (1, "Giải Nhất")
        );
        assert_eq!(after.winners[1], before.winners[1]);
        // A snapshot of the board is a second old at most.
        until("the board shows the pseudonym", async || {
            shown().await.standings[0].name.starts_with(PSEUDONYM)
        })
        .await;
        let pseudonym = &after.winners[0].name;
        for file in ["attempts.csv", "ranking.csv", "winners.csv"] {
            let text = judge.get(&paths::export(arranged.round, file)).await.text();
            assert!(text.contains(pseudonym.as_str()), "{file}: {text}");
            for gone in [name_of(1).as_str(), "900 000 001", "900000001", "erased:"] {
                assert!(!text.contains(gone), "{file}: {gone}");
            }
            assert!(text.contains(&name_of(2)), "{file}");
        }
    }
);

both!(who_may_not_erase_is_told_why, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let wrong = EraseMe {
        password: "sai mật khẩu".into(),
    };
    let refused = visitor.delete_with(paths::ME, &wrong).await;
    let refused = refused.refused(ErrorCode::WrongPassword);
    assert_eq!(refused.field.as_deref(), Some("password"));
    let open = visitor.start(arranged.round).await;
    erase(&visitor).await.refused(ErrorCode::AttemptRunning);
    let sheet = app.sheet_with(arranged.round, open.attempt, 4, 1);
    visitor.submit(&open, sheet).await;
    erase(&app.visitor()).await.refused(ErrorCode::SignInRequired);
    let staff = app.sign_in("tochuc").await;
    erase(&staff).await.refused(ErrorCode::StaffBarred);
    assert!(session(&visitor).await.is_some());
    assert_eq!(erase(&visitor).await.status, 204);
});

both!(
    of_two_erasures_at_once_one_is_written,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let phone = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        let (one, other) = join(erase(&phone), erase(&tablet)).await;
        let (won, lost) = if one.status == 204 {
            (one, other)
        } else {
            (other, one)
        };
        assert_eq!(won.status, 204, "{}", won.text());
        lost.refused(ErrorCode::SignInRequired);
        let judge = app.sign_in("giamkhao").await;
        assert_eq!(audited(&judge, arranged.contest).await.len(), 1);
    }
);

both!(
    who_is_erased_before_the_result_wins_nothing,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let other = app.contestant(&arranged, 2).await;
        app.play(&visitor, arranged.round, 9).await;
        app.play(&other, arranged.round, 5).await;
        assert_eq!(erase(&visitor).await.status, 204);
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let list: WinnerList = app.visitor().get(&paths::winners(arranged.round)).await.ok();
        let won: Vec<_> = list
            .winners
            .iter()
            .map(|winner| (winner.rank, winner.name.as_str()))
            .collect();
        assert_eq!(won, [(2, "Nguyễn Thị H***")]);
        assert!(
            session(&other)
                .await
                .is_some_and(|other: Session| other.entries.len() == 1)
        );
    }
);
