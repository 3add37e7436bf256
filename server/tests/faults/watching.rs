//! Those who run a round watch it most when a store is away: the monitor shows what is there, and says what is not.

use crate::bed::{Bed, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{people, sheet};
use crate::faults;
use crate::ledger::{SOON, agree};
use crate::proxy::Mode;
use contest_core::wire::figures::{Monitor, MonitorUnits};
use contest_core::wire::paths;
use std::time::Duration;

// The people here take part without rows of entries: their tokens say that they have entered.

/// The monitor waits two seconds for each store, and so does its authorisation.
const NOTICED: Duration = Duration::from_secs(20);

#[test]
fn a_round_is_watched_on_while_the_database_is_away() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let [person] = people(bed, &arranged, 1).await.try_into().ok().expect("one");
        let open = person.start(bed.first(), arranged.round).await;
        let app = &bed.first().app;
        let (owner, judge) = (app.sign_in("tochuc").await, app.sign_in("giamkhao").await);
        let path = paths::monitor(arranged.round);
        let seen: Monitor = judge.get(&path).await.ok();
        assert!(seen.database && seen.redis);

        bed.first().to_database().set(Mode::Blackhole);
        for staff in [&owner, &judge] {
            let seen = until(NOTICED, "the database is shown as away", async || {
                let seen: Monitor = staff.get(&path).await.ok();
                match seen.database {
                    true => Err("it is there".into()),
                    false => Ok(seen),
                }
            })
            .await;
            assert!(seen.redis);
            assert_eq!(seen.entrants, None);
            assert_eq!(seen.live.map(|live| live.open), Some(1));
        }
        bed.first().to_database().set(Mode::Pass);
        until(NOTICED, "the database is shown again", async || {
            let reply = judge.get(&path).await;
            let seen = reply.status.is_success().then(|| reply.ok::<Monitor>());
            match seen.filter(|seen| seen.database && seen.entrants == Some(0)) {
                Some(_) => Ok(()),
                None => Err("it is away".into()),
            }
        })
        .await;
        let answers = sheet(bed, &open, 5, 1);
        person.submit(bed.first(), &open, &answers).await;
        agree(bed, &person, &open, 500, SOON).await;
    });
}

#[test]
fn a_count_that_takes_long_does_not_make_the_database_look_away() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        people(bed, &arranged, 1).await;
        let owner = bed.first().app.sign_in("tochuc").await;
        let path = paths::monitor(arranged.round);
        let seen: Monitor = owner.get(&path).await.ok();
        assert_eq!((seen.database, seen.entrants), (true, Some(0)));
        let held = bed.hold_database().await;
        held.and("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE").await;
        // By now, what was counted before is too old.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let seen: Monitor = owner.get(&path).await.ok();
        assert_eq!((seen.database, seen.entrants), (true, Some(0)));
        held.release().await;
    });
}

faults!(
    people_of_an_incomplete_redis_are_not_counted_by_unit,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let [person] = people(bed, &arranged, 1).await.try_into().ok().expect("one");
        let open = person.start(bed.first(), arranged.round).await;
        person.submit(bed.first(), &open, &sheet(bed, &open, 5, 1)).await;
        agree(bed, &person, &open, 500, SOON).await;
        let owner = bed.first().app.sign_in("tochuc").await;
        let held = bed.wipe_and_hold_rebuild(&arranged).await;
        let path = paths::monitor_units(arranged.round);
        let seen: MonitorUnits = owner.get(&path).await.ok();
        assert_eq!(seen.listed[0].entrants, 0);
        assert_eq!(seen.listed[0].people, None);
        held.release().await;
        // That was not kept.
        let counted = until(NOTICED, "the people are counted", async || {
            let seen: MonitorUnits = owner.get(&path).await.ok();
            seen.listed[0].people.ok_or_else(|| "they are not".into())
        });
        assert_eq!(counted.await, 1);
    }
);
