//! One contest from its opening to the verdict.

use crate::evidence::Evidence;
use crate::gather::{await_rest, evidence_of};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::phone::Phone;
use crate::schedule::{Device, End, Schedule, When};
use crate::verdict::Findings;
use crate::world::{Game, World};
use futures_util::future::{join, join_all};
use std::time::Duration;

/// A contest that has ended well.
pub(crate) struct Played {
    pub(crate) schedule: Schedule,
    pub(crate) game: Game,
    pub(crate) evidence: Evidence,
}

pub(crate) async fn play(world: &World, schedule: &Schedule) -> (Findings, Game, Evidence) {
    let game = world.arrange(schedule).await;
    let mut phones = phones(world, &game, schedule);
    let playing = join_all(
        phones
            .iter_mut()
            .map(|(device, phone)| phone.follow(&device.steps)),
    );
    let faults = join_all(schedule.faults.iter().map(|(at, fault)| async {
        tokio::time::sleep(Duration::from_millis(*at)).await;
        world.inflict(&game, *fault).await;
    }));
    join(playing, faults).await;
    finish(&mut phones, End::Prompt).await;
    let closing_fault = async |now| match schedule.closing_fault {
        Some((when, fault)) if when == now => world.inflict(&game, fault).await,
        _ => {}
    };
    closing_fault(When::BeforeClose).await;
    world.close(&game, schedule.close).await;
    let late = async {
        tokio::time::sleep(Duration::from_millis(schedule.late_ms)).await;
        finish(&mut phones, End::Late).await;
    };
    join(late, closing_fault(When::WhileLateOnesSubmit)).await;
    let ledgers = phones.into_iter().map(|(_, phone)| phone.ledger).collect();
    let mut evidence = evidence_of(schedule, &game, ledgers);
    let found = await_rest(world, &game, &mut evidence).await;
    world.align_clocks();
    (found, game, evidence)
}

/// Gives the verdict on a contest that ended some contests ago.
pub(crate) async fn look_again(world: &World, played: &mut Played) -> Findings {
    await_rest(world, &played.game, &mut played.evidence).await
}

type Phones<'a> = Vec<(&'a Device, Phone<'a>)>;

fn phones<'a>(world: &'a World, game: &Game, schedule: &'a Schedule) -> Phones<'a> {
    let mut phones = Vec::new();
    for (person, devices) in schedule.people.iter().enumerate() {
        for (number, device) in devices.iter().enumerate() {
            let line = Line::new(&world.pair, game.people[person].cookie.clone(), device.server);
            let ledger = Ledger {
                person,
                device: number,
                ..Ledger::default()
            };
            let phone = Phone::new(line, game.arranged.round, device, schedule.prediction, ledger);
            phones.push((device, phone));
        }
    }
    phones
}

async fn finish(phones: &mut Phones<'_>, end: End) {
    let of_these = phones.iter_mut().filter(|(device, _)| device.end == end);
    join_all(of_these.map(|(_, phone)| phone.finish())).await;
}
