//! The report by unit.

use super::make;
use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::settle;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::UnitReport;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;

fn players(rights: &[u16]) -> Vec<Player> {
    let player = |right: &u16| Player::new("Nguyễn Văn An", &[Play::of(*right, 60_000)]);
    rights.iter().map(player).collect()
}

both!(a_unit_has_what_those_below_it_have, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &players(&[9, 8, 7, 6, 5, 4])).await;
    let judge = app.sign_in("giamkhao").await;
    let path = paths::unit_report(arranged.round);
    judge.get(&path).await.refused(ErrorCode::RoundStillOpen);
    app.close_round(arranged.round).await;

    let report: UnitReport = judge.get(&path).await.ok();
    assert_eq!((report.made_at, report.is_final), (None, None));
    assert_eq!((report.total.entrants, report.total.people), (6, 0));
    make(&judge, arranged.round).await;
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    let report: UnitReport = judge.get(&path).await.ok();
    assert_eq!(
        (report.is_final, report.max_points, report.outdated),
        (Some(false), 1_000, false)
    );
    assert_eq!(report.units.len(), 2);
    for (unit, line) in arranged.units.iter().zip(&report.units) {
        assert_eq!(line.unit, *unit);
        assert_eq!(line.line, report.total);
    }
    let total = report.total;
    assert_eq!((total.entrants, total.people, total.attempts), (6, 6, 6));
    assert_eq!((total.mean_points, total.prizes), (Some(650), 3));
});

both!(the_average_of_a_few_is_not_told, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &players(&[9, 8, 7, 6])).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    make(&judge, arranged.round).await;
    let report: UnitReport = judge.get(&paths::unit_report(arranged.round)).await.ok();
    assert_eq!((report.total.people, report.total.mean_points), (4, None));
    assert!(report.units.iter().all(|line| line.line.mean_points.is_none()));
});
