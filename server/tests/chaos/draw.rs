//! Draws a schedule from a seed.

use crate::schedule::{Close, Device, End, Fault, Loss, Schedule, Sheet, Step, Store, When};
use contest_core::ranking::{Counted, TieBreak};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::ops::RangeInclusive;

/// The time over which the faults are spread, in milliseconds.
const BUSY_MS: RangeInclusive<u64> = 1_200..=2_600;

/// Random numbers that follow from a seed.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(crate) fn number(&mut self, range: RangeInclusive<u64>) -> u64 {
        range.start() + self.0.next_u64() % (range.end() - range.start() + 1)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.number(0..=99) < percent
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.number(0..=all.len() as u64 - 1) as usize]
    }
}

impl Schedule {
    pub(crate) fn of(seed: u64) -> Schedule {
        use TieBreak::*;
        let mut dice = Dice::of(seed);
        let processes = seed % 10 == 9;
        let odd = if processes { seed / 10 % 2 } else { seed % 2 };
        let chains: [&[TieBreak]; 4] = [
            &[MostPoints, ShortestDuration, EarliestSubmission],
            &[MostPoints, ShortestToLastChange, EarliestStart],
            &[AllCorrect, MostCorrect, EarliestSubmission],
            &[MostPoints, Lot],
        ];
        let limit = dice.number(1..=3) as u16;
        let faults = faults(&mut dice, processes);
        let mut late = Dice::of(!seed);
        let (closing_fault, late_ms) = (closing_fault(&mut late), late.number(0..=1_000));
        let mut all_faults = faults
            .iter()
            .map(|(_, fault)| *fault)
            .chain(closing_fault.map(|(_, fault)| fault));
        let forgets = all_faults.any(Fault::forgets);
        let people = (0..dice.number(3..=8)).map(|_| person(&mut dice, limit, forgets));
        Schedule {
            seed,
            store: if odd == 1 { Store::Postgres } else { Store::Sqlite },
            processes,
            limit,
            people: people.collect(),
            counted: dice.one_of(&[Counted::Best, Counted::First, Counted::Last]),
            chain: dice.one_of(&chains).to_vec(),
            prediction: dice.chance(40),
            time_limit_s: dice.one_of(&[30, 60, 120]),
            faults,
            closing_fault,
            late_ms,
            close: if processes || dice.chance(50) {
                Close::Moved
            } else {
                Close::Time
            },
        }
    }
}

fn faults(dice: &mut Dice, processes: bool) -> Vec<(u64, Fault)> {
    let busy = dice.number(BUSY_MS);
    let mut faults: Vec<(u64, Fault)> = (0..dice.number(0..=4))
        .map(|_| (dice.number(100..=busy), fault(dice, processes)))
        .collect();
    if dice.chance(15) {
        faults.push((busy * 3 / 4, Fault::MoveClose(dice.number(0..=1) as usize, 400)));
    }
    faults.sort_by_key(|(at, _)| *at);
    faults
}

fn closing_fault(dice: &mut Dice) -> Option<(When, Fault)> {
    let when = dice.one_of(&[When::BeforeClose, When::WhileLateOnesSubmit]);
    let fault = match dice.number(0..=99) {
        0..=19 => Fault::Wipe,
        20..=27 => Fault::KillRedis {
            lost: dice.chance(50),
        },
        28..=35 => Fault::Hold(dice.number(300..=1_500)),
        36..=42 => Fault::KillServer(dice.number(0..=1) as usize, 100),
        _ => return None,
    };
    Some((when, fault))
}

fn fault(dice: &mut Dice, processes: bool) -> Fault {
    let server = dice.number(0..=1) as usize;
    // Now and then this is longer than a submission waits for its commit.
    let absence = if dice.chance(25) {
        2_900..=3_600
    } else {
        100..=1_500
    };
    let absence = dice.number(absence);
    match dice.number(0..=if processes { 69 } else { 99 }) {
        0..=14 => Fault::Wipe,
        15..=26 => Fault::KillRedis {
            lost: dice.chance(60),
        },
        27..=36 => Fault::Cut(absence),
        37..=47 => Fault::Hold(absence),
        48..=62 => Fault::KillServer(server, dice.number(0..=800)),
        63..=69 => Fault::MoveClose(server, 600_000),
        70..=80 => Fault::Step(dice.number(3_000..=45_000) as i64),
        81..=88 => Fault::Step(-(dice.number(100..=2_500) as i64)),
        _ => Fault::Skew(server, dice.number(0..=2_400) as i64 - 1_200),
    }
}

fn person(dice: &mut Dice, limit: u16, forgets: bool) -> Vec<Device> {
    let devices = if dice.chance(40) { 2 } else { 1 };
    let shared_keys = dice.chance(50);
    let one = |device: u8| {
        let keys = if shared_keys { 0 } else { device * 16 };
        let end = match dice.number(0..=99) {
            // What only Redis had is gone if its owner does not come back.
            0..=9 if !forgets => End::Gone,
            10..=34 => End::Late,
            _ => End::Prompt,
        };
        Device {
            server: dice.number(0..=1) as usize,
            steps: steps(dice, limit, keys),
            end,
            seed: dice.0.next_u64(),
        }
    };
    (0..devices).map(one).collect()
}

fn loss(dice: &mut Dice) -> Loss {
    match dice.number(0..=99) {
        0..=7 => Loss::Reply,
        8..=14 => Loss::Connection(dice.number(0..=25)),
        _ => Loss::No,
    }
}

fn steps(dice: &mut Dice, limit: u16, keys: u8) -> Vec<Step> {
    let mut steps = vec![Step::Rest(dice.number(0..=400))];
    for attempt in 0..dice.number(1..=u64::from(limit) + 1) as u8 {
        let key = dice.chance(60).then_some(keys + attempt);
        send(dice, &mut steps, |loss| Step::Start(key, loss));
        for _ in 0..dice.number(1..=5) {
            steps.push(Step::Rest(dice.number(5..=220)));
            match dice.number(0..=99) {
                0..=9 => {
                    // The attempt is resumed, sometimes with a key of its own.
                    let key = dice.chance(30).then_some(keys + 8 + attempt);
                    steps.push(Step::Reopen);
                    send(dice, &mut steps, |loss| Step::Start(key, loss));
                }
                10..=24 => steps.push(Step::Switch),
                _ => {}
            }
            let sheet = match dice.number(0..=99) {
                0..=11 => Sheet::Again,
                12..=23 => Sheet::Earlier,
                24..=33 => Sheet::New(dice.number(2..=9) as u32),
                _ => Sheet::New(1),
            };
            send(dice, &mut steps, |loss| Step::Save(sheet, loss));
        }
        if dice.chance(70) {
            if dice.chance(40) {
                steps.push(Step::Switch);
            }
            send(dice, &mut steps, Step::Submit);
            // A start that was long on its way, or a tap on an old page.
            if key.is_some() && dice.chance(15) {
                steps.push(Step::Start(key, Loss::No));
            }
        }
    }
    steps
}

/// Usually repeats a request that got no response.
fn send(dice: &mut Dice, steps: &mut Vec<Step>, step: impl Fn(Loss) -> Step) {
    let loss = loss(dice);
    steps.push(step(loss));
    if loss != Loss::No && dice.chance(75) || dice.chance(5) {
        if dice.chance(50) {
            steps.push(Step::Switch);
        }
        steps.push(step(Loss::No));
    }
}
