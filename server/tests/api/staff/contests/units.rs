//! `/staff/contests/{contest}/units`: loading a unit tree, and what everybody then sees.

use crate::both;
use crate::common::bodies::draft;
use crate::common::organiser::organiser;
use contest_core::wire::accounts::Session;
use contest_core::wire::contests::{ContestView, UnitTree};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, UnitsReport};
use serde_json::json;

const UNITS: &str = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\n\
    X1,Xã Hoa Sen,T,1200\nT,Tỉnh Thử Nghiệm,,\nX2,Xã Suối Trong,T,\n";

both!(
    units_are_loaded_checked_and_replaced_until_somebody_enters,
    |app| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
            .await
            .ok();
        let path = format!("{}?filename=dv.csv", paths::staff_units(made.id));
        let checked: UnitsReport = organiser
            .upload(&format!("{path}&check=true"), UNITS.into())
            .await
            .ok();
        assert!(checked.ok && checked.units == 3);
        let orphan = UNITS.replace(",T,", ",K,");
        let wrong: UnitsReport = organiser
            .upload(&format!("{path}&check=true"), orphan.clone().into())
            .await
            .ok();
        assert!(!wrong.ok && wrong.issues[0].row == Some(2));
        let refused = organiser
            .upload(&path, orphan.into())
            .await
            .refused(ErrorCode::UnitsRejected);
        assert_eq!(refused.rows, wrong.issues);
        let shown = paths::staff_contest(made.id);
        assert_eq!(
            organiser.get(&shown).await.ok::<StaffContest>().units,
            0,
            "nothing was loaded so far"
        );

        assert_eq!(
            organiser
                .upload(&path, UNITS.into())
                .await
                .ok::<UnitsReport>()
                .units,
            3
        );
        let seen: StaffContest = organiser.get(&shown).await.ok();
        organiser.publish_contest(&seen).await.ok::<StaffContest>();
        let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
        assert!(view.has_units);
        let units = paths::units(view.id);
        let reply = app.visitor().get(&units).await;
        let tree: UnitTree = reply.ok();
        assert_eq!(tree.units[0].name, "Tỉnh Thử Nghiệm");
        assert!(
            tree.units[1..]
                .iter()
                .all(|unit| unit.parent == Some(tree.units[0].id))
        );
        let etag = reply.headers["etag"].to_str().expect("text").to_owned();
        let again = app
            .visitor()
            .request(reqwest::Method::GET, &units)
            .header("If-None-Match", &etag);
        assert_eq!(crate::common::Reply::of(again).await.status, 304);

        let fewer = UNITS.rsplit_once("X2").expect("X2").0.to_owned();
        assert_eq!(
            organiser
                .upload(&path, fewer.into())
                .await
                .ok::<UnitsReport>()
                .units,
            2
        );
        let reply = app.visitor().get(&units).await;
        assert_ne!(reply.headers["etag"].to_str().expect("text"), etag);
        let tree: UnitTree = reply.ok();
        let packed = app
            .visitor()
            .request(reqwest::Method::GET, &units)
            .header("Accept-Encoding", "br");
        assert_eq!(
            crate::common::Reply::of(packed).await.headers["content-encoding"],
            "br"
        );

        let register = json!({
            "name": "Lê Thị Cúc", "date_of_birth": "2008-02-29", "phone": "0387654321", "password": "hoa sen 2026",
            "consent": { "accepted": true, "version": view.consent.version },
            "entry": { "contest": view.id, "unit": tree.units[1].id },
        });
        let session: Session = app.visitor().post(paths::ACCOUNTS, &register).await.ok();
        assert_eq!(session.entries[0].unit, Some(tree.units[1].id));
        organiser
            .upload(&path, UNITS.into())
            .await
            .refused(ErrorCode::AlreadyPublished);
        let shown: StaffContest = organiser.get(&shown).await.ok();
        assert_eq!((shown.units, shown.entrants), (2, 1));
    }
);
