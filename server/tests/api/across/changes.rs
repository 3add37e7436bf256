//! The database counts the changes of what every server keeps in memory.

use crate::both;
use crate::common::TestApp;
use crate::common::bodies::{draft, moment};
use crate::common::contest::{MINUTE, rules};
use crate::common::organiser::organiser;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, UnitsReport};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::sync::Arc;
use thiluat::contests::catalog::{Counted, counted};

/// The phone number of the first contestant.
const PHONE: &str = "0900000001";

both!(
    what_is_in_memory_is_counted_when_it_changes_and_drafts_are_not,
    |app| async move {
        let count = async || {
            let Counted {
                contests,
                sessions,
                laws,
            } = counted(&app.state.db).await.expect("counts");
            contests + sessions + laws
        };
        let organiser = organiser(&app).await;
        let mut before = count().await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
            .await
            .ok();
        let path = paths::staff_contest(made.id);
        organiser
            .put(
                &path,
                &json!({ "version": made.version, "draft": draft(&app, -5, 90) }),
            )
            .await
            .ok::<StaffContest>();
        assert_eq!(count().await, before, "nobody has drafts in memory");

        let mut moved = async |what: &str| {
            let now = count().await;
            assert!(now > before, "{what}");
            before = now;
        };
        let edited: StaffContest = organiser.get(&path).await.ok();
        organiser.publish_contest(&edited).await.ok::<StaffContest>();
        moved("published").await;
        let published: StaffContest = organiser.get(&path).await.ok();
        let round = &published.rounds[0];
        let window = json!({
            "opens_at": moment(round.opens_at), "closes_at": moment(round.closes_at + MINUTE),
        });
        organiser
            .patch(&paths::window(round.id), &window)
            .await
            .ok::<StaffContest>();
        moved("a window was moved").await;
        let units =
            "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\nT,Tỉnh Thử Nghiệm,,\nX1,Xã Hoa Sen,T,1200\n";
        let loaded = organiser
            .upload(
                &format!("{}?filename=dv.csv", paths::staff_units(made.id)),
                units.into(),
            )
            .await;
        assert_eq!(loaded.ok::<UnitsReport>().units, 2);
        moved("units were loaded").await;
        // Changed by hand, without any of our code.
        let ended = "UPDATE accounts SET session_version = session_version + 1 WHERE login = 'giamkhao'";
        app.state.db.write.execute_unprepared(ended).await.expect("ended");
        moved("sessions were ended").await;
        let finalised = "UPDATE rounds SET finalised_at = closes_at";
        app.state
            .db
            .write
            .execute_unprepared(finalised)
            .await
            .expect("final");
        moved("a round became final").await;
        let law = "INSERT INTO laws (slug, number, about, articles, content, hash, loaded_at) VALUES \
            ('1-2020-qh14', '1/2020/QH14', '{}', '[]', '{}', '', 0)";
        for change in [law, "UPDATE laws SET hash = 'x'", "DELETE FROM laws"] {
            app.state
                .db
                .write
                .execute_unprepared(change)
                .await
                .expect("a law");
            moved(change).await;
        }
    }
);

both!(
    a_change_of_own_data_makes_nobody_read_contests_again,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let tablet = app.sign_in(PHONE).await;
        let contest = || {
            app.state
                .contests
                .catalog()
                .contest(arranged.contest)
                .expect("the contest")
        };
        let before = (contest(), counted(&app.state.db).await.expect("counts"));
        for name in ["Lê Thị Hoa", "Lê Thị Mai"] {
            let reply = visitor.patch(paths::ME, &json!({ "name": name })).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            // Known at once, before anything is read.
            tablet.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        }
        app.state.changed().await.expect("read");
        let after = counted(&app.state.db).await.expect("counts");
        assert_eq!(
            (after.contests, after.sessions),
            (before.1.contests, before.1.sessions + 2)
        );
        assert!(Arc::ptr_eq(&contest(), &before.0), "the contest was read again");
        tablet.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        // A change made past this server: it reads whose sessions have ended, and nothing else.
        let ended = "UPDATE accounts SET session_version = session_version + 1 WHERE role = 'contestant'";
        app.state.db.write.execute_unprepared(ended).await.expect("ended");
        app.state.changed().await.expect("read");
        visitor.get(paths::ME).await.refused(ErrorCode::SignInRequired);
        assert!(Arc::ptr_eq(&contest(), &before.0), "the contest was read again");
    }
);
