//! Sheets of several devices become one in Redis, by the rule of `contest_core`.

use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::{Changes, TimedSheet};
use contest_core::ids::{AccountId, AttemptId, RoundId, Uuid};
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use live::Live;
use live::calls::{CloseCall, CloseOutcome, NO_DEVICE, SaveOutcome, SentSheet, StartCall, Started};
use live::keys::Shard;
use live::redis_child::RedisChild;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

const QUESTIONS: usize = 6;
const NOW: Millis = Millis(4_000_000_000_000);

struct Bed {
    _folder: tempfile::TempDir,
    _child: RedisChild,
    live: Live,
    shard: Shard,
}

/// What one device has, and has had.
struct Device {
    sheet: AnswerSheet,
    changes: Changes,
    sent: Vec<(AnswerSheet, Changes)>,
}

impl Device {
    fn new(name: usize) -> Device {
        Device {
            sheet: AnswerSheet {
                revision: 0,
                answers: "0".repeat(QUESTIONS),
                prediction: None,
            },
            changes: Changes::none(format!("device{name}"), QUESTIONS),
            sent: Vec::new(),
        }
    }

    /// Changes one answer or the prediction, at a time that other devices may share.
    fn change(&mut self, elapsed_ms: u64, dice: &mut StdRng) {
        let at = dice.random_range(0..=QUESTIONS);
        if at < QUESTIONS {
            self.mark(at, &dice.random_range(0..4).to_string(), elapsed_ms);
        } else {
            self.sheet.prediction = Some(dice.random_range(0..20));
            self.changes.note(at, elapsed_ms);
            self.sheet.revision += 1;
        }
        self.sent.push((self.sheet.clone(), self.changes.clone()));
    }

    fn mark(&mut self, question: usize, answer: &str, elapsed_ms: u64) {
        self.sheet.answers.replace_range(question..=question, answer);
        self.changes.note(question, elapsed_ms);
        self.sheet.revision += 1;
    }
}

async fn bed() -> Bed {
    let folder = tempfile::tempdir().expect("a folder");
    let child = RedisChild::start(folder.path()).await.expect("redis-server");
    let live = Live::open(&child.address, 1, None).await.expect("a server");
    let account = AccountId(Uuid::now_v7());
    let shard = live.shard_of(RoundId(Uuid::now_v7()), account);
    Bed {
        _folder: folder,
        _child: child,
        live,
        shard,
    }
}

impl Bed {
    async fn start(&self) -> AttemptFacts {
        let account = AccountId(Uuid::now_v7());
        let known = self.live.ask_known(self.shard, account).await.expect("Redis");
        if let live::known::Known::No(era) = known {
            let nothing = live::known::RecordedStarts {
                used: 0,
                open: Vec::new(),
            };
            let told = self.live.set_known(self.shard, account, &era, &nothing).await;
            assert!(told.expect("Redis"));
        }
        let call = StartCall {
            attempt: AttemptId(Uuid::now_v7()),
            account,
            limit: 0,
            now: NOW,
            deadline: NOW + 60_000,
            leeway: 0,
            is_certain: true,
            idempotency_key: "",
            unit: None,
            masked_name: "A***",
            pace: None,
        };
        match self.live.start(self.shard, call).await.expect("Redis") {
            Started::New(facts) => facts,
            _ => panic!("a new attempt"),
        }
    }

    async fn save(&self, facts: &AttemptFacts, sheet: &AnswerSheet, changes: &Changes) -> SaveOutcome {
        let sent = sent(sheet, changes);
        let saved = self.live.save(self.shard, facts.attempt, NOW, sent).await;
        saved.expect("Redis")
    }

    async fn close(&self, facts: &AttemptFacts, sheet: &AnswerSheet, changes: &Changes) -> AnswerSheet {
        let frozen = self.submit(facts, sent(sheet, changes), NOW + 1_000).await;
        frozen.sheet
    }

    async fn submit(&self, facts: &AttemptFacts, sheet: SentSheet<'_>, last_change: Millis) -> Frozen {
        let call = CloseCall {
            facts,
            now: NOW + 1_000,
            sheet,
            last_change,
            by: ClosedBy::Contestant,
            acknowledged: false,
        };
        match self.live.close(self.shard, call).await.expect("Redis") {
            CloseOutcome::Closed(frozen) => frozen,
            _ => panic!("a frozen attempt"),
        }
    }

    /// Closes at the deadline with a sheet that was acknowledged before.
    async fn close_late(&self, facts: &AttemptFacts, acknowledged: &TimedSheet) -> Frozen {
        let call = CloseCall {
            facts,
            now: facts.deadline + 10_000,
            sheet: SentSheet {
                sheet: &acknowledged.sheet,
                device: NO_DEVICE,
                times: &acknowledged.times,
            },
            last_change: NOW,
            by: ClosedBy::Deadline,
            acknowledged: true,
        };
        match self.live.close(self.shard, call).await.expect("Redis") {
            CloseOutcome::Closed(frozen) => frozen,
            _ => panic!("a frozen attempt"),
        }
    }
}

fn sent<'a>(sheet: &'a AnswerSheet, changes: &'a Changes) -> SentSheet<'a> {
    SentSheet {
        sheet,
        device: &changes.device,
        times: &changes.times,
    }
}

fn timed((sheet, changes): &(AnswerSheet, Changes)) -> TimedSheet {
    TimedSheet {
        sheet: sheet.clone(),
        times: changes.times.clone(),
    }
}

/// Answers, prediction, times: what must not depend on the order. Revisions may.
fn content(sheet: &TimedSheet) -> (&str, Option<i64>, &str) {
    (&sheet.sheet.answers, sheet.sheet.prediction, &sheet.times)
}

#[tokio::test]
async fn any_order_of_any_saves_of_any_devices_ends_in_one_sheet() {
    let bed = bed().await;
    for seed in 0..150 {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut devices: Vec<Device> = (0..dice.random_range(1..4)).map(Device::new).collect();
        for _ in 0..dice.random_range(1..14) {
            let (device, elapsed) = (dice.random_range(0..devices.len()), dice.random_range(0..500));
            devices[device].change(elapsed, &mut dice);
        }
        let mut all: Vec<(AnswerSheet, Changes)> =
            devices.into_iter().flat_map(|device| device.sent).collect();
        let expected = all[1..]
            .iter()
            .fold(timed(&all[0]), |merged, next| merged.merge(&timed(next)));
        for _ in 0..3 {
            all.shuffle(&mut dice);
            let facts = bed.start().await;
            let mut replies = Vec::new();
            // Each save arrives once, in any order; some come again, because the response was lost.
            let again = dice.random_range(0..=all.len());
            for next in all.iter().chain(&all[..again]) {
                match bed.save(&facts, &next.0, &next.1).await {
                    SaveOutcome::Saved => replies.push(timed(next)),
                    SaveOutcome::Merged(held) => replies.push(held),
                    SaveOutcome::Stale(_) | SaveOutcome::Lost => panic!("seed {seed}: a save is refused"),
                }
            }
            let last = replies.last().expect("a reply");
            assert_eq!(content(last), content(&expected), "seed {seed}: {all:?}");
            let growing = replies.windows(2).all(|two| {
                two[0].sheet.revision <= two[1].sheet.revision || content(&two[0]) == content(&two[1])
            });
            assert!(growing, "seed {seed}: a changed sheet has a lower revision");
            let submitted = &all[0];
            let frozen = bed.close(&facts, &submitted.0, &submitted.1).await;
            let counts = (frozen.answers.as_str(), frozen.prediction);
            let wanted = (expected.sheet.answers.as_str(), expected.sheet.prediction);
            assert_eq!(counts, wanted, "seed {seed}: submitted {submitted:?}");
        }
    }
}

#[tokio::test]
async fn what_one_device_sends_alone_stays_as_it_was_sent() {
    let bed = bed().await;
    let (facts, mut dice) = (bed.start().await, StdRng::seed_from_u64(1));
    let mut phone = Device::new(1);
    for step in 0..20 {
        phone.change(step * 300, &mut dice);
        let saved = bed.save(&facts, &phone.sheet, &phone.changes).await;
        assert!(matches!(saved, SaveOutcome::Saved), "step {step}");
    }
    assert_eq!(bed.close(&facts, &phone.sheet, &phone.changes).await, phone.sheet);
}

#[tokio::test]
async fn a_device_is_told_what_another_has_changed() {
    let bed = bed().await;
    let facts = bed.start().await;
    let [mut phone, mut tablet] = [1, 2].map(Device::new);
    phone.mark(3, "4", 1_000);
    tablet.mark(3, "2", 2_000);
    tablet.mark(0, "1", 3_000);
    for device in [&phone, &tablet] {
        let _first_or_merged = bed.save(&facts, &device.sheet, &device.changes).await;
    }
    // The phone changes another answer, and does not know of the tablet.
    phone.mark(5, "1", 2_500);
    let SaveOutcome::Merged(held) = bed.save(&facts, &phone.sheet, &phone.changes).await else {
        panic!("the sheets of two devices");
    };
    assert_eq!(held.sheet.answers, "100201");
    assert!(held.sheet.revision > phone.sheet.revision.max(tablet.sheet.revision));
}

/// A device whose clock goes back, or somebody who plays one: what was sent first says that it is the latest.
#[tokio::test]
async fn nobody_chooses_among_acknowledged_sheets_after_the_close() {
    let bed = bed().await;
    for is_resubmitted in [false, true] {
        let facts = bed.start().await;
        let mut phone = Device::new(1);
        for question in 0..QUESTIONS {
            phone.mark(question, "1", 1_000_000);
        }
        let first = (phone.sheet.clone(), phone.changes.clone());
        assert!(matches!(
            bed.save(&facts, &first.0, &first.1).await,
            SaveOutcome::Saved
        ));
        phone.changes = Changes::none("device1".into(), QUESTIONS);
        for question in 0..QUESTIONS {
            phone.mark(question, "2", 1_000);
        }
        let last = bed.save(&facts, &phone.sheet, &phone.changes).await;
        assert!(matches!(last, SaveOutcome::Saved));
        if is_resubmitted {
            bed.close(&facts, &phone.sheet, &phone.changes).await;
        }
        let frozen = bed.close_late(&facts, &timed(&first)).await;
        assert_eq!(frozen.sheet, phone.sheet);
    }
}

#[tokio::test]
async fn merging_dates_no_change_back() {
    let bed = bed().await;
    let facts = bed.start().await;
    let [mut phone, mut tablet] = [1, 2].map(Device::new);
    phone.mark(0, "1", 1_000);
    tablet.mark(1, "2", 700_000);
    let sheet = sent(&tablet.sheet, &tablet.changes);
    let late = NOW + 800;
    let saved = bed.live.save(bed.shard, facts.attempt, late, sheet).await;
    assert!(matches!(saved, Ok(SaveOutcome::Saved)));
    // The phone says, and can prove, that its own answer is old; the sheet of both is not.
    let frozen = bed
        .submit(&facts, sent(&phone.sheet, &phone.changes), NOW + 5)
        .await;
    assert_eq!(
        (frozen.sheet.answers.as_str(), frozen.last_change_at),
        ("120000", late)
    );
}

#[tokio::test]
async fn what_was_put_together_is_of_no_device() {
    let bed = bed().await;
    let facts = bed.start().await;
    let [mut phone, mut tablet, mut laptop] = [1, 2, 3].map(Device::new);
    phone.mark(0, "1", 1_000);
    tablet.mark(1, "2", 2_000);
    bed.save(&facts, &phone.sheet, &phone.changes).await;
    let SaveOutcome::Merged(held) = bed.save(&facts, &tablet.sheet, &tablet.changes).await else {
        panic!("the sheets of two devices");
    };
    laptop.mark(2, "3", 3_000);
    bed.save(&facts, &laptop.sheet, &laptop.changes).await;
    // An older Redis may have answered with a revision that this one has not reached yet.
    let acknowledged = TimedSheet {
        sheet: AnswerSheet {
            revision: 40,
            ..held.sheet
        },
        times: held.times,
    };
    let frozen = bed.close_late(&facts, &acknowledged).await;
    assert_eq!(frozen.sheet.answers, "123000");
}

#[tokio::test]
async fn sheets_without_times_are_ordered_by_their_revision() {
    let bed = bed().await;
    let facts = bed.start().await;
    let mut phone = Device::new(1);
    phone.mark(0, "1", 1_000);
    assert!(matches!(
        bed.save(&facts, &phone.sheet, &phone.changes).await,
        SaveOutcome::Saved
    ));
    let plain = |revision: u32, answers: &str| AnswerSheet {
        revision,
        answers: answers.into(),
        prediction: None,
    };
    let save = async |sheet: AnswerSheet| {
        let sheet = SentSheet {
            sheet: &sheet,
            device: "",
            times: "",
        };
        let saved = bed.live.save(bed.shard, facts.attempt, NOW, sheet).await;
        saved.expect("Redis")
    };
    assert!(matches!(save(plain(1, "200000")).await, SaveOutcome::Stale(1)));
    assert!(matches!(save(plain(5, "300000")).await, SaveOutcome::Saved));
    // This device has not seen the fifth revision, which may have any times.
    phone.mark(1, "1", 2_000);
    let SaveOutcome::Merged(held) = bed.save(&facts, &phone.sheet, &phone.changes).await else {
        panic!("the sheet that counts");
    };
    assert_eq!((held.sheet, held.times.as_str()), (plain(5, "300000"), ""));
}
