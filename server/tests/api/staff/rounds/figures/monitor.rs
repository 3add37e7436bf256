//! The monitor of an open round.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::closed;
use crate::common::results::{finalise, settle};
use crate::common::soon::{soon, until};
use contest_core::rounds::Phase;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{MINUTES, Monitor, MonitorUnits};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use live::pace::Minute;

both!(a_round_is_watched_while_it_runs, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let (owner, judge) = (app.sign_in("tochuc").await, app.sign_in("giamkhao").await);
    let path = paths::monitor(arranged.round);
    let monitor: Monitor = owner.get(&path).await.ok();
    assert_eq!((monitor.phase, monitor.entrants), (Phase::Open, Some(0)));
    assert_eq!(monitor.live.map(|live| (live.open, live.starts)), Some((0, 0)));
    assert!(monitor.database && monitor.redis);

    for n in [1, 2] {
        let visitor = app.contestant(&arranged, n).await;
        app.play(&visitor, arranged.round, 5).await;
    }
    let third = app.contestant(&arranged, 3).await;
    third.start(arranged.round).await;
    // A server reads once a second, and tells Redis of its minutes once a second.
    let monitor = soon("all is counted", async || {
        let monitor: Monitor = judge.get(&path).await.ok();
        let sum = |of: fn(&contest_core::wire::figures::MinuteFigures) -> u64| {
            monitor.minutes.iter().map(of).sum::<u64>()
        };
        let counted = (sum(|minute| minute.starts), sum(|minute| minute.submissions));
        let is_settled = monitor
            .live
            .is_some_and(|live| live.pending + live.starting == 0 && !live.rebuilding);
        (counted == (3, 2) && is_settled).then_some(monitor)
    })
    .await;
    let live = monitor.live.expect("Redis is there");
    assert_eq!((live.open, live.starts, live.submissions), (1, 3, 2));
    assert_eq!((live.people, live.overdue, live.stuck), (2, 0, 0));
    assert!(!live.rebuilding);
    assert_eq!((monitor.entrants, monitor.minutes.len()), (Some(3), MINUTES));
    assert_eq!((monitor.server.shed, monitor.server.failed), (0, 0));
    let running = monitor.minutes.last().expect("a minute").at;
    assert!(monitor.at.since(running) < 60_000);

    // Another server counts its own, and all see the sum; telling it twice changes nothing.
    let minute = running.0 / 60_000;
    let of_another = [(
        minute,
        Minute {
            starts: 7,
            submissions: 4,
        },
    )];
    for _ in 0..2 {
        let told = app
            .state
            .live
            .note_pace(arranged.round, "another", &of_another)
            .await;
        told.expect("Redis");
    }
    until("the other server's are counted, too", async || {
        let monitor: Monitor = owner.get(&path).await.ok();
        let starts: u64 = monitor.minutes.iter().map(|minute| minute.starts).sum();
        starts == 10
    })
    .await;
    let contestant = app.contestant(&arranged, 4).await;
    contestant.get(&path).await.refused(ErrorCode::Forbidden);
});

both!(
    a_final_round_is_not_shown_as_being_built,
    |app: TestApp| async move {
        let closed = closed(&app, 3).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, closed.round).await.ok::<RoundResults>();
        finalise(&judge, closed.round).await.ok::<RoundResults>();
        app.wipe_redis().await;
        let monitor: Monitor = judge.get(&paths::monitor(closed.round)).await.ok();
        assert_eq!(monitor.phase, Phase::Final);
        assert_eq!(monitor.live.map(|live| live.rebuilding), Some(false));
    }
);

both!(
    units_with_and_without_entries_are_found,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let [above, below] = arranged.units;
        let visitor = app.contestant_of(&arranged, 1, above).await;
        app.play(&visitor, arranged.round, 5).await;
        let judge = app.sign_in("giamkhao").await;
        let path = paths::monitor_units(arranged.round);
        // Until the live state is complete, nobody is counted.
        let all = soon("the people of each unit are counted", async || {
            let all: MonitorUnits = judge.get(&path).await.ok();
            all.listed[0].people.is_some().then_some(all)
        })
        .await;
        assert_eq!((all.units, all.empty, all.found), (2, 1, 2));
        assert_eq!((all.listed[0].unit, all.listed[0].entrants), (above, 1));
        assert_eq!(all.listed[0].people, Some(1));
        let empty: MonitorUnits = judge.get(&format!("{path}?empty=true")).await.ok();
        assert_eq!(empty.found, 1);
        assert_eq!(empty.listed[0].unit, below);
        assert_eq!(empty.listed[0].name, "Tỉnh Thử Nghiệm › Xã Bình Minh");
        let named: MonitorUnits = judge.get(&format!("{path}?text=binh%20minh")).await.ok();
        assert_eq!(named.listed.len(), 1);
        let nothing: MonitorUnits = judge.get(&format!("{path}?text=khong%20co")).await.ok();
        assert_eq!((nothing.found, nothing.listed.len()), (0, 0));
    }
);
