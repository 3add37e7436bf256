//! The database counts the changes of what every server keeps in memory.

use crate::both;
use crate::common::bodies::{draft, moment};
use crate::common::contest::MINUTE;
use crate::common::organiser::organiser;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, UnitsReport};
use sea_orm::ConnectionTrait;
use serde_json::json;
use thiluat::contests::catalog::version;

both!(
    what_is_in_memory_is_counted_when_it_changes_and_drafts_are_not,
    |app| async move {
        let count = async || version(&app.state.db).await.expect("a count");
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
